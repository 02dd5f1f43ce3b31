"""Key slots: what opens a vault, how that is changed, and what must never be removed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.samples import (
    BY_PASSPHRASE,
    BY_RECOVERY,
    PASSPHRASE,
    login,
    opened,
    secret_of,
    session_on,
)
from vaulttui.crypto.kdf import CHEAPEST, FLOOR, KdfCost
from vaulttui.crypto.keys import new_secret
from vaulttui.errors import InUse, InvalidValue, NotFound, WrongSecret
from vaulttui.operations import backups
from vaulttui.operations.slots import (
    SlotInfo,
    add_passphrase,
    add_recovery,
    meta_id,
    new_recovery,
    passwd,
    refuse_full,
    rm,
    slots,
)
from vaulttui.operations.vaults import read_recovery_key
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

SECOND = Secret.from_text("battery staple")
BY_SECOND = Unlocking(passphrase=SECOND)
KEY_FILE = new_secret()


def kinds(session: Session) -> list[SlotType]:
    return [info.type for info in slots(session)]


def slot_of(session: Session, kind: SlotType) -> SlotInfo:
    return next(info for info in slots(session) if info.type is kind)


def opens(path: Path, offer: Unlocking) -> bool:
    try:
        opened(path, offer).close()
    except WrongSecret:
        return False
    return True


def values_of(session: Session) -> list[dict[str, bytes]]:
    return [dict(one.v) for one in session.file.document.revisions() if one.v]


def test_slots_say_what_opened_the_vault(session: Session, vault: Path) -> None:
    assert kinds(session) == [SlotType.PASSPHRASE, SlotType.RECOVERY]
    assert [info.opened_now for info in slots(session)] == [True, False]
    assert [info.opened_now for info in slots(session_on(vault, BY_RECOVERY))] == [False, True]
    assert [info.cost for info in slots(session)] == [CHEAPEST, None]


@pytest.mark.usefixtures("small_machine")
def test_passwd(session: Session, vault: Path) -> None:
    made = login(session)
    sealed = values_of(session)
    stay = passwd(session, SECOND)
    assert [info.type for info in stay] == [SlotType.RECOVERY]
    assert not opens(vault, BY_PASSPHRASE)
    assert opens(vault, BY_RECOVERY)
    again = session_on(vault, BY_SECOND)
    assert values_of(again) == sealed
    assert secret_of(again, made)
    assert slot_of(session, SlotType.PASSPHRASE).opened_now


@pytest.mark.usefixtures("small_machine")
def test_backups_still_open_with_the_former_passphrase(session: Session, vault: Path) -> None:
    login(session)
    passwd(session, SECOND)
    folder = vault.parent / f".{vault.name}.backups"
    newest = backups.backups(vault)[0].name
    assert opens(folder / newest, BY_PASSPHRASE)
    assert not opens(folder / newest, BY_SECOND)


@pytest.mark.usefixtures("small_machine")
def test_passwd_after_opening_with_the_recovery_key(vault: Path) -> None:
    session = session_on(vault, BY_RECOVERY)
    assert [info.type for info in passwd(session, SECOND)] == [SlotType.RECOVERY]
    assert kinds(session) == [SlotType.PASSPHRASE, SlotType.RECOVERY]
    assert (opens(vault, BY_PASSPHRASE), opens(vault, BY_SECOND)) == (False, True)
    assert opens(vault, BY_RECOVERY)


@pytest.mark.usefixtures("small_machine")
def test_passwd_changes_the_slot_that_opened_and_no_other(session: Session, vault: Path) -> None:
    add_passphrase(session, SECOND, cost=CHEAPEST)
    other = session_on(vault, BY_SECOND)
    third = Secret.from_text("third")
    stay = passwd(other, third)
    assert {info.type for info in stay} == {SlotType.PASSPHRASE, SlotType.RECOVERY}
    assert opens(vault, BY_PASSPHRASE)
    assert not opens(vault, BY_SECOND)
    assert opens(vault, Unlocking(passphrase=third))


@pytest.mark.usefixtures("small_machine")
def test_passwd_twice_in_one_session(session: Session, vault: Path) -> None:
    passwd(session, SECOND)
    passwd(session, Secret.from_text("third"))
    assert kinds(session) == [SlotType.PASSPHRASE, SlotType.RECOVERY]
    assert not opens(vault, BY_SECOND)


@pytest.mark.usefixtures("small_machine")
def test_passwd_never_costs_a_guesser_less(session: Session) -> None:
    passwd(session, SECOND)
    assert slot_of(session, SlotType.PASSPHRASE).cost == KdfCost(FLOOR.memory, 3, 4)
    dear = KdfCost(CHEAPEST.memory, 30, 1)
    rm(session, slot_of(session, SlotType.PASSPHRASE).id)
    add_passphrase(session, SECOND, cost=dear)
    session.file.slot = None
    passwd(session, PASSPHRASE)
    assert slot_of(session, SlotType.PASSPHRASE).cost == dear


@pytest.mark.usefixtures("small_machine")
def test_a_slot_with_a_key_file_goes_on_asking_for_it(session: Session, vault: Path) -> None:
    both = Unlocking(passphrase=PASSPHRASE, key_file=KEY_FILE)
    rm(session, slot_of(session, SlotType.PASSPHRASE).id)
    add_passphrase(session, PASSPHRASE, KEY_FILE, cost=CHEAPEST)
    assert (opens(vault, BY_PASSPHRASE), opens(vault, both)) == (False, True)
    other = session_on(vault, both)
    with pytest.raises(NotFound):
        passwd(other, SECOND)
    passwd(other, SECOND, KEY_FILE)
    assert not opens(vault, BY_SECOND)
    assert opens(vault, Unlocking(passphrase=SECOND, key_file=KEY_FILE))


@pytest.mark.parametrize("passphrase", [b"", b"\xff", b"x" * 1025], ids=["none", "bytes", "long"])
def test_a_passphrase_that_cannot_be(session: Session, vault: Path, passphrase: bytes) -> None:
    before = vault.read_bytes()
    with pytest.raises(InvalidValue):
        passwd(session, Secret(passphrase))
    with pytest.raises(InvalidValue):
        add_passphrase(session, Secret(passphrase), cost=CHEAPEST)
    assert vault.read_bytes() == before


def test_two_passphrase_slots_at_most(session: Session, vault: Path) -> None:
    added = add_passphrase(session, SECOND, cost=CHEAPEST)
    assert added.type is SlotType.PASSPHRASE
    assert opens(vault, BY_SECOND)
    for key_file in (None, KEY_FILE):
        with pytest.raises(InUse):
            add_passphrase(session, Secret.from_text("third"), key_file, cost=CHEAPEST)
    assert len(kinds(session)) == 3


def test_a_recovery_key_opens_the_vault(session: Session, vault: Path) -> None:
    secret, line = new_recovery()
    info = add_recovery(session, secret)
    assert info.type is SlotType.RECOVERY
    assert opens(vault, Unlocking(recovery=read_recovery_key(line)))
    assert opens(vault, BY_RECOVERY)


def test_eight_slots(session: Session, vault: Path) -> None:
    for _ in range(6):
        add_recovery(session, new_secret())
    with pytest.raises(InUse, match="eight"):
        add_recovery(session, new_secret())
    with pytest.raises(InUse, match="eight"):
        refuse_full(session)
    assert len(kinds(session_on(vault))) == 8


def test_a_removed_slot_opens_no_more(session: Session, vault: Path) -> None:
    info = slot_of(session, SlotType.PASSPHRASE)
    assert rm(session, info.id[:6]).id == info.id
    assert not opens(vault, BY_PASSPHRASE)
    assert opens(vault, BY_RECOVERY)


def test_the_last_slot_stays(session: Session, vault: Path) -> None:
    rm(session, slot_of(session, SlotType.RECOVERY).id)
    with pytest.raises(InUse, match="last"):
        rm(session, slot_of(session, SlotType.PASSPHRASE).id)
    assert opens(vault, BY_PASSPHRASE)


def test_two_programs_never_remove_the_last_slot_together(vault: Path) -> None:
    one, two = session_on(vault), session_on(vault)
    first, second = slots(one)
    rm(one, first.id)
    with pytest.raises(InUse, match="last"):
        rm(two, second.id)
    assert opens(vault, BY_RECOVERY)


def test_two_programs_never_add_a_third_passphrase(vault: Path) -> None:
    one, two = session_on(vault), session_on(vault)
    add_passphrase(one, SECOND, cost=CHEAPEST)
    with pytest.raises(InUse):
        add_passphrase(two, Secret.from_text("third"), cost=CHEAPEST)
    assert len(kinds(session_on(vault))) == 3


def test_a_slot_that_another_program_removed_is_not_found(vault: Path) -> None:
    one, two = session_on(vault), session_on(vault)
    add_recovery(one, new_secret())
    two.refresh()
    gone = slots(one)[-1]
    rm(one, gone.id)
    with pytest.raises(NotFound):
        rm(two, gone.id)
    assert len(kinds(session_on(vault))) == 2


@pytest.mark.parametrize(
    "cut", [lambda _: "", lambda text: text[:5], lambda text: text[::-1], lambda _: "\x1b[31m"],
    ids=["empty", "five", "reversed", "escape"],
)  # fmt: skip
def test_no_such_slot(session: Session, cut: Callable[[str], str]) -> None:
    with pytest.raises(NotFound) as caught:
        rm(session, cut(slots(session)[0].id))
    assert "\x1b" not in caught.value.message
    assert len(kinds(session)) == 2


def test_slots_are_dated_and_dates_of_removed_ones_go(session: Session) -> None:
    info = add_recovery(session, new_secret())
    assert info.created_at == session.now()
    rm(session, info.id)
    add_recovery(session, new_secret())
    record = session.view.record(meta_id(session))
    assert record is not None
    assert f"slot.{info.id}" not in record.m


def test_what_is_remembered_of_it_holds_no_secret(session: Session) -> None:
    secret, line = new_recovery()
    add_recovery(session, secret)
    notes = repr([record.m for record in session.view.records("activity")])
    assert "slot add" in notes
    assert line.reveal().decode() not in notes


def test_another_slot_type_of_a_newer_program_is_left_in_place(vault: Path) -> None:
    file: VaultFile = opened(vault)
    raw = bytearray(make_slot(file.keys, SlotType.RECOVERY, BY_RECOVERY, None))
    raw[1] = 9
    file.rewrite(lambda header: header.with_slot(2, bytes(raw)))
    session = Session(file, by="test")
    add_recovery(session, new_secret())
    rm(session, slots(session)[1].id)
    assert session.file.header.slots[2] == bytes(raw)
    assert len(slots(session)) == 2
