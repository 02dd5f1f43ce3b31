"""What a credential was before, and going back to one field of it."""

from pathlib import Path

import pytest

from tests.operations.samples import PASSWORD, Moments, contents, login, secret_of, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import Ambiguous, Conflict, InvalidValue, NotFound
from vaulttui.operations.credentials import Edits, edit
from vaulttui.operations.history import (
    Step,
    purge,
    restore_field,
    reveal_former,
    revision_at,
    steps,
)
from vaulttui.operations.trash import restore, rm, trashed
from vaulttui.session.session import Session

FORMER, USER = "a former password", "former-user"
PIN = Field("pin", "PIN", FieldKind.SECRET)


def changed(session: Session, moments: Moments) -> Credential:
    """Three steps: made, then password and tag, then user name and name."""
    made = login(session, "wiki", username=USER, password=FORMER)
    moments.at += 1000
    made = edit(session, made, Edits(values=values(password=PASSWORD), tag=frozenset({"work"})))
    moments.at += 1000
    return edit(session, made, Edits(name="renamed", values=values(username="ada")))


def step_of(session: Session, credential: Credential, field: str) -> Step:
    return steps(session, credential, field)[-1]


def test_steps_are_newest_first_and_say_what_changed(session: Session, moments: Moments) -> None:
    start = moments.at
    made = changed(session, moments)
    last, middle, first = steps(session, made)
    assert set(last.fields) == {"name", "username"}
    assert set(middle.fields) == {"password", "tag work"}
    assert {"name", "username", "password"} <= set(first.fields)
    assert [step.at - start for step in (first, middle, last)] == [0, 1000, 2000]
    assert [step.current for step in (first, middle, last)] == [False, False, True]


def test_steps_of_one_field(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    all_steps = steps(session, made)
    assert steps(session, made, "password") == [all_steps[1], all_steps[2]]
    assert steps(session, made, "totp") == []
    with pytest.raises(NotFound):
        steps(session, made, "pasword")


def test_a_field_that_is_gone_keeps_its_steps(session: Session) -> None:
    made = edit(session, login(session), Edits(extra=((PIN, values(p="1")["p"]),)))
    made = edit(session, made, Edits(clear=frozenset({"pin"})))
    assert len(steps(session, made, "pin")) == 2


def test_deletion_and_return_are_steps(session: Session, moments: Moments) -> None:
    made = login(session)
    moments.at += 1
    rm(session, [made])
    moments.at += 1
    back = Credential(restore(session, trashed(session)[0].record))
    assert [step.deleted for step in steps(session, back)] == [False, True, False]


def test_reveal_former_is_remembered(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    rev = step_of(session, made, "password").rev
    assert reveal_former(session, made, "password", rev).reveal() == FORMER.encode()
    assert reveal_former(session, made, "username", rev).reveal() == USER.encode()
    assert [(read.verb, read.field) for read in session.reads()] == [
        ("former", "password"),
        ("former", "username"),
    ]


def test_restore_field_brings_back_one_field(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    rev = step_of(session, made, "password").rev
    back = restore_field(session, made, "password", rev[:6])
    assert secret_of(session, back) == FORMER.encode()
    assert (back.name, back.tags, back.public) == ("renamed", ("work",), {"username": "ada"})
    assert back.info("password") == Credential(made.record).info("password").__class__(
        set_at=back.created_at, origin="typed"
    )
    assert len(steps(session, back)) == 4


def test_restored_bytes_are_those_sealed_then(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    former = made.record.revisions[0]
    back = restore_field(session, made, "password", former.rev)
    assert back.record.v["password"] == former.v["password"]
    assert back.record.fp["password"] == former.fp["password"]


def test_restore_of_a_public_and_of_a_gone_extra_field(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    rev = step_of(session, made, "username").rev
    assert restore_field(session, made, "username", rev).public == {"username": USER}
    with_pin = edit(
        session, session.view.credential(made.id), Edits(extra=((PIN, values(p="1")["p"]),))
    )
    rev = with_pin.record.heads[0].rev
    without = edit(session, with_pin, Edits(clear=frozenset({"pin"})))
    back = restore_field(session, without, "pin", rev)
    assert back.extra == (PIN,)
    assert secret_of(session, back, "pin") == b"1"


def test_restoring_what_is_there_changes_nothing(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    assert restore_field(session, made, "username", made.record.heads[0].rev).record == made.record


def test_no_value_and_no_revision(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    rev = made.record.heads[0].rev
    with pytest.raises(NotFound):
        restore_field(session, made, "totp", rev)
    other = "0" * 32 if not rev.startswith("0" * 6) else "1" * 32
    with pytest.raises(NotFound):
        restore_field(session, made, "password", other)


@pytest.mark.parametrize("prefix", ["", "12345", "ABCDEF", "abcdeg", "id:abcdef"])
def test_a_revision_has_its_grammar(session: Session, prefix: str) -> None:
    with pytest.raises(InvalidValue):
        revision_at(login(session), prefix)


def test_a_prefix_of_several_is_ambiguous(session: Session) -> None:
    made = login(session)
    head = made.record.heads[0]
    first, second = "abcdef" + "0" * 26, "abcdef" + "1" * 26
    from vaulttui.domain.revisions import Revision

    for rev, par in ((first, head.rev), (second, first)):
        following = Revision(k=head.k, id=head.id, rev=rev, par=(par,), at=head.at + 1, m=head.m)
        session.file.commit([following])
    session.view.turn_to(session.file.document)
    with pytest.raises(Ambiguous) as caught:
        revision_at(session.view.credential(made.id), "abcdef")
    assert set(caught.value.candidates) == {first, second}


def test_purge_forgets_what_was_and_keeps_what_is(
    session: Session, moments: Moments, vault: Path
) -> None:
    made = changed(session, moments)
    assert purge(session, made) == 2
    held = contents(vault)
    assert FORMER.encode() not in held
    assert USER.encode() not in held
    assert PASSWORD.encode() in held
    now = session.view.credential(made.id)
    assert (now.name, now.public, now.tags) == ("renamed", {"username": "ada"}, ("work",))
    assert [step.husk for step in steps(session, now)] == [False, True, True]


def test_purge_twice_forgets_nothing_more(session: Session, moments: Moments, vault: Path) -> None:
    made = changed(session, moments)
    purge(session, made)
    before = vault.read_bytes()
    assert purge(session, session.view.credential(made.id)) == 0
    assert vault.read_bytes() == before


def test_a_purged_step_gives_nothing_back(session: Session, moments: Moments) -> None:
    made = changed(session, moments)
    rev = step_of(session, made, "password").rev
    purge(session, made)
    now = session.view.credential(made.id)
    with pytest.raises(NotFound):
        restore_field(session, now, "password", rev)
    with pytest.raises(NotFound):
        reveal_former(session, now, "password", rev)
    with pytest.raises(Conflict):
        session.undo()
    assert secret_of(session, now) == PASSWORD.encode()
