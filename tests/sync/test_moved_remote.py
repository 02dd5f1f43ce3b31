"""A remote that is elsewhere by now, and effects that may not be done any more."""

from pathlib import Path

import pytest

from tests.sync.model_remote import Fault
from tests.sync.scripts import Script, and_no_reading
from tests.sync.world import URL, World
from vaulttui.domain.remotes import Budget, Policy
from vaulttui.errors import InUse, Unanswered
from vaulttui.operations import bindings, remotes, sets
from vaulttui.operations.bindings import Edits
from vaulttui.sync.machine import alone
from vaulttui.sync.report import Outcome
from vaulttui.sync.states import State

ELSEWHERE = URL.replace("127.0.0.1", "localhost")


@pytest.fixture
def cut() -> World:
    """One value was sent, and whether it arrived nobody knows: it did not."""
    world = World.of("warmhub")
    world.add("db", A="1")
    world.apply()
    world.put("db", "A", "2")
    world.model.faults = and_no_reading(Script(*[Fault(Unanswered("cut"))] * 9))
    assert world.apply().count(Outcome.UNKNOWN) == 1
    world.model.faults = Script()
    return world


def test_a_remote_stays_where_effects_are_open(cut: World) -> None:
    with pytest.raises(InUse, match="not settled"):
        cut.edit(url=ELSEWHERE)
    cut.resume()
    cut.edit(url=ELSEWHERE)


def test_a_remote_is_not_removed_where_effects_are_open(
    cut: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (
        alone(cut.session.keys.vault_id, cut.remote),
        pytest.raises(InUse, match="is writing to there now"),
    ):
        remotes.rm(cut.session, cut.remote)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("VAULTTUI_HOME", str(tmp_path / "other machine"))
        with pytest.raises(InUse, match="not settled") as refused:
            cut.edit(url=ELSEWHERE)
        assert "on the machine that sent them" in refused.value.hint
        # The machine that sent them may be lost for good.
        remotes.rm(cut.session, cut.remote)
        cut.session.undo()
    with pytest.raises(InUse, match="not settled"):
        remotes.rm(cut.session, cut.remote)
    cut.resume()
    remotes.rm(cut.session, cut.remote)
    assert cut.session.view.graph.remotes == ()


def test_what_is_done_and_was_not_looked_at_keeps_no_remote() -> None:
    world = World.of("warmhub")
    world.add("db", A="1")
    world.apply()
    world.put("db", "A", "2")
    world.model.faults = and_no_reading(Script())
    assert world.apply().all_done
    assert len(world.journal) == 1
    world.edit(url=ELSEWHERE)
    assert world.journal == [], "what was to be looked at is not there"
    assert world.resume().results == ()
    remotes.rm(world.session, world.remote)


def test_what_was_made_at_the_former_place_is_not_ours_at_the_next() -> None:
    world = World.of("warmhub")
    world.add("db", A="1")
    world.apply()
    assert world.state("db") is State.IN_SYNC
    world.edit(url=ELSEWHERE)
    (bound,) = bindings.bound(world.session, world.remote)
    assert (bound.binding.object_id, bound.binding.key) == ("", "")
    assert world.state("db") is State.NOT_OURS
    assert world.plan().empty


def test_a_tighter_budget_counts_for_what_is_open(cut: World) -> None:
    cut.edit(budget=Budget.READ_ONLY)
    assert cut.resume().count(Outcome.UNKNOWN) == 1
    assert cut.model.things[cut.place("db")].values == {"A": b"1"}
    assert cut.journal == []


def test_what_is_to_be_ignored_by_now_is_not_repeated(cut: World) -> None:
    (one,) = bindings.bound(cut.session, cut.remote)
    bindings.bind(cut.session, cut.remote, one.part, Edits(policies={"A": Policy.IGNORE}))
    assert cut.resume().count(Outcome.UNKNOWN) == 1
    assert cut.model.things[cut.place("db")].values == {"A": b"1"}


def test_a_key_that_is_gone_by_now_is_not_repeated(cut: World) -> None:
    found = cut.session.view.graph.sets[0]
    sets.unset(cut.session, found, ["A"])
    assert cut.resume().count(Outcome.UNKNOWN) == 1
    assert cut.model.things[cut.place("db")].values == {"A": b"1"}


def test_nothing_is_deleted_for_what_is_bound_no_more() -> None:
    world = World.of("warmhub")
    world.edit(budget=Budget.FULL)
    world.add("db", A="1")
    world.apply()
    world.model.faults = and_no_reading(Script(*[Fault(Unanswered("cut"))] * 9))
    plan = world.plan(["db"])
    world.apply(plan)
    world.model.faults = Script()
    (one,) = bindings.bound(world.session, world.remote)
    bindings.unbind(world.session, world.remote, one.part)
    world.resume()
    assert world.place("db") in world.model.things


def test_the_same_place_is_the_same_however_one_gets_there(cut: World) -> None:
    before = cut.remote
    cut.edit(options={"ca-file": "/ca.pem"})
    assert remotes.same_place(before, cut.remote)
