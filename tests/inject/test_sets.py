"""What sets give: a variable for each key."""

import pytest

from tests.inject.world import CANARY, World
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.inject.wanted import Wanted
from vaulttui.operations import credentials, sets, trash
from vaulttui.operations.credentials import Edits
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft


def test_a_key_is_named_exactly_as_it_is(world: World) -> None:
    db = world.add("postgresql", "db", password="p", host="h")
    found = world.set("live", {"own_Key": "v", "DB_PASS": (db, "password"), "h": (db, "host")})
    assert world.of(found) == {"own_Key": "v", "DB_PASS": "p", "h": "h"}
    assert world.variables(Wanted(sets=(found,))) == {"own_Key": "v", "DB_PASS": "p", "h": "h"}


def test_prefix_and_renames_of_an_assigned_set(world: World) -> None:
    found = world.set("live", {"A": "1", "B": "2"})
    project = world.project()
    world.give(found, project, "P_", {"B": "OTHER"})
    assert world.variables(Wanted((project,))) == {"P_A": "1", "OTHER": "2"}
    assert world.variables(Wanted((project,), (found,))) == {
        "P_A": "1",
        "OTHER": "2",
        "A": "1",
        "B": "2",
    }


def test_a_key_that_is_no_variable_needs_another_name(world: World) -> None:
    found = world.set("live", {"my-key": CANARY, "ok": "1"})
    project = world.project("p", found)
    with pytest.raises(InvalidValue, match=r"my-key cannot be .* key my-key of the set live"):
        world.compose(Wanted((project,)))
    assert world.variables(Wanted((project,), only=frozenset({"ok"}))) == {"ok": "1"}
    world.give(found, project, renames={"my-key": "MY_KEY"})
    assert world.variables(Wanted((project,)))["MY_KEY"] == CANARY


def test_a_key_whose_credential_is_gone(world: World) -> None:
    db = world.add("postgresql", "db", password="p")
    found = world.set("live", {"PASS": (db, "password"), "OTHER": "1"})
    credentials_rm(world, db.id)
    wanted = Wanted(sets=(found,))
    with pytest.raises(NotFound, match=r"key PASS of the set live points at is not there"):
        world.compose(wanted)
    assert "key PASS of the set live" in world.outline(wanted).refusals[0]
    assert [one.name for one in world.outline(wanted).variables] == ["OTHER", "PASS"]
    assert world.variables(Wanted(sets=(found,), only=frozenset({"OTHER"}))) == {"OTHER": "1"}


def test_a_key_whose_value_is_on_a_remote_alone(world: World) -> None:
    draft = Draft.of(world.set("live", {"OTHER": "1"}).record)
    draft.m |= {"key.PASS": {}, "value.PASS": {"set_at": 5, "origin": "placeholder"}}
    with world.session.edit("adopt", "set") as change:
        change.put(draft)
    found = sets.living(world.session, draft.id)
    wanted = Wanted(sets=(found,))
    with pytest.raises(NotFound, match="Nobody here holds the value of the key PASS") as caught:
        world.compose(wanted)
    assert "set put" in caught.value.hint
    assert "Nobody here holds" in world.outline(wanted).refusals[0]
    assert world.variables(Wanted(sets=(found,), only=frozenset({"OTHER"}))) == {"OTHER": "1"}
    with pytest.raises(NotFound, match="Nobody here holds"):
        sets.get(world.session, found, "PASS")
    found = sets.describe_key(world.session, found, "PASS", "of the shop")
    found = sets.put_value(world.session, found, "PASS", Secret(b"2"))
    assert world.of(found) == {"OTHER": "1", "PASS": "2"}
    assert found.info("PASS").origin == "typed"


def credentials_rm(world: World, record_id: str) -> None:
    with world.session.edit("rm") as change:
        change.delete(world.session.view.credential(record_id).record)


def test_a_key_whose_field_is_empty(world: World) -> None:
    db = world.add("postgresql", "db", password="p", host="h")
    found = world.set("live", {"PASS": (db, "password")})
    credentials.edit(world.session, db, Edits(clear=frozenset({"password"})))
    with pytest.raises(NotFound, match=r"password of db, at which the key PASS of the set live"):
        world.compose(Wanted(sets=(found,)))


def test_a_revoked_set_is_left_out_with_a_word(world: World) -> None:
    found = world.set("live", {"A": "1"})
    project = world.project("p", found)
    revoked = sets.revoke(world.session, found)
    made = world.compose(Wanted((project,)))
    assert dict(made.variables) == {}
    assert made.notes == ("The set live is revoked; it is left out.",)
    with pytest.raises(InvalidValue, match="live is revoked"):
        world.compose(Wanted(sets=(revoked,)))
    with pytest.raises(NotFound) as caught:
        world.compose(Wanted((project,), only=frozenset({"A"})))
    assert caught.value.hint == "There is nothing. The set live is revoked; it is left out."


def test_a_set_of_a_project_is_seen_from_there_only(world: World) -> None:
    project, other = world.project("web"), world.project("other")
    found = world.set("own", {"A": "1"}, project)
    assert world.variables(Wanted((project,), (found,))) == {"A": "1"}
    for projects in ((), (other,)):
        with pytest.raises(NotFound, match="own is seen from its project only, which is web"):
            world.compose(Wanted(projects, (found,)))


def test_what_lies_in_the_trash_gives_nothing(world: World) -> None:
    found = world.set("live", {"A": "1"})
    project = world.project("p", found)
    sets.rm(world.session, found)
    assert world.variables(Wanted((project,))) == {}
    (gone,) = world.session.view.trash()
    trash.restore(world.session, gone)
    assert world.variables(Wanted((project,))) == {"A": "1"}
