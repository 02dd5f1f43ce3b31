"""What exists on remotes and whose value nobody holds: from readings, never from guesses."""

from collections.abc import Iterator

import pytest

from tests.sync.model_remote import ABILITIES, Thing
from tests.sync.world import World, register
from vaulttui.operations.placeholders import Placeholder, of_plan, placeholders
from vaulttui.remotes.protocol import Kind


@pytest.fixture(params=ABILITIES)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    register(monkeypatch)
    made = World.of(request.param)
    yield made
    made.close()


def listed(found: list[Placeholder]) -> list[tuple[str, str, str]]:
    return [(one.key, one.slot, one.title) for one in found]


def test_of_a_remote_that_was_never_read_nothing_is_known(world: World) -> None:
    assert placeholders(world.session) == []


def test_what_is_held_here_is_none(world: World) -> None:
    world.add("db", **dict.fromkeys(world.slots, "x"))
    world.apply()
    assert placeholders(world.session) == []


def test_what_others_hold_there(world: World) -> None:
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    world.model.add(Thing(kind, "db", "db", values={"ONE": b"x", "TWO": b"y"}))
    if world.keyed:
        world.add("db", ONE="ours")
    world.plan()
    # A record remote tells of no field: that there is an object is all one knows.
    slots = ["ONE", "TWO"] if world.keyed else [""]
    title = "db" if world.keyed else ""
    assert listed(placeholders(world.session, world.remote)) == [
        ("db", slot, title) for slot in slots
    ]


def test_nothing_is_asked_and_each_has_its_time(world: World) -> None:
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    world.add("db", **{world.slots[0]: "x"})
    world.model.add(Thing(kind, "db", "db", values={world.slots[0]: b"x"}))
    plan = world.plan()
    asked = world.model.asked.total()
    found = placeholders(world.session)
    assert world.model.asked.total() == asked
    assert {one.at for one in found} <= {world.session.now(), *(one.at for one in found)}
    assert listed(of_plan(plan, 7)) == listed(found)
    assert {one.at for one in of_plan(plan, 7)} <= {7}


def test_an_optional_field_that_is_empty_here_is_not_guessed_to_be_there(world: World) -> None:
    if world.keyed:
        pytest.skip("keys that are there are told")
    world.add("db", password="x")
    world.apply()
    assert placeholders(world.session) == []
