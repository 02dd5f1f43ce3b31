"""What is gone here stays there until it is asked for, and what is not ours stays for good."""

import pytest

from tests.sync.model_remote import Thing
from tests.sync.world import World
from vaulttui.domain.remotes import Budget
from vaulttui.errors import Ambiguous, InvalidValue, NotFound, OverBudget, Stale
from vaulttui.operations import credentials, sets, trash
from vaulttui.operations.adoption import adopt
from vaulttui.operations.credentials import Edits
from vaulttui.remotes.protocol import Kind
from vaulttui.sync.effects import EffectKind
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import State

LOGIN = ("username", "password", "url", "totp", "notes")


def kinds(plan: Plan) -> set[EffectKind]:
    return {effect.kind for effect in plan.effects}


@pytest.mark.parametrize("name", ["warmhub", "sourcecraft"])
def test_a_key_that_is_gone_here_is_left_there_until_asked(name: str) -> None:
    world = World.of(name)
    found = world.add_set("db", ONE="1", TWO="2")
    world.apply()
    sets.unset(world.session, found, ["ONE"])
    plan = world.plan()
    assert (plan.effects, [one.reason for one in plan.left]) == (
        (), ["is gone here, and still there"],
    )  # fmt: skip
    asked = world.model.asked.copy()
    with pytest.raises(OverBudget):
        world.plan(["db/ONE"])
    assert world.model.asked == asked, "the budget forbids it at once"
    world.edit(budget=Budget.FULL)
    assert world.state("db") is State.LOCAL_AHEAD, "a key that is gone here is not in sync there"
    deleting = world.plan(["db/ONE"])
    assert deleting.left == (), "what is deleted is not left"
    assert world.apply(deleting).all_done
    assert world.model.one("db").values == {"TWO": b"2"}
    # The other values are as they were: deleting one does not make them look touched.
    world.check_settled()
    world.close()


def test_a_field_that_is_gone_here_is_told_although_it_is_unseen(infra0: World) -> None:
    infra0.add("db", password="1", username="ada")
    infra0.apply()
    credential = infra0.session.view.credential(infra0.session.view.named("db")[0].id)
    credentials.edit(infra0.session, credential, Edits(clear=frozenset({"username"})))
    assert [one.reason for one in infra0.plan().left] == ["is gone here, and still there"]
    infra0.edit(budget=Budget.FULL)
    object_id = infra0.place("db")[1]
    assert infra0.apply(infra0.plan([f"{object_id}/username"])).all_done
    assert infra0.model.things[infra0.place("db")].values == {"password": b"1"}
    infra0.check_settled()


def test_nothing_that_is_not_ours_is_deleted(world: World) -> None:
    one, _ = world.slots
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    world.edit(budget=Budget.FULL)
    world.model.add(Thing(kind, "db", "db", values={one: b"theirs"}))
    if world.keyed:
        world.add("db", TWO="1")
    for asked in ("db", f"db/{one}") if world.keyed else ("db",):
        with pytest.raises(InvalidValue):
            world.plan([asked])
    assert world.model.one("db", kind).values == {one: b"theirs"}


def test_what_still_has_a_value_here_is_not_deleted_there(pushed: World) -> None:
    pushed.edit(budget=Budget.FULL)
    object_id = pushed.place("db")[1]
    with pytest.raises((InvalidValue, NotFound)):
        pushed.plan([f"{object_id}/{pushed.slots[0]}"])


@pytest.mark.parametrize("name", ["warmhub", "infra0"])
def test_an_object_is_deleted_when_it_is_asked_for_by_its_id(name: str) -> None:
    world = World.of(name)
    world.add("db", **{world.slots[0]: "1"})
    world.add("web", **{world.slots[0]: "2"})
    world.apply()
    world.edit(budget=Budget.FULL)
    place = world.place("db")
    plan = world.plan([place[1]])
    assert kinds(plan) == {EffectKind.DELETE}
    assert [one.reason for one in plan.effects] == ["and is not bound any more"]
    assert world.apply(plan).all_done
    with pytest.raises(Stale):
        world.apply(plan)
    assert place not in world.model.things
    assert len(world.model.things[world.place("web")].values) == 1
    world.check_settled()
    world.close()


