"""The vault itself from the screen: its keys, its backups, what is done with its file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button

from tests.tui.samples import (
    CANARY,
    PASSPHRASE,
    SMALL,
    Clock,
    Run,
    login,
    make_vault,
    named,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.errors import WrongSecret
from vaulttui.operations import backups, slots, vaults
from vaulttui.operations.rekey import rekey
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.offer import Offer
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.vault.new_passphrase import NewPassphrase
from vaulttui.tui.screens.vault.page import VaultPage
from vaulttui.tui.screens.vault.recovery import Recovery
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.page import PageSheet
from vaulttui.vaultfile.slots import SlotType, Unlocking
from vaulttui.vaultfile.vault import VaultFile

NEW = "tulip canyon abstract velvet 48"
BY_NEW = Unlocking(passphrase=Secret.from_text(NEW))
BY_OLD = Unlocking(passphrase=Secret.from_text(PASSPHRASE))
SIZE = (100, 50)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs next to nothing."""
    for module in ("slots", "rekey", "exports"):
        monkeypatch.setattr(f"vaulttui.operations.{module}.default_cost", lambda: CHEAPEST)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.vtv"


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    """A vault as a program finds it that was given the passphrase."""
    make_vault(path).close()
    session = Session(VaultFile.open(path, BY_OLD), by="tui")
    yield session
    session.close()


def opens(path: Path, offer: Unlocking) -> bool:
    try:
        VaultFile.open(path, offer).close()
    except WrongSecret:
        return False
    return True


def content(path: Path) -> bytes:
    return path.read_bytes()


def damage(path: Path, at: int) -> None:
    """Flip a bit of the file."""
    raw = bytearray(content(path))
    raw[at] ^= 1
    path.write_bytes(raw)


def kinds(session: Session) -> list[SlotType]:
    return [one.type for one in slots.slots(session)]


async def go_to(app: VaultApp, pilot: Pilot[int], key: str) -> None:
    """Put the page's cursor on a line."""
    top(app, VaultPage).query_one(PageSheet).go_to(key)
    await settle(app, pilot)


async def do(app: VaultApp, pilot: Pilot[int], what: str) -> None:
    """Open the page, and choose one of the things that can be done."""
    await press(app, pilot, Run("show-vault"))
    await go_to(app, pilot, f"do {what}")
    await press(app, pilot, "enter")


async def give(app: VaultApp, pilot: Pilot[int], passphrase: str = NEW) -> None:
    """Fill in a new passphrase twice, and go on."""
    form = top(app, NewPassphrase)
    for key in ("#passphrase", "#again"):
        form.query_one(key, SecretEntry).value = passphrase
    await settle(app, pilot)
    form.query_one("#save", Button).press()
    await settle(app, pilot)


async def answer(app: VaultApp, pilot: Pilot[int], word: str) -> None:
    """Answer a grave question by its word."""
    top(app, Question).query_one("#typed", Entry).value = word
    await settle(app, pilot)
    await press(app, pilot, "enter")


async def type_back(app: VaultApp, pilot: Pilot[int]) -> str:
    """Write the recovery key down, and type it back."""
    screen = top(app, Recovery)
    line = screen._key.reveal().decode()
    screen.query_one("#written", Button).press()
    await settle(app, pilot)
    screen.query_one("#typed", Entry).value = line
    await settle(app, pilot)
    await press(app, pilot, "enter")
    return line


async def test_the_page_tells_what_opens_the_vault(session: Session, path: Path) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        text = screen_text(app)
        (slot,) = slots.slots(session)
        for wanted in (str(path), "1 credential;", slot.id[:8], "✓ opened the vault", "8 MiB"):
            assert wanted in text
        assert "None yet" in text
        assert "less than 64 MiB" in text


async def test_another_passphrase(session: Session, path: Path) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-passphrase"))
        await give(app, pilot)
        assert "The passphrase is changed" in toasts(app)
        assert opens(path, BY_NEW)
        assert not opens(path, BY_OLD)
        login(session, "goes on")
        assert NEW not in app.export_screenshot()


async def test_a_weak_passphrase_is_told_of_once(session: Session, path: Path) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-passphrase"))
        await give(app, pilot, "password")
        assert "easy to guess" in screen_text(app)
        assert opens(path, BY_OLD)
        await give(app, pilot, "password")
        assert opens(path, Unlocking(passphrase=Secret(b"password")))


