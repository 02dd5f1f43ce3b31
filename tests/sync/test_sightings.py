"""How a remote looked, remembered on this machine: sealed, without values, and never needed."""

from pathlib import Path

import pytest

from tests.sync.world import World
from vaulttui import paths
from vaulttui.operations.plans import standing
from vaulttui.sync import sightings
from vaulttui.sync.states import State


def _file() -> Path:
    [found] = [p for p in (paths.state_folder() / "sightings").rglob("*") if p.is_file()]
    return found


@pytest.fixture
def seen(world: World) -> World:
    world.add("db", **{world.slots[0]: "the-value"})
    world.apply()
    return world


def test_it_is_what_a_reading_would_show(seen: World) -> None:
    now = seen.plan()
    asked = seen.model.asked.total()
    stands = standing(seen.session, seen.remote)
    assert stands is not None
    assert (stands.plan.snapshot, stands.plan.vault) == (now.snapshot, now.vault)
    assert seen.model.asked.total() == asked, "nothing is asked"


def test_after_an_apply_it_is_up_to_date_without_another_plan(seen: World) -> None:
    seen.put("db", seen.slots[0], "other")
    seen.add("web", **{seen.slots[0]: "x"})
    seen.apply()
    stands = standing(seen.session, seen.remote)
    assert stands is not None
    assert {one.state for one in stands.plan.compared if one.wanted} == {State.IN_SYNC}
    assert stands.plan.empty


def test_it_is_sealed(seen: World) -> None:
    content = _file().read_bytes()
    for word in (b'"key"', b"the-value", b"object_id"):
        assert word not in content
    assert _file().stat().st_mode & 0o077 == 0


def test_of_a_remote_that_was_never_read_there_is_none(world: World) -> None:
    assert standing(world.session, world.remote) is None


@pytest.mark.parametrize("content", [b"", b"\x01", b"x" * 30, b"\x01" + b"x" * 100])
def test_garbage_counts_as_never_read(seen: World, content: bytes) -> None:
    _file().write_bytes(content)
    assert sightings.load(seen.session, seen.remote_id) is None
    seen.plan()
    assert sightings.load(seen.session, seen.remote_id) is not None


def test_that_of_another_remote_is_not_taken_for_it(seen: World) -> None:
    other = World.of(seen.model.name, seen.session, "elsewhere")
    path = _file()
    path.rename(path.with_name(other.remote_id))
    assert sightings.load(seen.session, other.remote_id) is None


def test_where_nothing_can_be_kept_all_goes_on(seen: World) -> None:
    folder = _file().parent
    _file().unlink()
    folder.rmdir()
    folder.write_text("in the way")
    assert seen.plan().empty
    assert standing(seen.session, seen.remote) is None


def test_a_remote_that_is_gone_is_forgotten(seen: World) -> None:
    sightings.forget(seen.session, seen.remote_id)
    sightings.forget(seen.session, seen.remote_id)
    assert standing(seen.session, seen.remote) is None
