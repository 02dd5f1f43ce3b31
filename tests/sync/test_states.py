"""Each of the nine states, reached by a history, told rightly, and left rightly."""

from typing import Final

import pytest

from tests.sync.model_remote import Thing
from tests.sync.world import World
from vaulttui.domain.remotes import Policy
from vaulttui.operations import credentials, sets
from vaulttui.operations.adoption import adopt
from vaulttui.operations.credentials import Edits
from vaulttui.remotes.protocol import DESCRIPTION, Kind
from vaulttui.secret import Secret
from vaulttui.sync.effects import EffectKind
from vaulttui.sync.plan import Plan
from vaulttui.sync.states import State
from vaulttui.sync.wording import why

LOGIN: Final = ("username", "password", "url", "totp", "notes")


def kinds(plan: Plan) -> set[EffectKind]:
    return {effect.kind for effect in plan.effects}


def written(plan: Plan) -> list[tuple[EffectKind, tuple[str, ...]]]:
    return [(effect.kind, tuple(effect.slots)) for effect in plan.effects]


def test_never_pushed_then_in_sync(world: World) -> None:
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    assert world.state("db") is State.NEVER_PUSHED
    assert kinds(world.plan()) == {EffectKind.CREATE}
    assert world.apply().all_done
    assert world.state("db") is State.IN_SYNC
    world.check_settled()


def test_local_ahead(pushed: World) -> None:
    one, two = pushed.slots
    pushed.put("db", one, "3")
    assert pushed.slot_states("db") == {one: State.LOCAL_AHEAD, two: State.IN_SYNC}
    assert written(pushed.plan()) == [(EffectKind.CHANGE, (one,))]
    pushed.apply()
    assert pushed.model.things[pushed.place("db")].values == {one: b"3", two: b"2"}
    pushed.check_settled()


def test_local_ahead_does_not_hide_that_others_touched_it(infra0: World) -> None:
    infra0.add("db", password="1", username="2")
    infra0.apply()
    infra0.model.put(infra0.place("db"), "password", b"theirs")
    infra0.put("db", "password", "3")
    [ahead, again] = infra0.plan().effects
    assert (why(ahead), why(again)) == ("local ahead, touched there too", State.TOUCHED.value)
    [seen] = [one for one in infra0.plan().compared if one.key == "db"]
    assert seen.hidden == {"password"}
    infra0.apply()
    infra0.put("db", "password", "4")
    [alone] = infra0.plan().effects
    assert why(alone) == State.LOCAL_AHEAD.value


@pytest.mark.parametrize("name", ["warmhub", "infra0"])
def test_touched(name: str) -> None:
    world = World.of(name)
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    world.apply()
    world.model.put(world.place("db"), one, b"theirs")
    # One mark tells of the whole object: which value it was, nobody says.
    assert world.slot_states("db") == {one: State.TOUCHED, two: State.TOUCHED}
    assert world.state("db") is State.TOUCHED
    assert kinds(world.plan()) == {EffectKind.TOUCH}
    world.apply()
    assert world.model.things[world.place("db")].values[one] == b"1"
    world.check_settled()
    world.close()


def test_without_marks_a_touch_cannot_be_told(sourcecraft: World) -> None:
    sourcecraft.add("db", ONE="1")
    sourcecraft.apply()
    sourcecraft.model.put(sourcecraft.place("db"), "ONE", b"theirs")
    assert sourcecraft.state("db") is State.IN_SYNC, "in sync as of our last write: no more is said"
    assert sourcecraft.plan().empty


@pytest.mark.parametrize("name", ["warmhub", "infra0"])
def test_what_was_touched_and_left_stays_doubted(name: str) -> None:
    world = World.of(name)
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    world.apply()
    world.model.put(world.place("db"), one, b"theirs")
    world.put("db", two, "3")
    plan = world.plan()
    assert written(plan) == [(EffectKind.CHANGE, (two,)), (EffectKind.TOUCH, (one,))]
    world.apply(plan, {plan.effects[0].id})
    # Our own write moved the mark; what was doubted before it still is.
    assert world.slot_states("db") == {one: State.TOUCHED, two: State.IN_SYNC}
    world.apply()
    assert world.ledger("db")[""].doubted == frozenset()
    world.check_settled()
    world.close()


def test_a_value_taken_back_here_is_doubted_where_others_touched_it(infra0: World) -> None:
    one, two = infra0.slots
    infra0.add("db", **{one: "1", two: "2"})
    infra0.apply()
    infra0.model.put(infra0.place("db"), one, b"theirs")
    infra0.put("db", one, "3")
    infra0.put("db", two, "4")
    plan = infra0.plan()
    [effect] = plan.effects
    credential = infra0.session.view.credential(infra0.session.view.named("db")[0].id)
    description = Edits(description="other")
    credentials.edit(infra0.session, credential, description)
    public = [one for one in infra0.plan().effects if one.public]
    infra0.apply(None, {public[0].id})
    infra0.put("db", one, "1")
    infra0.put("db", two, "2")
    assert infra0.slot_states("db") == {one: State.TOUCHED, two: State.TOUCHED}
    assert effect.kind is EffectKind.CHANGE


