"""What answers for what on a remote: what can be bound, under which name, and until when."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations.remote_samples import KEYED, RECORDS, entries, key_set, remote, tied, written
from tests.operations.samples import given as given_text
from tests.operations.samples import login
from tests.session.sessions import memory_session
from vaulttui.domain.bindings import Binding, binding_id, slot_name
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.remotes import Policy
from vaulttui.errors import Exists, InvalidValue, NotFound, UsageError
from vaulttui.operations import bindings, credentials, projects, sets, trash
from vaulttui.operations.activity import activity
from vaulttui.operations.addresses import bindable_at
from vaulttui.operations.bindings import Edits, Part, bound, part_of, unbind
from vaulttui.operations.uses import used
from vaulttui.operations.where_used import uses_of, uses_of_set
from vaulttui.session.session import Session


def names(session: Session, name: str) -> list[tuple[str, str]]:
    (found,) = session.view.graph.remotes_called(name)
    return [(one.part.title, one.name) for one in bound(session, found)]


def test_sets_and_credentials_are_bound_where_keys_are_held(session: Session) -> None:
    hub, found, wiki = remote(session), key_set(session), login(session, "wiki")
    one = tied(session, hub, found)
    assert one.binding.id == binding_id(hub.id, "set", found.id)
    tied(session, hub, wiki, Edits(name="WIKI", policies={"password": Policy.SEED}))
    assert names(session, "hub") == [("wiki", "WIKI"), ("deploy", "deploy")]
    (of_wiki,) = session.view.graph.bindings_at("credential", wiki.id)
    assert of_wiki.policies == {"PASSWORD": Policy.SEED}
    assert (of_wiki.policy("PASSWORD"), of_wiki.policy("USERNAME")) == (
        Policy.SEED, Policy.ENFORCE,
    )  # fmt: skip
    row = activity(session, query="name:wiki verb:bind")[0]
    assert (row.verb, row.kind, row.names, row.told) == (
        "bind",
        "binding",
        ("wiki", "hub"),
        "bound",
    )


def test_credentials_types_and_projects_are_bound_where_records_are_held(session: Session) -> None:
    app, wiki = remote(session, "app", RECORDS), login(session, "my wiki")
    web = projects.create(session, None, "web")
    tied(session, app, wiki)
    tied(session, app, bindable_at(session, "type:login"), Edits(name="Login of ours"))
    tied(session, app, web, Edits(object_id="p-17"))
    assert names(session, "app") == [
        ("my wiki", "my wiki"), ("web", "p-17"), ("login", "Login of ours"),
    ]  # fmt: skip
    assert [use.detail for use in used(session, "project", web.id).uses] == ["as p-17"]
    assert used(session, "type", "login").uses[-1].name == "app"


@pytest.mark.parametrize(
    ("dialect", "address"), [(KEYED, "type:login"), (KEYED, "project:web"), (RECORDS, "set:deploy")]
)
def test_what_a_remote_has_nothing_for(session: Session, dialect: str, address: str) -> None:
    projects.create(session, None, "web")
    key_set(session)
    with pytest.raises(InvalidValue, match="has nothing that a") as caught:
        tied(session, remote(session, dialect=dialect), bindable_at(session, address))
    assert caught.value.hint.startswith("Bound to it can be a credential")


def test_a_container_needs_a_name_that_one_can_have(session: Session) -> None:
    hub, wiki = remote(session), login(session, "my wiki")
    for edits in (Edits(), Edits(name=""), Edits(name="a/b"), Edits(object_id="a b")):
        with pytest.raises(InvalidValue):
            tied(session, hub, wiki, edits)
    with pytest.raises(UsageError, match="its name"):
        tied(session, hub, wiki, Edits(name="a", object_id="b"))
    one = tied(session, hub, wiki, Edits(object_id="wiki"))
    assert (one.name, one.binding.object_id) == ("wiki", "wiki")


def test_a_project_is_known_there_by_its_id(session: Session) -> None:
    app, web = remote(session, "app", RECORDS), projects.create(session, None, "web")
    with pytest.raises(InvalidValue, match="whose id only you know"):
        tied(session, app, web)
    with pytest.raises(UsageError):
        tied(session, app, web, Edits(name="web", object_id="p"))
    with pytest.raises(InvalidValue):
        tied(session, app, web, Edits(object_id=" "))
    tied(session, app, web, Edits(object_id="p"))
    with pytest.raises(Exists, match="web answers for p on app"):
        tied(session, app, projects.create(session, None, "api"), Edits(object_id="p"))


def test_no_two_answer_for_one_object(session: Session) -> None:
    hub, app = remote(session), remote(session, "app", RECORDS)
    tied(session, hub, key_set(session))
    wiki, mail = login(session, "deploy"), login(session, "mail")
    with pytest.raises(Exists, match="deploy answers for deploy on hub already"):
        tied(session, hub, wiki)
    tied(session, app, wiki, Edits(object_id="17"))
    with pytest.raises(Exists):
        tied(session, app, mail, Edits(object_id="17"))
    with pytest.raises(Exists):
        tied(session, app, mail, Edits(name="deploy"))
    tied(session, app, mail, Edits(name="deploy", object_id="18"))
    tied(session, app, bindable_at(session, "type:login"), Edits(name="deploy"))
    tied(session, hub, wiki, Edits(name="wiki"))


def test_bound_again_it_changes_in_what_is_named(session: Session) -> None:
    hub, found = remote(session), key_set(session)
    tied(session, hub, found, Edits(name="ci", policies={"": Policy.SEED, "PW": Policy.IGNORE}))
    one = tied(session, hub, found, Edits(policies={"PW": Policy.ENFORCE}))
    assert one.binding.policies == {"": Policy.SEED, "PW": Policy.ENFORCE}
    assert one.name == "ci"
    assert len(session.view.graph.bindings) == 1
    before = len(activity(session))
    tied(session, hub, found)
    assert len(activity(session)) == before


def test_several_are_bound_in_one_change_and_what_is_bound_stays(session: Session) -> None:
    hub = remote(session)
    made = [part_of(session, login(session, name)) for name in ("wiki", "mail", "shop")]
    bindings.bind(session, hub, made[0], Edits(name="WIKI"))
    new = bindings.bind_several(session, hub, made, Policy.SEED)
    assert [one.name for one in new] == ["mail", "shop"]
    assert names(session, "hub") == [("mail", "mail"), ("shop", "shop"), ("wiki", "WIKI")]
    assert [one.binding.policy("x") for one in bound(session, hub)] == [
        Policy.SEED, Policy.SEED, Policy.ENFORCE,
    ]  # fmt: skip
    (row,) = [one for one in activity(session, query="verb:bind") if "shop" in one.names]
    assert row.names == ("mail", "shop", "hub")
    session.undo()
    assert names(session, "hub") == [("wiki", "WIKI")]


def test_of_several_all_are_bound_or_none(session: Session) -> None:
    hub = remote(session)
    made = [part_of(session, login(session, name)) for name in ("wiki", "mail", "mail")]
    with pytest.raises(Exists, match="2 of them are called mail"):
        bindings.bind_several(session, hub, made, Policy.ENFORCE)
    odd = part_of(session, login(session, "no name there"))
    with pytest.raises(InvalidValue):
        bindings.bind_several(session, hub, [made[0], odd], Policy.ENFORCE)
    assert names(session, "hub") == []


def test_policies_are_of_what_is_there(session: Session) -> None:
    hub, found, wiki = remote(session), key_set(session), login(session, "wiki")
    with pytest.raises(NotFound, match="no key NOPE"):
        tied(session, hub, found, Edits(policies={"NOPE": Policy.SEED}))
    with pytest.raises(NotFound, match="no field nope"):
        tied(session, hub, wiki, Edits(policies={"nope": Policy.SEED}))
    assert tied(
        session, hub, wiki, Edits(policies={"USERNAME": Policy.IGNORE})
    ).binding.policies == {"USERNAME": Policy.IGNORE}
    app = remote(session, "app", RECORDS)
    with pytest.raises(UsageError):
        tied(session, app, bindable_at(session, "type:login"), Edits(policies={"x": Policy.SEED}))


def test_two_fields_are_not_one_key(session: Session) -> None:
    hub, wiki = remote(session), login(session, "wiki")
    fields = [Field(name, name, FieldKind.TEXT) for name in ("zone-id", "zone_id")]
    extra = tuple((one, given_text("x")) for one in fields)
    wiki = credentials.edit(session, wiki, credentials.Edits(extra=extra))
    with pytest.raises(InvalidValue, match="zone-id and zone_id would both be the key ZONE_ID"):
        tied(session, hub, wiki)


@given(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,12}", fullmatch=True))
def test_a_field_fills_a_key_that_can_be(field: str) -> None:
    key = slot_name(field, keyed=True)
    assert key.replace("_", "A").isalnum()
    assert key == key.upper()
    assert len(key) == len(field)
    assert slot_name(field, keyed=False) == field


def test_unbound_nothing_is_known_of_it(session: Session) -> None:
    hub, found = remote(session), key_set(session)
    one = tied(session, hub, found, Edits(name="ci"))
    written(session, one.binding, "PW")
    was = unbind(session, hub, one.part)
    assert (was.name, session.view.graph.bindings, entries(session, one.binding)) == ("ci", (), {})
    assert sets.get(session, session.view.graph.sets[0], "PW").reveal() == b"of the key"
    with pytest.raises(NotFound, match="deploy is not bound to hub"):
        unbind(session, hub, one.part)
    assert session.undo() == ["deploy", "hub"]
    (back,) = bound(session, hub)
    assert (back.name, set(entries(session, back.binding))) == ("ci", {"PW"})
    session.redo()
    assert tied(session, hub, found).name == "deploy"


def test_another_object_was_not_written(session: Session) -> None:
    hub, app = remote(session), remote(session, "app", RECORDS)
    found, wiki = key_set(session), login(session, "wiki")
    of_set, of_wiki = tied(session, hub, found), tied(session, app, wiki)
    for one in (of_set, of_wiki):
        written(session, one.binding, "PW")
    tied(session, app, wiki, Edits(name="the wiki", policies={"": Policy.SEED}))
    assert set(entries(session, of_wiki.binding)) == {"PW"}
    assert tied(session, app, wiki, Edits(object_id="18")).binding.object_id == "18"
    assert entries(session, of_wiki.binding) == {}
    tied(session, hub, found, Edits(policies={"": Policy.SEED}))
    assert set(entries(session, of_set.binding)) == {"PW"}
    assert tied(session, hub, found, Edits(name="ci")).binding.object_id == ""
    assert entries(session, of_set.binding) == {}


def test_a_binding_comes_back_with_its_credential(session: Session) -> None:
    hub, wiki = remote(session), login(session, "wiki")
    one = tied(session, hub, wiki)
    trash.rm(session, [wiki])
    assert bound(session, hub) == []
    with pytest.raises(NotFound):
        tied(session, hub, wiki)
    trash.restore(session, trash.trashed(session)[0].record)
    assert [found.binding.id for found in bound(session, hub)] == [one.binding.id]


def test_a_key_tells_through_which_set_its_value_goes(session: Session) -> None:
    hub, wiki = remote(session), login(session, "wiki")
    found = sets.put_reference(session, key_set(session), "PASS", wiki, "password")
    tied(session, hub, found, Edits(name="ci"))
    assert [str(use) for use in uses_of(session, wiki)] == [
        "its password is the key PASS of the set deploy",
        "its password goes to the remote hub (the key PASS of deploy)",
    ]
    assert [str(use) for use in uses_of_set(session, found)] == ["bound to the remote hub (as ci)"]
    for query, hits in (("remote:hub", ["wiki"]), ("remote:HUB -wiki", []), ("remote:nope", [])):
        assert [row.name for row in credentials.find(session, query)] == hits


def test_a_filter_finds_what_is_bound_itself_too(session: Session) -> None:
    hub = remote(session)
    tied(session, hub, login(session, "wiki"))
    login(session, "other")
    assert [row.name for row in credentials.find(session, "remote:hub")] == ["wiki"]
    assert {row.name for row in credentials.find(session, "-remote:hub")} == {
        "other", "token of hub",
    }  # fmt: skip
    unbind(session, hub, bound(session, hub)[0].part)
    assert credentials.find(session, "remote:hub") == []


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["bind", "unbind", "write"]),
            st.sampled_from(["x", "y", None]),
        ),
        max_size=8,
    )
)
def test_names_there_stay_apart_and_only_what_is_bound_has_a_ledger(
    steps: list[tuple[str, str, str | None]],
) -> None:
    _, session = memory_session()
    hub = remote(session)
    parts = {name: part_of(session, key_set(session, name)) for name in "abc"}
    for name, verb, there in steps:
        _step(session, parts[name], verb, there)
    known = bound(session, hub)
    assert len({one.name for one in known}) == len(known)
    assert {one.m["binding"] for one in session.view.records("ledger")} <= {
        one.binding.id for one in known
    }


def _step(session: Session, part: Part, verb: str, there: str | None) -> None:
    (hub,) = session.view.graph.remotes
    of = session.view.graph.bindings_at(part.kind, part.id)
    if verb == "write":
        for one in of:
            written(session, Binding(one.record), "PW")
    elif verb == "unbind" and of:
        unbind(session, hub, part)
    elif verb == "bind":
        with suppress(Exists):
            bindings.bind(session, hub, part, Edits(name=there))
