"""Remotes: what may be said of them, what follows when they change, and how they go and return."""

from pathlib import Path

import pytest

from tests.operations.remote_samples import (
    KEYED,
    RECORDS,
    URL,
    entries,
    key_set,
    remote,
    tied,
    token,
    written,
)
from tests.operations.samples import login, opened
from vaulttui.domain.remotes import Budget
from vaulttui.errors import Exists, InUse, InvalidValue, NotFound
from vaulttui.operations import bindings, remotes, sets, trash
from vaulttui.operations.activity import activity
from vaulttui.operations.addresses import remote_at, trashed_at
from vaulttui.operations.remotes import Edits
from vaulttui.operations.uses import used
from vaulttui.operations.where_used import uses_of
from vaulttui.remotes.registry import NAMES, described
from vaulttui.session.session import Session


def test_a_remote_is_what_was_said_of_it(session: Session) -> None:
    key = token(session)
    edits = Edits(
        "hub", KEYED, f"{URL}/api/", {"token": (key, "key")}, {"repo-id": "7", "ca-file": "ca.pem"},
        Budget.CREATE_ONLY, 40,
    )  # fmt: skip
    made = remotes.add(session, edits)
    assert (made.name, made.dialect, made.url) == ("hub", KEYED, f"{URL}/api")
    assert made.auth == {"token": (key.id, "key")}
    assert made.options == {"repo-id": "7", "ca-file": str(Path("ca.pem").absolute())}
    assert (made.budget, made.max_effects) == (Budget.CREATE_ONLY, 40)
    assert remote_at(session, "hub").id == remote_at(session, f"id:{made.id[:8]}").id == made.id
    (row,) = activity(session, query="kind:remote")
    assert (row.verb, row.kind, row.names) == ("add", "remote", ("hub",))


def test_a_remote_may_do_everything_but_delete_unless_it_is_said(session: Session) -> None:
    made = remote(session)
    assert (made.budget, made.max_effects) == (Budget.PATCH, None)
    assert [made.budget.allows(one) for one in Budget] == [True, True, True, False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "my hub"}, "cannot be the name"),
        ({"dialect": "vault"}, "no dialect"),
        ({"url": "http://remote.example"}, "this machine alone"),
        ({"url": "https://me:secret@remote.example"}, "address of a remote"),
        ({"options": {"repo-id": "7", "group": "x"}}, "no option"),
        ({"options": {"org": "acme"}}, "repository"),
        ({"options": {}}, "repository"),
        ({"auth": {}}, "login"),
        ({"max_effects": -1}, "number"),
    ],
)
def test_what_cannot_be_said_of_a_remote(
    session: Session, wrong: dict[str, object], said: str
) -> None:
    good: dict[str, object] = {
        "name": "hub", "dialect": KEYED, "url": URL, "options": {"repo-id": "7"},
        "auth": {"token": (token(session), "key")},
    }  # fmt: skip
    with pytest.raises(InvalidValue, match=said) as caught:
        remotes.add(session, Edits(**{**good, **wrong}))  # type: ignore[arg-type]  # a mapping of anything
    assert "secret" not in str(caught.value)
    assert session.view.graph.remotes == ()


def test_a_login_is_a_field_that_is_there_under_a_key_of_the_dialect(session: Session) -> None:
    key = token(session)
    with pytest.raises(NotFound, match="no field nope"):
        remotes.add(session, Edits("hub", RECORDS, URL, {"bearer": (key, "nope")}))
    for auth in ("token", "cookie:", "header:"):
        with pytest.raises(InvalidValue, match="login"):
            remotes.add(session, Edits("hub", RECORDS, URL, {auth: (key, "key")}))
    both = {"bearer": (key, "key"), "cookie:s": (key, "key")}
    with pytest.raises(InvalidValue, match="one login"):
        remotes.add(session, Edits("hub", RECORDS, URL, both))
    made = remotes.add(session, Edits("hub", RECORDS, URL, {"cookie:session": (key, "key")}))
    assert made.auth == {"cookie:session": (key.id, "key")}


def test_an_edit_changes_what_is_named(session: Session) -> None:
    made, other = remote(session), token(session, "other")
    changed = remotes.edit(session, made, Edits(name="hub2", budget=Budget.FULL, max_effects=3))
    assert (changed.name, changed.url, changed.auth) == ("hub2", made.url, made.auth)
    assert (changed.budget, changed.max_effects) == (Budget.FULL, 3)
    changed = remotes.edit(
        session,
        changed,
        Edits(
            auth={"token": (other, "key")},
            options={"repo-id": "", "org": "acme", "repo": "shop"},
            max_effects=0,
        ),
    )
    assert changed.auth == {"token": (other.id, "key")}
    assert changed.options == {"org": "acme", "repo": "shop"}
    assert (changed.name, changed.budget, changed.max_effects) == ("hub2", Budget.FULL, None)
    with pytest.raises(InvalidValue):
        remotes.edit(session, changed, Edits(options={"org": ""}))
    remote(session, "hub")
    with pytest.raises(Exists):
        remotes.edit(session, changed, Edits(name="hub"))


