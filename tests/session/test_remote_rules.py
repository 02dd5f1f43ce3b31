"""What a remote and a binding must be before they are saved, and when a binding counts."""

import pytest

from tests.session.sessions import add, delete, memory_session, record
from vaulttui.domain.bindings import binding_id
from vaulttui.domain.types import type_to_json
from vaulttui.errors import Exists, InvalidValue, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

GOOD = {"name": "hub", "dialect": "warmhub", "url": "https://hub.example"}


@pytest.fixture
def session() -> Session:
    return memory_session()[1]


def put(session: Session, draft: Draft) -> str:
    with session.edit("add", draft.kind) as change:
        change.put(draft)
    return draft.id


def remote(session: Session, **m: object) -> str:
    draft = Draft.new("remote")
    draft.m = {**GOOD, **m}
    return put(session, draft)


def bound(session: Session, remote_id: str, kind: str, subject: str, **m: object) -> str:
    draft = Draft.new("binding", binding_id(remote_id, kind, subject))
    draft.m = {"remote": remote_id, kind: subject, **m}
    return put(session, draft)


@pytest.mark.parametrize(
    "m",
    [
        {"name": "my hub"},
        {"name": ""},
        {"dialect": ""},
        {"url": ""},
        {"url": 5},
        {"budget": "all"},
        {"max_effects": 0},
        {"max_effects": True},
        {"max_effects": "5"},
        {"auth.token": "id/field"},
        {"auth.token": ["id"]},
        {"auth.token": ["id", 5]},
    ],
)
def test_what_no_remote_can_be(session: Session, m: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        remote(session, **m)
    assert session.view.graph.remotes == ()


def test_names_of_remotes_are_their_own(session: Session) -> None:
    first = remote(session, budget="full", max_effects=5, **{"auth.token": ["a" * 32, "key"]})
    with pytest.raises(Exists):
        remote(session)
    remote(session, name="Hub")
    assert [one.name for one in session.view.graph.remotes] == ["Hub", "hub"]
    assert [one.id for one in session.view.graph.remotes_called("hub")] == [first]


def test_what_no_binding_can_be(session: Session) -> None:
    hub, wiki = remote(session), add(session, "wiki")
    with pytest.raises(InvalidValue, match="policy"):
        bound(session, hub, "credential", wiki, policy="often")
    with pytest.raises(InvalidValue, match="policy"):
        bound(session, hub, "credential", wiki, **{"policy.password": 1})
    with pytest.raises(InvalidValue, match="one credential"):
        bound(session, hub, "credential", wiki, type="login")
    with pytest.raises(InvalidValue, match="one credential"):
        bound(session, hub, "organization", wiki)
    with pytest.raises(NotFound):
        bound(session, hub, "set", wiki)
    with pytest.raises(NotFound):
        bound(session, wiki, "credential", wiki)
    with pytest.raises(NotFound, match="no type"):
        bound(session, hub, "type", "nope")
    draft = Draft.new("binding")
    draft.m = {"remote": hub, "credential": wiki}
    with pytest.raises(InvalidValue, match="id that follows"):
        put(session, draft)


def test_a_binding_counts_while_both_ends_live(session: Session) -> None:
    hub, wiki = remote(session), add(session, "wiki")
    of_wiki = bound(session, hub, "credential", wiki)
    of_type = bound(session, hub, "type", "login")
    graph = session.view.graph
    assert {one.id for one in graph.bindings_of(hub)} == {of_wiki, of_type}
    assert [one.id for one in graph.bindings_at("type", "login")] == [of_type]
    delete(session, wiki)
    assert [one.id for one in session.view.graph.bindings] == [of_type]
    session.undo()
    delete(session, hub)
    assert session.view.graph.bindings == ()
    session.undo()
    assert [one.id for one in session.view.graph.bindings_at("credential", wiki)] == [of_wiki]


def test_a_binding_of_a_custom_type_counts_while_that_is_there(session: Session) -> None:
    hub, kind = remote(session), Draft.new("type")
    made = session.view.type("login")
    assert made is not None
    kind.m = {**type_to_json(made), "id": "own", "managed": False}
    put(session, kind)
    of_type = bound(session, hub, "type", "own")
    assert [one.id for one in session.view.graph.bindings] == [of_type]
    delete(session, kind.id)
    assert session.view.graph.bindings == ()


def test_a_binding_learns_of_its_object_though_its_subject_is_gone(session: Session) -> None:
    hub, wiki = remote(session), add(session, "wiki")
    binding = bound(session, hub, "credential", wiki)
    delete(session, wiki)
    draft = Draft.of(record(session, binding))
    draft.m["object"] = "17"
    with session.bookkeeping() as change:
        change.put(draft)
    session.undo()
    (found,) = session.view.graph.bindings
    assert (found.object_id, found.kind, found.subject_id) == ("17", "credential", wiki)