@pytest.mark.parametrize("name", ["warmhub", "sourcecraft"])
def test_presence_lost(name: str) -> None:
    world = World.of(name)
    world.add("db", ONE="1", TWO="2")
    world.apply()
    world.model.take(world.place("db"), "ONE")
    assert world.slot_states("db")["ONE"] is State.PRESENCE_LOST
    assert world.state("db") is State.PRESENCE_LOST
    assert (EffectKind.CREATE, ("ONE",)) in written(world.plan())
    world.apply()
    assert world.model.things[world.place("db")].values == {"ONE": b"1", "TWO": b"2"}
    world.check_settled()
    world.close()


def test_public_fields_differ(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    place = infra0.place("db")
    infra0.model.rename(place, "theirs")
    [found] = [one for one in infra0.plan().compared if one.kind is Kind.CREDENTIAL]
    assert found.public == ("name",)
    assert (EffectKind.CHANGE, ()) in written(infra0.plan())
    infra0.apply()
    assert infra0.model.things[place].key == "db"
    infra0.check_settled()


def test_public_fields_that_cannot_be_changed_are_left(warmhub: World) -> None:
    warmhub.add_set("db", ONE="1")
    warmhub.apply()
    warmhub.model.things[warmhub.place("db")].public[DESCRIPTION] = "theirs"
    assert warmhub.state("db") is State.PUBLIC_DIFFERS
    plan = warmhub.plan()
    assert (plan.effects, [one.reason for one in plan.left]) == (
        (), ["description differs and cannot be changed there"],
    )  # fmt: skip


def test_missing(pushed: World) -> None:
    del pushed.model.things[pushed.place("db")]
    assert pushed.state("db") is State.MISSING
    assert kinds(pushed.plan()) == {EffectKind.CREATE}
    pushed.apply()
    assert len(pushed.model.things[pushed.place("db")].values) == 2
    pushed.check_settled()


def test_not_ours(world: World) -> None:
    one, _ = world.slots
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    theirs = world.model.add(Thing(kind, "db", "db", values={one: b"theirs"}, type_key="Login"))
    world.model.add(Thing(Kind.TYPE, "t", "Login", fields=LOGIN))
    world.add("db", **{one: "1"})
    assert world.state("db") is State.NOT_OURS
    plan = world.plan()
    assert (plan.effects, {one.key for one in plan.left}) == ((), {"db"})
    assert theirs.values == {one: b"theirs"}
    adopt(world.session, world.remote, ["db"])
    assert kinds(world.plan()) == {EffectKind.ADOPT}
    assert theirs.values == {one: b"theirs"}, "adopting alone writes nothing there"
    world.apply()
    assert theirs.values == {one: b"1"}
    world.check_settled()


def test_strangers_are_not_ours(pushed: World) -> None:
    kind = Kind.SET if pushed.keyed else Kind.CREDENTIAL
    pushed.model.add(Thing(kind, "theirs", "theirs", values={"X": b"x"}))
    found = [one for one in pushed.plan().compared if one.wanted is None and one.kind is kind]
    # Where there is no list of containers, only those are seen that somebody asks for.
    assert [one.state for one in found] == [State.NOT_OURS] * (pushed.model.name != "sourcecraft")
    assert pushed.plan().empty


def test_a_key_of_others_in_a_shared_container_is_not_ours(sourcecraft: World) -> None:
    sourcecraft.model.add(Thing(Kind.SET, "db", "db", values={"TWO": b"theirs"}))
    sourcecraft.add("db", ONE="1", TWO="2")
    assert sourcecraft.slot_states("db") == {"ONE": State.NEVER_PUSHED, "TWO": State.NOT_OURS}
    sourcecraft.apply()
    assert sourcecraft.model.one("db").values == {"ONE": b"1", "TWO": b"theirs"}
    sourcecraft.check_settled()


def test_cannot_tell(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    infra0.put("db", "username", "ada")
    # Never written from here, into a record that tells nothing of its fields.
    assert infra0.slot_states("db")["username"] is State.CANNOT_TELL
    assert written(infra0.plan()) == [(EffectKind.TOUCH, ("username",))]
    infra0.apply()
    infra0.check_settled()


def test_seeded_values_are_written_once(world: World) -> None:
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    [bound] = [b for b in world.plan().compared if b.wanted and b.kind is not Kind.TYPE]
    assert bound.wanted is not None
    binding = bound.wanted.binding
    assert binding is not None
    view = world.session.view
    subject = view.graph.set(binding.subject_id) or view.credential(binding.subject_id)
    world.bind(subject, **{one: Policy.SEED})
    world.apply()
    world.put("db", one, "3")
    plan = world.plan()
    assert plan.empty
    assert [left.reason for left in plan.left] == ["local ahead; policy seed"]
    del world.model.things[world.place("db")]
    world.apply()
    assert world.model.things[world.place("db")].values[one] == b"3"


def test_ignored_values_are_never_written(world: World) -> None:
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    [bound] = [b for b in world.plan().compared if b.wanted and b.kind is not Kind.TYPE]
    assert bound.wanted is not None
    assert bound.wanted.binding is not None
    view, subject_id = world.session.view, bound.wanted.binding.subject_id
    world.bind(view.graph.set(subject_id) or view.credential(subject_id), **{one: Policy.IGNORE})
    world.apply()
    assert world.model.things[world.place("db")].values == {two: b"2"}
    world.check_settled()


def test_renamed_here_a_container_keeps_its_name_there(world: World) -> None:
    if not world.keyed:
        pytest.skip("records can be renamed there")
    found = world.add_set("db", ONE="1")
    world.apply()
    sets.rename(world.session, found, "database")
    world.check_settled()
    found = sets.put_value(world.session, sets.living(world.session, found.id), "ONE", Secret(b"2"))
    world.apply()
    assert {t.key: t.values for t in world.model.things.values()} == {"db": {"ONE": b"2"}}
    world.check_settled()


def test_made_anew_under_its_name_is_asked_about_and_never_made_twice(infra0: World) -> None:
    infra0.add("db", password="1")
    infra0.apply()
    fresh = infra0.model.make_anew(infra0.place("db"))
    plan = infra0.plan()
    assert plan.empty
    [left] = plan.left
    assert left.reason == "gone under its id; another has its name"
    assert f"adopt there {fresh}" in left.hint
    [asked] = [one for one in plan.compared if one.rebind]
    assert (asked.state, asked.rebind) == (State.MISSING, fresh)
    adopt(infra0.session, infra0.remote, [fresh])
    infra0.apply()
    assert infra0.model.one("db").values == {"password": b"1"}
    infra0.check_settled()


def test_two_of_one_name_there_are_not_ours(infra0: World) -> None:
    for object_id in ("a", "b"):
        infra0.model.add(Thing(Kind.CREDENTIAL, object_id, "db", type_key="Login"))
    infra0.model.add(Thing(Kind.TYPE, "t", "Login", fields=LOGIN))
    infra0.add("db", password="1")
    assert infra0.plan().empty
    adopt(infra0.session, infra0.remote, ["b"])
    infra0.apply()
    assert infra0.model.things[Kind.CREDENTIAL, "b"].values == {"password": b"1"}
    assert infra0.model.things[Kind.CREDENTIAL, "a"].values == {}
    infra0.check_settled()


def test_two_here_for_one_object_there_are_left(warmhub: World) -> None:
    first, second = warmhub.add_set("db", ONE="1"), warmhub.add_set("web", ONE="2")
    sets.rename(warmhub.session, first, "mail")
    sets.rename(warmhub.session, second, "db")
    sets.rename(warmhub.session, sets.living(warmhub.session, first.id), "x")
    warmhub.bind(sets.living(warmhub.session, first.id), name="y")
    sets.rename(warmhub.session, sets.living(warmhub.session, second.id), "y")
    plan = warmhub.plan()
    assert plan.empty
    assert {one.reason for one in plan.left} == {"x and y would both answer for it"}


def test_names_with_escape_sequences_are_safe_to_be_shown(world: World) -> None:
    one, _ = world.slots
    evil = "db\x1b[31m\x07\u202e"
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    world.add("db", **{one: "1"})
    world.apply()
    world.model.add(Thing(kind, evil, evil, {DESCRIPTION: evil}, {evil: b"x"}, type_key=evil))
    world.model.things[world.place("db")].values[evil] = b"x"
    plan = world.plan()
    said = [text for left in plan.left for text in (left.reason, left.hint)]
    assert not any("\x1b" in text or "\u202e" in text for text in said)
    assert plan.empty


def test_what_was_known_of_a_former_object_is_not_said_of_a_new_one(infra0: World) -> None:
    credential = infra0.add_credential("db", password="1", username="ada")
    infra0.apply()
    infra0.bind(credential, username=Policy.IGNORE)
    del infra0.model.things[infra0.place("db")]
    infra0.apply()
    assert infra0.model.one("db").values == {"password": b"1"}
    assert infra0.slot_states("db") == {
        "password": State.IN_SYNC, "username": State.CANNOT_TELL,
    }  # fmt: skip
