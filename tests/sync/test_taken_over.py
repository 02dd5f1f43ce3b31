"""What was taken over, or lacks its values here: never in sync, never made empty, never guessed."""

import pytest

from tests.sync.model_remote import Thing
from tests.sync.world import World
from vaulttui.domain.remotes import Policy
from vaulttui.operations import bindings, projects, sets
from vaulttui.operations.adoption import adopt
from vaulttui.operations.sets import NewSet
from vaulttui.operations.standings import standings
from vaulttui.remotes.protocol import DESCRIPTION, REVOKED, SCOPE, Kind, Verb
from vaulttui.secret import Secret
from vaulttui.sync.effects import Effect, EffectKind, effect_from_json
from vaulttui.sync.states import Compared, State
from vaulttui.sync.wording import names_of

LOGIN = ("username", "password", "url", "totp", "notes")


def theirs(world: World, name: str = "db", **public: str) -> Thing:
    kind = Kind.SET if world.keyed else Kind.CREDENTIAL
    if not world.keyed:
        world.model.add(Thing(Kind.TYPE, "t", "Login", fields=LOGIN))
    held = {world.slots[0]: b"theirs"}
    public = {SCOPE: "org", **public} if world.keyed else public
    return world.model.add(Thing(kind, name, name, public, held, type_key="Login"))


def whole(world: World) -> Compared:
    [found] = [one for one in world.plan().compared if one.kind is not Kind.TYPE]
    return found


def test_what_nobody_wrote_from_here_is_never_in_sync(world: World) -> None:
    thing = theirs(world)
    adopt(world.session, world.remote, [thing.object_id])
    for _ in range(2):
        found = whole(world)
        assert (found.state, found.since, found.drifts) == (State.CANNOT_TELL, None, True)
        assert found.slots[world.slots[0]] is State.CANNOT_TELL
        [badges] = standings(world.session).badges.values()
        assert [(one.state, one.since) for one in badges] == [(State.CANNOT_TELL, None)]
        # Taking it over wrote nothing, and so nothing is known afterwards.
        world.apply()
    world.check_settled()


def test_a_set_without_keys_says_nothing_of_the_keys_there(warmhub: World) -> None:
    theirs(warmhub)
    warmhub.bind(sets.create(warmhub.session, NewSet(None, "db")), object_id="db")
    warmhub.apply()
    assert whole(warmhub).state is State.CANNOT_TELL


def test_a_key_that_is_empty_on_both_sides(warmhub: World) -> None:
    theirs(warmhub)
    adopt(warmhub.session, warmhub.remote, ["db"])
    del warmhub.model.one("db").values["ONE"]
    assert whole(warmhub).slots == {"ONE": State.NEVER_PUSHED}


def test_a_key_that_is_ignored_is_no_drift(warmhub: World) -> None:
    theirs(warmhub)
    adopt(warmhub.session, warmhub.remote, ["db"])
    [found] = warmhub.session.view.graph.sets
    warmhub.bind(found, ONE=Policy.IGNORE)
    assert (whole(warmhub).state, whole(warmhub).drifts) == (State.CANNOT_TELL, False)


@pytest.mark.parametrize("name", ["warmhub", "infra0"])
def test_what_holds_nothing_here_is_not_made_anew_empty(name: str) -> None:
    world = World.of(name)
    thing = theirs(world)
    adopt(world.session, world.remote, [thing.object_id])
    del world.model.things[thing.kind, thing.object_id]
    plan = world.plan()
    assert plan.empty
    assert {one.reason for one in plan.left} == {"is not there, and none of its values is here"}
    assert whole(world).state is State.MISSING
    world.put("db", world.slots[0], "ours")
    assert world.apply().all_done
    assert world.model.one("db", thing.kind).values == {world.slots[0]: b"ours"}
    world.close()


@pytest.mark.parametrize("name", ["warmhub", "sourcecraft"])
def test_a_bound_container_gets_the_keys_that_only_the_remote_has(name: str) -> None:
    world = World.of(name)
    world.add_set("db", ONE="ours")
    world.apply()
    place = world.place("db")
    world.model.put(place, "TWO", b"theirs")
    [done] = adopt(world.session, world.remote, ["db"])
    assert (done.made, done.gained) == (False, ("TWO",))
    [found] = world.session.view.graph.sets
    assert (found.key_names, found.holds("TWO")) == (("ONE", "TWO"), False)
    assert whole(world).slots["TWO"] is State.CANNOT_TELL
    sets.put_value(world.session, found, "TWO", Secret(b"new"))
    assert world.apply().all_done
    assert world.model.things[place].values == {"ONE": b"ours", "TWO": b"new"}
    world.check_settled()
    world.close()


def test_what_is_public_there_is_taken_over(warmhub: World) -> None:
    described = "of\nothers " + "x" * 600
    theirs(warmhub, **{DESCRIPTION: described, REVOKED: "true"})
    adopt(warmhub.session, warmhub.remote, ["db"])
    assert whole(warmhub).public == ()
    [found] = warmhub.session.view.graph.sets
    assert (found.description, found.revoked_at is None) == (described, False)


def test_projects_there_are_taken_over_and_only_left_in_words(infra0: World) -> None:
    session = infra0.session
    for name, object_id in (("shop", "p1"), ("depot", "p2")):
        infra0.bind(projects.create(session, None, name), object_id=object_id)
    thing = theirs(infra0)
    thing.projects = frozenset({"p1", "elsewhere"})
    adopt(session, infra0.remote, [thing.object_id])
    [row] = session.view.named("db")
    assert session.view.graph.projects_of(row.id) == ["shop"]
    assert all(one.projects is None for one in infra0.plan().effects)
    _move(infra0, "shop", "depot")
    [effect] = [one for one in infra0.plan().effects if one.projects is not None]
    assert (effect.gains, effect.loses) == (("depot",), ("shop",))
    assert effect.projects == ("elsewhere", "p2")
    assert names_of(effect) == ["in project depot", "no longer in project shop"]
    infra0.apply()
    assert thing.projects == {"elsewhere", "p2"}


def _move(world: World, *names: str) -> None:
    """Take what is called db out of the first project, into the second."""
    from vaulttui.operations import assignments

    view = world.session.view
    credential = view.credential(view.named("db")[0].id)
    by_name = {one.name: one for one in view.graph.projects}
    assignments.assign(world.session, credential, [by_name[names[1]]], replace=True)


def test_binding_knows_nothing_of_what_it_was(infra0: World) -> None:
    """What waited here stays as it is here: its projects are not those there."""
    session = infra0.session
    infra0.bind(projects.create(session, None, "shop"), object_id="p1")
    infra0.add("db", password="ours")
    thing = theirs(infra0)
    thing.projects = frozenset({"p1"})
    adopt(session, infra0.remote, [thing.object_id])
    [effect] = [one for one in infra0.plan().effects if one.projects is not None]
    assert effect.loses == ("shop",)
    assert len(bindings.bound(session, infra0.remote)) == 2


def test_what_the_journal_kept_of_projects_has_no_names() -> None:
    """An effect that is gone on with says at least that it is about projects."""
    effect = Effect(EffectKind.CHANGE, Verb.CHANGE, Kind.CREDENTIAL, "", "db", "db", projects=())
    assert names_of(effect_from_json(effect.to_json())) == ["projects"]
