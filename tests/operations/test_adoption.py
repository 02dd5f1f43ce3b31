"""Taking over what others made: bound to what waits for it, or to placeholders; never written."""

from collections.abc import Iterator

import pytest

from tests.sync.model_remote import ABILITIES, Thing
from tests.sync.world import World, register
from vaulttui.errors import Ambiguous, Exists, InvalidValue, NotFound, VaulttuiError
from vaulttui.operations import bindings, organizations, sets
from vaulttui.operations.adoption import adopt
from vaulttui.operations.placeholders import placeholders
from vaulttui.operations.sets import NewSet
from vaulttui.remotes.protocol import DESCRIPTION, SCOPE, Kind
from vaulttui.secret import Secret
from vaulttui.sync.effects import EffectKind
from vaulttui.sync.states import State

LOGIN = ("username", "password", "url", "totp", "notes")


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)


@pytest.fixture(params=ABILITIES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield from _world(request.param)


@pytest.fixture
def warmhub() -> Iterator[World]:
    yield from _world("warmhub")


@pytest.fixture
def infra0() -> Iterator[World]:
    yield from _world("infra0")


def _world(name: str) -> Iterator[World]:
    made = World.of(name)
    if name == "infra0":
        made.model.add(Thing(Kind.TYPE, "t", "Login", fields=LOGIN))
    yield made
    made.close()


def theirs(world: World, name: str = "db", object_id: str = "") -> Thing:
    """An object that others made, with one value."""
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    type_key = "" if world.keyed else "Login"
    public = {DESCRIPTION: "of others", SCOPE: "org"} if world.keyed else {DESCRIPTION: "of others"}
    held = {world.slots[0]: b"theirs"}
    return world.model.add(Thing(kind, object_id or name, name, public, held, type_key=type_key))


def test_a_placeholder_is_made_for_what_nothing_waits_for(world: World) -> None:
    thing, before = theirs(world), world.model.asked["write"]
    [done] = adopt(world.session, world.remote, [thing.object_id])
    assert (done.object_id, done.made) == (thing.object_id, True)
    plan = world.plan()
    assert [one for one in plan.effects if one.slots] == []
    lacking = [name for left in plan.left for name in left.removed]
    assert world.slots[0] in lacking
    assert world.model.asked["write"] == before
    assert thing.values == {world.slots[0]: b"theirs"}


def test_a_placeholder_that_gets_its_value_is_pushed(world: World) -> None:
    thing = theirs(world)
    adopt(world.session, world.remote, [thing.object_id])
    world.put("db", world.slots[0], "ours")
    assert {one.kind for one in world.plan().effects} == {EffectKind.ADOPT}
    world.apply()
    assert thing.values == {world.slots[0]: b"ours"}
    assert world.plan().empty


def test_what_waits_for_it_gets_it(world: World) -> None:
    world.add("db", **{world.slots[0]: "ours"})
    thing = theirs(world)
    [done] = adopt(world.session, world.remote, [thing.object_id])
    assert not done.made
    assert len(bindings.bound(world.session, world.remote)) == 1
    world.apply()
    assert thing.values == {world.slots[0]: b"ours"}


def test_a_set_of_its_name_that_is_not_bound_is_never_taken(warmhub: World) -> None:
    other = World.of("warmhub", warmhub.session, "elsewhere")
    other.add_set("db", ONE="ours")
    theirs(warmhub)
    with pytest.raises(Exists) as refused:
        adopt(warmhub.session, warmhub.remote, ["db"])
    assert "`vaulttui bind there set:db --object db`" in refused.value.hint
    assert bindings.bound(warmhub.session, warmhub.remote) == []
    assert not [one for one in warmhub.plan().effects if one.slots]
    # What the hint says is enough.
    [found] = warmhub.session.view.graph.sets
    warmhub.bind(found, object_id="db")
    [done] = adopt(warmhub.session, warmhub.remote, ["db"])
    assert (done.made, done.title) == (False, "db")


def test_a_set_of_another_organization_is_left_alone(warmhub: World) -> None:
    owner = organizations.create(warmhub.session, "othercorp")
    foreign = sets.create(warmhub.session, NewSet(owner.id, "db"))
    sets.put_value(warmhub.session, foreign, "OWN", Secret(b"of others"))
    thing = theirs(warmhub)
    [done] = adopt(warmhub.session, warmhub.remote, ["db"])
    assert (done.made, done.title, done.gained) == (True, "db", ())
    kept = warmhub.session.view.graph.set(foreign.id)
    assert kept is not None
    assert kept.key_names == ("OWN",)
    warmhub.apply()
    assert thing.values == {warmhub.slots[0]: b"theirs"}


def test_two_of_one_name_for_which_one_binding_waits(infra0: World) -> None:
    for object_id in ("a", "b"):
        theirs(infra0, object_id=object_id)
    infra0.add("db", password="ours")
    seq = infra0.session.file.next_seq
    with pytest.raises(Ambiguous, match=r"^a and b are both called db there") as refused:
        adopt(infra0.session, infra0.remote, ["a", "b"])
    assert refused.value.candidates == ("a", "b")
    assert infra0.session.file.next_seq == seq
    adopt(infra0.session, infra0.remote, ["b"])
    infra0.apply()
    assert infra0.model.things[Kind.CREDENTIAL, "a"].values == {infra0.slots[0]: b"theirs"}


@pytest.mark.parametrize(("asked", "kind"), [("type:1", "type"), ("credential:1", "credential")])
def test_an_id_that_two_kinds_have(infra0: World, asked: str, kind: str) -> None:
    theirs(infra0, object_id="1")
    infra0.model.add(Thing(Kind.TYPE, "1", "API key", fields=("key", "url")))
    with pytest.raises(Ambiguous) as refused:
        adopt(infra0.session, infra0.remote, ["1"])
    assert refused.value.candidates == ("credential:1", "type:1")
    assert bindings.bound(infra0.session, infra0.remote) == []
    [done] = adopt(infra0.session, infra0.remote, [asked])
    assert (done.kind, done.object_id) == (kind, "1")


def test_an_id_that_begins_as_a_kind_does(infra0: World) -> None:
    theirs(infra0, "db", "1")
    theirs(infra0, "web", "credential:1")
    [done] = adopt(infra0.session, infra0.remote, ["credential:1"])
    assert (done.key, done.object_id) == ("web", "credential:1")


def test_a_container_is_read_under_its_name_alone() -> None:
    for world in _world("sourcecraft"):
        theirs(world, "group")
        [done] = adopt(world.session, world.remote, ["set:group"])
        assert (done.object_id, done.made) == ("group", True)


def test_several_at_once_are_one_change(world: World) -> None:
    if world.model.abilities.owns_slots:
        pytest.skip("there is one id for one group")
    for name in ("a", "b", "c"):
        theirs(world, name)
    seq = world.session.file.next_seq
    assert len(adopt(world.session, world.remote, ["a", "b", "c", "a"])) == 3
    assert world.session.file.next_seq == seq + 1


def test_an_id_that_is_not_there(world: World) -> None:
    theirs(world)
    with pytest.raises(NotFound):
        adopt(world.session, world.remote, ["db", "nothing"])
    assert bindings.bound(world.session, world.remote) == []


def test_a_type_that_nobody_here_knows(infra0: World) -> None:
    infra0.model.add(Thing(Kind.CREDENTIAL, "x", "db", type_key="Their own"))
    with pytest.raises(InvalidValue):
        adopt(infra0.session, infra0.remote, ["x"])


def test_names_that_cannot_be_are_refused_and_safe_to_show(warmhub: World) -> None:
    evil = "a\x1b[31mb c"
    warmhub.model.add(Thing(Kind.SET, evil, evil, values={"ONE": b"x"}))
    with pytest.raises(VaulttuiError) as refused:
        adopt(warmhub.session, warmhub.remote, [evil])
    assert "\x1b" not in refused.value.message + refused.value.hint
    assert warmhub.session.view.graph.sets == ()


def test_adopted_by_its_second_name_it_keeps_it(infra0: World) -> None:
    infra0.add("db", password="ours")
    infra0.apply()
    infra0.model.rename(infra0.place("db"), "theirs")
    [found] = [one for one in infra0.plan().compared if one.kind is Kind.CREDENTIAL]
    assert (found.state, found.public) == (State.TOUCHED, ("name",))
    object_id = found.found.object_id if found.found else ""
    adopt(infra0.session, infra0.remote, [object_id])
    assert [(one.kind, one.public) for one in infra0.plan().effects] == [(EffectKind.TOUCH, ())]
    infra0.apply()
    assert infra0.model.one("theirs").values == {"password": b"ours"}


def test_adopting_is_one_step_to_be_undone(warmhub: World) -> None:
    theirs(warmhub)
    adopt(warmhub.session, warmhub.remote, ["db"])
    warmhub.session.undo()
    assert bindings.bound(warmhub.session, warmhub.remote) == []
    assert warmhub.session.view.graph.sets == ()


def test_what_is_taken_over_is_held_by_nobody_until_it_is_given(world: World) -> None:
    thing, slot = theirs(world), world.slots[0]
    adopt(world.session, world.remote, [thing.object_id])
    found = [one for one in placeholders(world.session) if one.slot == slot]
    assert [(one.key, one.title) for one in found] == [("db", "db")]
    [bound] = bindings.bound(world.session, world.remote)
    assert (found[0].remote_id, found[0].subject) == (
        world.remote.id,
        (bound.part.kind, bound.part.id),
    )
    world.put("db", slot, "ours")
    assert slot not in [one.slot for one in placeholders(world.session)]
