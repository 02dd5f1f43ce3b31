"""Another key for a vault: what opens it then, what it holds, and who follows."""

from pathlib import Path

import pytest

from tests.operations.samples import (
    BY_PASSPHRASE,
    BY_RECOVERY,
    PASSWORD,
    contents,
    login,
    opened,
    secret_of,
    session_on,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import CannotUnlock, InvalidValue, NotFound, WrongSecret
from vaulttui.operations.activity import activity
from vaulttui.operations.credentials import get
from vaulttui.operations.rekey import rekey
from vaulttui.operations.slots import slots
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking

AFTERWARDS = Unlocking(passphrase=Secret(b"another passphrase"))


def test_only_what_was_offered_opens_it(session: Session, vault: Path) -> None:
    login(session)
    recovery = new_secret()
    rekey(session, AFTERWARDS, recovery, CHEAPEST)
    assert PASSWORD.encode() in contents(vault, AFTERWARDS)
    assert PASSWORD.encode() in contents(vault, Unlocking(recovery=recovery))
    for former in (BY_PASSPHRASE, BY_RECOVERY):
        with pytest.raises(WrongSecret):
            opened(vault, former)


def test_the_session_goes_on(session: Session, vault: Path) -> None:
    made = login(session, "wiki")
    before = session.keys
    told: list[None] = []
    session.listen(lambda: told.append(None))
    rekey(session, AFTERWARDS, None, CHEAPEST)
    assert session.keys.vault_key != before.vault_key
    assert session.keys.vault_id == before.vault_id
    assert told
    assert secret_of(session, made) == PASSWORD.encode()
    login(session, "queue")
    assert {row.name for row in session_on(vault, AFTERWARDS).view.rows()} == {"wiki", "queue"}
    (slot,) = slots(session)
    assert (slot.type, slot.opened_now, slot.created_at) == (
        SlotType.PASSPHRASE, True, session.now(),
    )  # fmt: skip


def test_what_was_before_is_not_undone(session: Session) -> None:
    login(session)
    rekey(session, AFTERWARDS, None, CHEAPEST)
    with pytest.raises(NotFound):
        session.undo()


def test_what_was_looked_at_is_still_known(session: Session, tmp_path: Path) -> None:
    get(session, login(session, "wiki"), "password")
    before = session.keys
    rekey(session, AFTERWARDS, None, CHEAPEST)
    assert [(read.verb, read.name) for read in session.reads()] == [("get", "wiki")]
    assert "rekey" in {row.verb for row in activity(session)}
    session._reads = session._reads and session._reads.anew(before, [])
    assert session.reads() == []


def test_a_key_file_is_asked_for(session: Session, vault: Path) -> None:
    both = Unlocking(passphrase=Secret(b"another"), key_file=new_secret())
    rekey(session, both, None, CHEAPEST)
    opened(vault, both).close()
    with pytest.raises(WrongSecret):
        opened(vault, Unlocking(passphrase=both.passphrase))


def test_other_programs_are_told(session: Session, vault: Path) -> None:
    other = session_on(vault)
    rekey(session, AFTERWARDS, None, CHEAPEST)
    with pytest.raises(CannotUnlock, match="new key"):
        other.refresh()


def test_nothing_changes_for_a_passphrase_that_cannot_be(session: Session, vault: Path) -> None:
    before = vault.read_bytes()
    with pytest.raises(InvalidValue):
        rekey(session, Unlocking(passphrase=Secret(b"")), None, CHEAPEST)
    assert vault.read_bytes() == before
