"""A revoked set: told there where that can be, and nothing is written into it."""

from tests.sync.world import World
from vaulttui.operations import sets
from vaulttui.remotes.protocol import REVOKED
from vaulttui.sync.states import State


def revoke(world: World, name: str) -> None:
    found = next(one for one in world.session.view.graph.sets if one.name == name)
    sets.revoke(world.session, found)


def test_what_is_revoked_here_is_revoked_there() -> None:
    world = World.of("warmhub")
    world.add("db", A="1")
    world.apply()
    revoke(world, "db")
    (effect,) = world.plan().effects
    assert (effect.public, effect.slots) == ((REVOKED,), {})
    assert world.apply().all_done
    assert world.model.things[world.place("db")].public[REVOKED] == "true"
    assert world.plan().empty


def test_what_was_never_there_is_not_made() -> None:
    world = World.of("warmhub")
    world.add("db", A="1")
    revoke(world, "db")
    plan = world.plan()
    assert plan.empty
    assert [one.reason for one in plan.left] == ["is revoked here and not made there"]


def test_nothing_is_written_into_what_is_revoked_there() -> None:
    world = World.of("warmhub")
    world.add("db", A="1")
    world.apply()
    world.model.things[world.place("db")].public[REVOKED] = "true"
    world.put("db", "A", "2")
    plan = world.plan()
    assert plan.empty
    assert [(tuple(one.removed), one.reason) for one in plan.left] == [
        ((), "revoked differs and cannot be changed there"),
        (("A",), "is revoked there; nothing is written into it"),
    ]


def test_where_nothing_can_be_revoked_its_values_stay() -> None:
    world = World.of("sourcecraft")
    world.add("db", A="1", B="2")
    revoke(world, "db")
    plan = world.plan()
    assert plan.empty
    assert world.state("db") is State.NEVER_PUSHED
    assert [one.reason for one in plan.left] == ["is revoked here; nothing is written into it"]
