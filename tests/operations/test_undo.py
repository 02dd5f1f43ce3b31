"""Taking back the last changes of a session, one after the other."""

from pathlib import Path

import pytest

from tests.operations.samples import PASSWORD, login, secret_of, session_on, values
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import Conflict, NotFound
from vaulttui.operations import slots
from vaulttui.operations.credentials import Edits, duplicate, edit, find
from vaulttui.operations.trash import restore, rm, trashed
from vaulttui.session.session import Session


def names(session: Session) -> list[str]:
    return [row.name for row in find(session, "")]


def test_there_is_nothing_at_first(session: Session) -> None:
    assert not session.can_undo
    with pytest.raises(NotFound):
        session.undo()


def test_an_added_credential_goes_to_the_trash(session: Session) -> None:
    login(session, "wiki")
    assert session.undo() == ["wiki"]
    assert names(session) == []
    assert [found.name for found in trashed(session)] == ["wiki"]


def test_an_edit_is_as_it_was(session: Session, vault: Path) -> None:
    made = login(session, "wiki", username="ada", password=PASSWORD)
    edits = Edits(name="renamed", values=values(password="second"), clear=frozenset({"username"}))
    edit(session, made, edits)
    assert session.undo() == ["wiki"]
    again = session_on(vault).view.credential(made.id)
    assert (again.record.m, again.record.v) == (made.record.m, made.record.v)
    assert secret_of(session, again) == PASSWORD.encode()


def test_an_rm_of_several_comes_back_whole(session: Session) -> None:
    made = [login(session, name) for name in "abc"]
    rm(session, made)
    assert sorted(session.undo()) == ["a", "b", "c"]
    assert names(session) == ["a", "b", "c"]


def test_a_restore_goes_back_to_the_trash(session: Session) -> None:
    rm(session, [login(session, "wiki")])
    restore(session, trashed(session)[0].record)
    session.undo()
    assert (names(session), len(trashed(session))) == ([], 1)


def test_one_change_after_the_other(session: Session) -> None:
    made = login(session, "one")
    made = edit(session, made, Edits(name="two"))
    made = edit(session, made, Edits(name="three"))
    duplicate(session, made, "copy")
    for expected in (["three"], ["two"], ["one"], []):
        session.undo()
        assert names(session) == expected
    assert not session.can_undo


def test_undo_itself_is_a_step_of_the_history(session: Session) -> None:
    made = login(session, "one")
    edit(session, made, Edits(name="two"))
    session.undo()
    assert len(session.view.credential(made.id).record.revisions) == 3


def test_what_another_program_changed_since_is_not_lost(session: Session, vault: Path) -> None:
    made = edit(session, login(session, "wiki"), Edits(name="ours"))
    other = session_on(vault)
    edit(other, other.view.credential(made.id), Edits(name="theirs"))
    with pytest.raises(Conflict):
        session.undo()
    session.refresh()
    with pytest.raises(Conflict):
        session.undo()
    assert names(session_on(vault)) == ["theirs"]


def test_a_change_of_keys_is_not_undone_as_if_it_were_one_of_records(session: Session) -> None:
    login(session, "wiki")
    slots.add_recovery(session, new_secret())
    assert session.undo() == ["wiki"]
    assert len(slots.slots(session)) == 3