def _two_kinds_with_one_id() -> World:
    """A credential that was made from here, and a type of others, each the first of its list."""
    world = World.of("infra0")
    world.model.add(Thing(Kind.TYPE, "1", "API key", fields=("key", "url")))
    world.model.add(Thing(Kind.CREDENTIAL, "1", "db", values={"password": b"x"}, type_key="Login"))
    world.model.add(Thing(Kind.TYPE, "t", "Login", fields=LOGIN))
    world.add("db", password="ours")
    adopt(world.session, world.remote, ["credential:1"])
    world.apply()
    world.edit(budget=Budget.FULL)
    return world


def test_an_id_that_two_kinds_have_says_which_with_its_kind() -> None:
    world = _two_kinds_with_one_id()
    with pytest.raises(Ambiguous) as refused:
        world.plan(["1"])
    assert refused.value.candidates == ("credential:1", "type:1")
    with pytest.raises(InvalidValue):
        world.plan(["type:1"])
    plan = world.plan(["credential:1"])
    assert [(one.kind, one.object_kind) for one in plan.effects] == [
        (EffectKind.DELETE, Kind.CREDENTIAL)
    ]
    assert world.apply(plan).all_done
    assert {place for place in world.model.things if place[1] == "1"} == {(Kind.TYPE, "1")}
    world.close()


@pytest.mark.parametrize(
    "asked",
    [["db", "set:db"], ["db/ONE", "db"], ["set:db/ONE", "db/ONE", "db", "db"]],
)
def test_what_is_asked_for_twice_is_deleted_once(asked: list[str]) -> None:
    world = World.of("warmhub")
    found = world.add_set("db", ONE="1", TWO="2")
    world.apply()
    world.edit(budget=Budget.FULL)
    sets.unset(world.session, found, ["ONE"])
    plan = world.plan(asked)
    assert [(one.kind, one.removed) for one in plan.effects] == [(EffectKind.DELETE, ())]
    assert world.apply(plan).all_done
    assert not world.model.things
    world.close()


def test_a_slot_of_an_id_that_two_kinds_have() -> None:
    world = _two_kinds_with_one_id()
    credential = world.session.view.credential(world.session.view.named("db")[0].id)
    credentials.edit(world.session, credential, Edits(clear=frozenset({"password"})))
    for asked in ("1/password", "credential:1/password"):
        [effect] = world.plan([asked]).effects
        assert (effect.object_kind, effect.removed) == (Kind.CREDENTIAL, ("password",))
    world.close()


def test_an_id_that_begins_as_a_kind_does_is_meant_first() -> None:
    world = _two_kinds_with_one_id()
    odd = Thing(Kind.CREDENTIAL, "credential:1", "web", values={"url": b"x"}, type_key="Login")
    world.model.add(odd)
    with pytest.raises(InvalidValue, match="web"):
        world.plan(["credential:1"])
    world.close()


@pytest.mark.parametrize("name", ["warmhub", "sourcecraft"])
def test_a_container_may_be_named_with_its_kind(name: str) -> None:
    world = World.of(name)
    found = world.add_set("db", ONE="1", TWO="2")
    world.apply()
    world.edit(budget=Budget.FULL)
    sets.unset(world.session, found, ["ONE"])
    assert world.apply(world.plan(["set:db/ONE"])).all_done
    assert world.model.one("db").values == {"TWO": b"2"}
    world.close()


def test_what_answered_for_it_lies_in_the_trash() -> None:
    world = World.of("warmhub")
    found = world.add_set("db", ONE="1", TWO="2")
    world.apply()
    world.edit(budget=Budget.FULL)
    sets.rm(world.session, found)
    for asked in ("db", "db/ONE"):
        with pytest.raises(InvalidValue, match=r"^Nothing here answers for db") as refused:
            world.plan([asked])
        assert "trash restore" in refused.value.hint
        assert "adopt" in refused.value.hint
    trash.restore(world.session, trash.trashed(world.session)[0].record)
    assert world.apply(world.plan(["db"])).all_done
    assert not world.model.things
    world.close()
