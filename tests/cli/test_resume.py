"""What was interrupted, as the command line tells of it and settles it, over remotes in memory."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli
from tests.sync.model_remote import Fault, lost
from tests.sync.scripts import Script, and_no_reading
from tests.sync.world import World, register
from vaulttui.domain.remotes import Budget
from vaulttui.errors import Unreachable
from vaulttui.operations import plans
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync import runner
from vaulttui.sync.machine import alone
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

Worlds = tuple[World, World]
MANY = 12
"""More sets than WarmHub writes at once."""


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are dialects, and nothing waits before a repeat."""
    monkeypatch.setattr(runner, "FIRST_PAUSE", 0.0)
    register(monkeypatch)


@pytest.fixture
def worlds(vault: Path) -> Iterator[Worlds]:
    """Two remotes that were written to; the session is another program's."""
    session = Session(
        VaultFile.open(vault, Unlocking(passphrase=Secret.from_text(PASSPHRASE))), by="test"
    )
    made = World.of("warmhub", session, "aaa"), World.of("warmhub", session, "zzz")
    for world in made:
        for number in range(MANY):
            world.add(f"{world.remote.name}-{number}", KEY="x")
        world.apply()
    yield made
    for world in made:
        world.close()


def changed(world: World, many: int = 1) -> None:
    """Some sets get another value."""
    for number in range(many):
        world.put(f"{world.remote.name}-{number}", "KEY", "y")


def cut(world: World, many: int = 1) -> None:
    """Values are sent, nobody answers, and nothing can be read: their effects stay open."""
    changed(world, many)
    world.model.faults = and_no_reading(Script(*lost(late=False)[:1] * 99))
    world.apply()
    world.model.faults = Script()
    assert len(plans.open_effects(world.session, world.remote)) == many


def interrupted_at(world: World, when: int) -> None:
    """Control-C is pressed while the remote does so many things."""
    counted = count(1)

    def press() -> None:
        if next(counted) == when:
            signal.raise_signal(signal.SIGINT)

    world.model.when_done = press


def settled(world: World) -> bool:
    world.session.refresh()
    return world.journal == [] and world.plan().empty


def dead(world: World) -> None:
    world.model.faults = lambda _what: Fault(Unreachable("no route"))


@contextmanager
def busy(world: World) -> Iterator[None]:
    """Another program writes there."""
    with alone(world.session.keys.vault_id, world.remote):
        yield


def test_one_dead_remote_keeps_none_of_the_others(worlds: Worlds, cli: Cli) -> None:
    for world in worlds:
        cut(world)
    dead(worlds[0])
    done = cli("resume")
    assert done.code == 8
    assert "aaa: not settled: no route " in done.err
    assert "zzz: 1 done." in done.err
    assert "1 remote was not settled: aaa." in done.err
    worlds[0].model.faults = Script()
    assert "aaa: 1 done." in cli.ok("resume").err
    assert "Nothing is open." in cli.ok("resume").err


def test_what_was_settled_is_told_beside_what_was_not(worlds: Worlds, cli: Cli) -> None:
    for world in worlds:
        cut(world)
    dead(worlds[0])
    done = cli("resume", "--json")
    assert done.code == 8
    settled, failed = done.json
    assert (settled["remote"], [one["outcome"] for one in settled["results"]]) == ("zzz", ["done"])
    assert (failed["remote"], failed["error"]["code"]) == ("aaa", "unreachable")
    notice, error = map(json.loads, done.err.splitlines())
    assert notice["notice"].startswith("aaa: not settled: no route")
    assert error["error"]["code"] == "unreachable"


def test_one_remote_alone_can_be_settled(worlds: Worlds, cli: Cli) -> None:
    for world in worlds:
        cut(world)
    (only,) = cli.json("resume", "zzz")
    assert only["remote"] == "zzz"
    dead(worlds[0])
    assert "no route" in cli.fails(8, "resume", "aaa")
    cli.fails(3, "resume", "nope")
    cli.fails(7, "resume", "no pe")


