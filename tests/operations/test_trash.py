"""Deleting, bringing back, and forgetting for good."""

from pathlib import Path

import pytest

from tests.operations.samples import (
    PASSWORD,
    Moments,
    contents,
    login,
    opened,
    secret_of,
    session_on,
    values,
)
from vaulttui.domain.credentials import Credential
from vaulttui.errors import Conflict, InUse, NotFound
from vaulttui.operations import backups
from vaulttui.operations.credentials import Edits, edit, find
from vaulttui.operations.trash import Trashed, purge, restore, rm, trashed
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

FORMER, USER = "a former password", "ada-of-the-purge"


def changed(session: Session) -> Credential:
    """A login with one former password."""
    made = login(session, "wiki", username=USER, password=FORMER)
    return edit(
        session, made, Edits(values=values(password=PASSWORD), tag=frozenset({"tag-of-it"}))
    )


def test_rm_moves_to_the_trash(session: Session, moments: Moments) -> None:
    made = changed(session)
    moments.at += 1000
    rm(session, [made])
    (found,) = trashed(session)
    assert (found.id, found.name, found.type_id) == (made.id, "wiki", "login")
    assert found.deleted_at == moments.at
    assert find(session, "") == []


def test_rm_of_several_is_one_change(session: Session, vault: Path) -> None:
    one, two = login(session, "one"), login(session, "two")
    other = session_on(vault)
    edit(other, other.view.credential(two.id), Edits(name="changed elsewhere"))
    with pytest.raises(Conflict):
        rm(session, [one, two])
    assert trashed(session) == []
    assert {row.name for row in find(session, "")} == {"one", "changed elsewhere"}


def test_rm_twice_in_one_call_is_once(session: Session) -> None:
    made = login(session)
    rm(session, [made, made])
    assert len(trashed(session)) == 1


def test_the_last_deleted_comes_first(session: Session, moments: Moments) -> None:
    made = [login(session, name) for name in "abc"]
    for credential in (made[1], made[0], made[2]):
        moments.at += 1
        rm(session, [credential])
    assert [found.name for found in trashed(session)] == ["c", "a", "b"]


def test_restore_brings_back_all_of_it(session: Session, vault: Path) -> None:
    made = changed(session)
    before = made.record
    rm(session, [made])
    back = Credential(restore(session, trashed(session)[0].record))
    assert back.record.m == before.m
    assert back.record.v == before.v
    assert back.record.fp == before.fp
    assert trashed(session) == []
    assert secret_of(session_on(vault), back) == PASSWORD.encode()


def test_a_managed_credential_stays(session: Session) -> None:
    draft = Draft.new("credential")
    draft.m.update(name="given", type="login", managed=True)
    with session.edit("add") as change:
        change.put(draft)
    with pytest.raises(InUse):
        rm(session, [session.view.credential(draft.id)])
    assert [row.name for row in find(session, "")] == ["given"]


def purged(session: Session) -> Trashed:
    rm(session, [changed(session)])
    (found,) = trashed(session)
    assert purge(session, [found.record]) == 1
    return found


def test_purged_content_is_gone_from_the_file(session: Session, vault: Path) -> None:
    login(session, "stays", password="kept")
    gone = purged(session)
    assert trashed(session) == []
    held = contents(vault)
    assert b"kept" in held
    for former in (PASSWORD.encode(), FORMER.encode(), USER.encode(), b"tag-of-it"):
        assert former not in held
    kept = opened(vault).document.record(gone.id)
    assert kept is not None
    assert all(revision.husk for revision in kept.revisions)


def test_what_was_purged_stays_away_after_reopening(session: Session, vault: Path) -> None:
    gone = purged(session)
    session.close()
    again = session_on(vault)
    assert trashed(again) == []
    with pytest.raises(NotFound):
        again.view.credential(gone.id)
    login(again, "later")
    assert FORMER.encode() not in contents(vault)


def test_only_backups_hold_what_was_purged(session: Session, vault: Path) -> None:
    purged(session)
    beside = [path for path in vault.parent.rglob("*.vtv") if path != vault]
    assert {path.name for path in beside} == {backup.name for backup in backups.backups(vault)}
    assert any(PASSWORD.encode() in contents(path) for path in beside)


def test_a_purge_cannot_be_undone(session: Session) -> None:
    purged(session)
    with pytest.raises(Conflict):
        session.undo()
    assert find(session, "") == []


def test_another_session_that_knew_it_cannot_bring_it_back(session: Session, vault: Path) -> None:
    made = changed(session)
    rm(session, [made])
    other = session_on(vault)
    record = trashed(other)[0].record
    purge(session, [trashed(session)[0].record])
    other.refresh()
    assert trashed(other) == []
    with pytest.raises(NotFound):
        restore(other, other.view.record(record.id) or record)
    assert PASSWORD.encode() not in contents(vault)


def test_purging_nothing_changes_nothing(session: Session, vault: Path) -> None:
    login(session)
    before = vault.read_bytes()
    assert purge(session, []) == 0
    assert vault.read_bytes() == before