def test_another_dialect_is_for_a_remote_without_bindings(session: Session) -> None:
    made = remote(session)
    tied(session, made, key_set(session))
    to = Edits(dialect=RECORDS, auth={"bearer": (token(session), "key")}, options={"repo-id": ""})
    with pytest.raises(InUse, match="1 binding"):
        remotes.edit(session, made, to)
    (one,) = bindings.bound(session, made)
    bindings.unbind(session, made, one.part)
    assert remotes.edit(session, made, to).dialect == RECORDS


def test_nothing_is_known_to_be_written_at_another_place(session: Session) -> None:
    made = remote(session)
    one = tied(session, made, key_set(session))
    written(session, one.binding, "PW")
    same = remotes.edit(session, made, Edits(name="hub2", options={"ca-file": "/ca.pem"}))
    assert remotes.same_place(made, same)
    assert set(entries(session, one.binding)) == {"PW"}
    moved = remotes.edit(session, same, Edits(url="https://other.example"))
    assert not remotes.same_place(same, moved)
    assert entries(session, one.binding) == {}
    session.undo()
    assert set(entries(session, one.binding)) == {"PW"}
    remotes.edit(session, remote_at(session, "hub2"), Edits(options={"repo-id": "other"}))
    assert entries(session, one.binding) == {}


def test_a_remote_comes_back_from_the_trash_with_all_that_was_bound(session: Session) -> None:
    made = remote(session)
    one = tied(session, made, key_set(session))
    written(session, one.binding, "PW")
    remotes.rm(session, made)
    assert session.view.graph.bindings == ()
    with pytest.raises(NotFound):
        remote_at(session, "hub")
    (lost,) = trash.trashed(session)
    assert (lost.kind, lost.name, lost.type_id) == ("remote", "hub", "remote")
    trash.restore(session, trashed_at(session, "remote:hub"))
    assert [found.binding.id for found in bindings.bound(session, made)] == [one.binding.id]
    assert set(entries(session, one.binding)) == {"PW"}


def test_its_name_may_be_taken_when_it_comes_back(session: Session) -> None:
    remotes.rm(session, remote(session))
    remote(session)
    with pytest.raises(Exists):
        trash.restore(session, trashed_at(session, "remote:hub"))


@pytest.mark.parametrize("end", ["remote", "set"])
def test_a_purge_takes_bindings_and_ledger_along(session: Session, vault: Path, end: str) -> None:
    made, found = remote(session), key_set(session)
    one, other = tied(session, made, found), tied(session, made, key_set(session, "other"))
    gone = [one.binding.id, written(session, one.binding, "PW", "d" * 32)]
    kept = [other.binding.id, written(session, other.binding, "PW", "e" * 32)]
    if end == "remote":
        remotes.rm(session, made)
    else:
        sets.rm(session, found)
    trash.purge(session, [trash.trashed(session)[0].record])
    document = opened(vault).document
    alive = {record.id for record_id in (*gone, *kept) if (record := document.record(record_id))
             and not record.deleted}  # fmt: skip
    assert alive == (set() if end == "remote" else set(kept))
    held = repr([revision.m for revision in document.revisions()])
    assert ("d" * 32) not in held


def test_who_logs_in_is_known_to_be_used(session: Session) -> None:
    made, wiki = remote(session, dialect=RECORDS), login(session, "wiki")
    tied(session, made, wiki, bindings.Edits(name="the wiki"))
    (key,) = [session.view.credential(one) for one, _ in made.auth.values()]
    assert [str(use) for use in uses_of(session, key)] == ["its key logs in to the remote hub"]
    assert [str(use) for use in uses_of(session, key, "url")] == []
    assert [str(use) for use in uses_of(session, wiki, "password")] == [
        "bound to the remote hub (as the wiki)"
    ]
    name, uses = used(session, "remote", made.id)
    assert (name, [(use.kind, use.name) for use in uses]) == (
        "hub",
        [("credential", "wiki"), ("credential", "token of hub")],
    )
    trash.rm(session, [key])
    assert [use.name for use in used(session, "remote", made.id).uses] == ["wiki"]


@pytest.mark.parametrize("name", NAMES)
def test_dialects_that_take_one_token_call_it_so(name: str) -> None:
    keys = described(name).AUTH
    assert keys == (("bearer", "cookie:", "header:") if name == RECORDS else ("token",))