async def test_two_passphrases_that_differ(session: Session, path: Path) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-passphrase"))
        await press(app, pilot, *"one two three", "enter", *"one two four", "enter")
        assert "not the same" in screen_text(app)
        await press(app, pilot, "escape")
        top(app, VaultPage)
        assert opens(path, BY_OLD)


async def test_a_key_file_is_made(session: Session, path: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"), "n", "down", "enter")
        await give(app, pilot)
        assert "Say where the key file" in screen_text(app)
        app.screen.query_one("#key-file", Entry).value = str(key_file)
        await give(app, pilot)
        assert "Added: passphrase and key file" in toasts(app)
    key = vaults.read_key_file(key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert opens(path, Unlocking(passphrase=BY_NEW.passphrase, key_file=key))
    assert not opens(path, BY_NEW)


async def test_a_key_file_goes_where_the_key_was_refused(session: Session, tmp_path: Path) -> None:
    slots.add_passphrase(session, Secret(b"second"), cost=CHEAPEST)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"), "n", "down", "enter")
        app.screen.query_one("#key-file", Entry).value = str(tmp_path / "key")
        await give(app, pilot)
        assert "two passphrase slots already" in screen_text(app)
    assert not (tmp_path / "key").exists()


async def test_a_recovery_key_counts_once_it_was_typed_back(session: Session, path: Path) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"), "n", "up", *"recovery", "enter")
        assert kinds(session) == [SlotType.PASSPHRASE]
        line = await type_back(app, pilot)
        top(app, VaultPage)
        assert opens(path, Unlocking(recovery=vaults.read_recovery_key(Secret(line.encode()))))


async def test_a_recovery_key_that_is_left_is_none(session: Session) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"), "n", *"recovery", "enter")
        top(app, Recovery)
        await press(app, pilot, "escape")
        assert "No recovery key was added" in toasts(app)
        assert kinds(session) == [SlotType.PASSPHRASE]


async def test_a_recovery_key_is_saved(session: Session, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "recovery"
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"), "n", *"recovery", "enter")
        top(app, Recovery).query_one("#save", Button).press()
        await settle(app, pilot)
        app.screen.query_one("#path", Entry).value = str(path)
        await press(app, pilot, "enter")
        assert "already" in screen_text(app)
        top(app, SmallForm)
        app.screen.query_one("#path", Entry).value = str(out)
        await press(app, pilot, "enter")
        top(app, VaultPage)
        assert "readable by you alone" in toasts(app)
    assert out.stat().st_mode & 0o777 == 0o600
    assert opens(path, Unlocking(recovery=vaults.read_recovery_key(Secret(out.read_bytes()))))


async def test_a_key_is_removed_after_its_word(session: Session, path: Path) -> None:
    slots.add_passphrase(session, Secret(b"second"), cost=CHEAPEST)
    first, second = slots.slots(session)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        await go_to(app, pilot, f"slot {second.id}")
        await press(app, pilot, "enter")
        assert second.id[:8] in screen_text(app)
        await press(app, pilot, "enter")
        assert len(slots.slots(session)) == 2
        await answer(app, pilot, "remove")
        assert [one.id for one in slots.slots(session)] == [first.id]
        await go_to(app, pilot, f"slot {first.id}")
        await press(app, pilot, "minus")
        await answer(app, pilot, "remove")
        assert "last key slot" in toasts(app)
    assert opens(path, BY_OLD)


async def test_removing_is_offered_on_keys_alone(session: Session) -> None:
    async with running(session, (160, 50)) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        assert "- Remove" in screen_text(app)
        assert "b Restore" not in screen_text(app)
        await go_to(app, pilot, "do check")
        assert "- Remove" not in screen_text(app)


async def test_another_key_and_the_vault_stays_open(session: Session, path: Path) -> None:
    before = session.keys
    async with running(session, SIZE) as (app, pilot):
        await do(app, pilot, "rekey")
        await answer(app, pilot, "rekey")
        await give(app, pilot)
        assert session.keys is before
        line = await type_back(app, pilot)
        assert "has another key, and stays open" in toasts(app)
        assert session.keys.vault_key != before.vault_key
        login(session, "goes on")
        await press(app, pilot, "q")
        assert "goes on" in screen_text(app)
        app.open_session.refresh()
    assert kinds(session) == [SlotType.PASSPHRASE, SlotType.RECOVERY]
    assert opens(path, BY_NEW)
    assert not opens(path, BY_OLD)
    assert opens(path, Unlocking(recovery=vaults.read_recovery_key(Secret(line.encode()))))


async def test_another_key_left_half_way_changes_nothing(session: Session, path: Path) -> None:
    before = session.keys
    async with running(session, SIZE) as (app, pilot):
        await do(app, pilot, "rekey")
        await answer(app, pilot, "rekey")
        await give(app, pilot)
        await press(app, pilot, "escape")
        assert "keeps its key" in toasts(app)
        assert session.keys is before
    assert opens(path, BY_OLD)


async def test_a_backup_takes_the_vaults_place(session: Session) -> None:
    session.file.rewrite(lambda header: header)
    login(session, "later")
    (backup,) = backups.backups_of(session)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        await go_to(app, pilot, f"backup {backup.name}")
        await press(app, pilot, "b")
        await answer(app, pilot, "restore")
        assert "The vault is as it was" in toasts(app)
        assert [row.name for row in session.view.rows()] == ["Mail"]
        await press(app, pilot, "q")
        assert "later" not in screen_text(app)
        assert session.peek(named(session, "Mail").record, "password").reveal() == CANARY.encode()


async def test_a_backup_under_former_keys_asks_for_one(session: Session, path: Path) -> None:
    rekey(session, BY_NEW, None, CHEAPEST)
    (backup,) = [
        one for one in backups.backups_of(session) if backups.asks_again(session, one.name)
    ]
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        await go_to(app, pilot, f"backup {backup.name}")
        await press(app, pilot, "enter")
        await answer(app, pilot, "restore")
        top(app, Offer).query_one("#secret", SecretEntry).value = NEW
        await press(app, pilot, "enter")
        assert "does not fit" in screen_text(app)
        top(app, Offer).query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        top(app, VaultPage)
        assert "opens with what it opened with then" in toasts(app)
    assert opens(path, BY_OLD)
    assert named(session, "Mail").name == "Mail"


async def test_check_and_look_around(session: Session) -> None:
    async with running(session, SIZE) as (app, pilot):
        await do(app, pilot, "check")
        assert "✓ Everything is whole." in screen_text(app)
        await press(app, pilot, "escape")
        await go_to(app, pilot, "do doctor")
        await press(app, pilot, "enter")
        top(app, Report)
        assert "whole header" in screen_text(app)
        assert "no recovery key" in screen_text(app)


async def test_repair_keeps_what_was_open(session: Session, path: Path) -> None:
    size = len(content(path))
    login(session, "second")
    login(session, "third")
    async with running(session, SIZE) as (app, pilot):
        damage(path, size + 100)
        await do(app, pilot, "repair")
        assert "! Frames 3 to 3" in screen_text(app)
        await answer(app, pilot, "repair")
        assert "written anew, with 3 credentials" in toasts(app)
    assert {row.name for row in Session(VaultFile.open(path, BY_OLD), by="x").view.rows()} == {
        "Mail", "second", "third",
    }  # fmt: skip


async def test_the_sample_has_its_page(clock: Clock) -> None:
    async with running(sample_session(clock), SIZE) as (app, pilot):
        app.sample = True
        await press(app, pilot, Run("show-vault"))
        assert "nothing here is written to a disk" in screen_text(app)
        await press(app, pilot, "e")
        assert "No passphrase opens this vault yet" in toasts(app)


async def test_a_small_terminal(session: Session) -> None:
    async with running(session, SMALL) as (app, pilot):
        await press(app, pilot, Run("show-vault"))
        assert "The vault" in screen_text(app)
        await press(app, pilot, "e")
        assert "New passphrase" in screen_text(app)


async def test_a_lock_over_a_form_forgets_what_was_typed(session: Session) -> None:
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-passphrase"), *"half a passphr")
        position = app.present_position()
        assert position.screens == (("vault",),)
        assert "half" not in repr(position)
