"""Whose effects are whose, and one apply at a time."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.sync.world import World
from vaulttui import paths
from vaulttui.errors import InUse, ReadOnly
from vaulttui.sync.machine import alone, is_writing, known_id, machine_id


def _path() -> Path:
    return paths.state_folder() / "machine"


def test_an_id_is_made_once() -> None:
    assert known_id() == ""
    made = machine_id()
    assert len(made) == 32
    assert (machine_id(), known_id()) == (made, made)
    assert stat.S_IMODE(_path().stat().st_mode) == 0o600
    assert [one.name for one in _path().parent.iterdir()] == ["machine"]


def test_of_many_that_make_one_at_once_all_get_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(lambda _: machine_id(), range(40))}) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", b"G" * 32])
def test_what_is_no_id_is_replaced(content: bytes) -> None:
    _path().parent.mkdir(parents=True, exist_ok=True)
    _path().write_bytes(content)
    made = machine_id()
    assert len(made) == 32
    assert machine_id() == made


def test_where_none_can_be_kept_nothing_is_applied(world: World) -> None:
    world.add("db", **{world.slots[0]: "1"})
    plan = world.plan()
    _path().parent.mkdir(parents=True, exist_ok=True)
    _path().mkdir()
    with pytest.raises(ReadOnly):
        world.apply(plan)
    assert world.model.things == {}


def test_one_apply_of_a_remote_at_a_time(world: World) -> None:
    world.add("db", **{world.slots[0]: "1"})
    plan = world.plan()
    vault_id = world.session.keys.vault_id
    other = World.of(world.model.name, world.session, "other")
    assert not is_writing(vault_id, world.remote)
    with alone(vault_id, world.remote):
        with pytest.raises(InUse, match="is writing to there now"):
            world.apply(plan)
        assert is_writing(vault_id, world.remote)
        assert not is_writing(vault_id, other.remote)
        with alone(vault_id, other.remote):
            pass
    assert not is_writing(vault_id, world.remote)
    assert world.model.things == {}
    assert world.apply(plan).all_done


def test_who_only_looks_keeps_nobody_from_writing(world: World) -> None:
    vault_id = world.session.keys.vault_id
    with alone(vault_id, world.remote):
        pass
    over = Event()

    def looks() -> None:
        while not over.is_set():
            is_writing(vault_id, world.remote)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(looks)
        for _ in range(50):
            with alone(vault_id, world.remote):
                pass
        over.set()


def test_each_value_that_is_pushed_is_noted_once(world: World, tmp_path: Path) -> None:
    from vaulttui.session.reads import ReadLog

    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    world.session._reads = ReadLog(tmp_path / "reads", world.session.keys)
    world.apply()
    pushed = [(read.verb, read.name, read.field) for read in world.session.reads()]
    assert sorted(pushed) == sorted([("push", "db", one), ("push", "db", two)])
    world.plan()
    assert len(world.session.reads()) == 2, "planning looks at no value"