def test_a_remote_that_is_written_to_now_is_named(worlds: Worlds, cli: Cli) -> None:
    for world in worlds:
        cut(world)
    with busy(worlds[0]):
        done = cli("resume")
    assert done.code == 5
    assert "aaa: not settled: Another program on this machine is writing to aaa now." in done.err
    assert "zzz: 1 done." in done.err


def test_who_writes_now_is_not_called_interrupted(worlds: Worlds, cli: Cli) -> None:
    world = worlds[0]
    cut(world)
    with busy(world):
        planned = cli.ok("plan", "aaa").err
        applied = cli.fails(5, "apply", "aaa", "--yes")
    for told in (planned, applied):
        assert "Another program on this machine is writing to aaa now." in told
        assert "interrupted" not in told
    told = "1 effect on aaa was interrupted and not settled. Run `vaulttui resume` first."
    assert told in cli.ok("plan", "aaa").err
    assert told in cli.fails(5, "apply", "aaa", "--yes")


def test_a_remote_with_open_effects_stays(worlds: Worlds, cli: Cli) -> None:
    world = worlds[0]
    cut(world)
    assert "not settled" in cli.fails(5, "remote", "rm", "aaa")
    with busy(world):
        assert "writing to aaa now" in cli.fails(5, "remote", "rm", "aaa")
    cli.ok("resume")
    cli.ok("remote", "rm", "aaa")


def test_what_is_open_on_a_remote_in_the_trash_is_told(worlds: Worlds, cli: Cli) -> None:
    cut(worlds[0])
    with worlds[0].session.edit("rm", "remote") as change:
        change.delete(worlds[0].remote.record)
    done = cli("resume")
    assert done.code == 8
    assert "aaa: not settled: It is in the trash, with 1 effect open." in done.err
    assert "Nothing is open." not in done.err
    cli.ok("trash", "restore", "remote:aaa")
    assert "aaa: 1 done." in cli.ok("resume").err


def test_what_is_given_up_is_not_to_be_resumed(worlds: Worlds, cli: Cli) -> None:
    cut(worlds[0])
    worlds[0].edit(budget=Budget.READ_ONLY)
    told = cli("resume")
    assert told.code == 8
    assert "given up" in told.err
    assert "vaulttui resume" not in told.err
    assert "Nothing is open." in cli.ok("resume").err


def test_control_c_after_the_last_is_no_interruption(worlds: Worlds, cli: Cli) -> None:
    world = worlds[0]
    changed(world)
    interrupted_at(world, 1)
    assert "aaa: 1 done." in cli.ok("apply", "aaa", "--yes").err
    assert settled(world)


def test_control_c_leaves_what_was_not_begun(worlds: Worlds, cli: Cli) -> None:
    changed(worlds[0], MANY)
    interrupted_at(worlds[0], 1)
    told = cli("apply", "aaa", "--yes")
    assert told.code == 130
    assert "Plan again to see what is left." in told.err


def test_control_c_ends_a_resume_with_what_is_left(worlds: Worlds, cli: Cli) -> None:
    for world in worlds:
        cut(world, MANY)
    interrupted_at(worlds[0], 1)
    told = cli("resume")
    assert told.code == 130
    assert "not tried" in told.err
    assert "`vaulttui resume` settles it." in told.err
    assert "zzz" not in told.err
    assert f"zzz: {MANY} done." in cli.ok("resume").err
    assert all(map(settled, worlds))


def test_control_c_within_the_last_remote_is_no_interruption(worlds: Worlds, cli: Cli) -> None:
    cut(worlds[0])
    interrupted_at(worlds[0], 1)
    assert "aaa: 1 done." in cli.ok("resume").err


def test_what_is_done_and_was_not_looked_at_keeps_no_apply(worlds: Worlds, cli: Cli) -> None:
    world = worlds[0]
    changed(world)
    world.model.faults = and_no_reading(Script())
    cli.ok("apply", "aaa", "--yes")
    world.session.refresh()
    assert len(world.journal) == 1
    world.model.faults = Script()
    assert "interrupted" not in cli.ok("plan", "aaa").err
    sent = world.model.asked["write"]
    assert "Nothing to do." in cli.ok("apply", "aaa", "--yes").err
    assert world.model.asked["write"] == sent
    assert settled(world)
