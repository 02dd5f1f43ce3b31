"""Other copies of the vault, and other vaults: merged, or opened with a key file."""

import shutil
from pathlib import Path

import pytest

from tests.tui.samples import (
    PASSPHRASE,
    Run,
    login,
    make_vault,
    named,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.operations import slots, vaults
from vaulttui.operations.credentials import Edits, edit
from vaulttui.operations.rekey import rekey
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.report import Report
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.screens.vault.merge import Merge
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

SIZE = (100, 40)
BY_OLD = Unlocking(passphrase=Secret.from_text(PASSPHRASE))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return make_vault(tmp_path / "vault.vtv")


@pytest.fixture
def other(session: Session, tmp_path: Path) -> Session:
    """A copy, as another machine has it."""
    copy = tmp_path / "copy.vtv"
    shutil.copy(tmp_path / "vault.vtv", copy)
    return Session(VaultFile.open(copy, BY_OLD), by="other")


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_a_path_that_is_being_typed_leaves_nothing_on_the_disk(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.chdir(there)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-merge"))
        entry = top(app, Merge).query_one("#path", Entry)
        for typed in ("c", "co", "copy.vtv"):
            entry.value = typed
            await settle(app, pilot)
    assert not list(there.iterdir())


async def test_a_copy_opens_by_itself_and_both_sides_count(
    session: Session, other: Session, tmp_path: Path
) -> None:
    login(other, "there")
    login(session, "here")
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-merge"))
        top(app, Merge).query_one("#path", Entry).value = str(tmp_path / "copy.vtv")
        await press(app, pilot, "enter")
        assert "1 new" in screen_text(app)
        await press(app, pilot, "enter")
        assert "merged." in toasts(app)
        assert {row.name for row in session.view.rows()} == {"Mail", "here", "there"}
        await press(app, pilot, "u")
        assert not session.view.named("there")


async def test_what_both_changed_is_a_page(
    session: Session, other: Session, tmp_path: Path
) -> None:
    for one, text in ((session, "here"), (other, "there")):
        edit(one, named(one, "Mail"), Edits(description=text))
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-merge"))
        top(app, Merge).query_one("#path", Entry).value = str(tmp_path / "copy.vtv")
        await press(app, pilot, "enter")
        assert "changed here and there: Mail" in words(screen_text(app))
        await press(app, pilot, "enter")
        top(app, Report)
        assert "Changed here and there: 1 record" in screen_text(app)


async def test_a_copy_under_another_key_asks(
    session: Session, other: Session, tmp_path: Path
) -> None:
    login(other, "there")
    rekey(session, Unlocking(passphrase=Secret(b"another")), None, CHEAPEST)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-merge"))
        top(app, Merge).query_one("#path", Entry).value = str(tmp_path / "copy.vtv")
        await press(app, pilot, "enter")
        assert "Type the passphrase of this file" in screen_text(app)
        top(app, Merge).query_one("#secret", SecretEntry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert "1 new" in screen_text(app)
        await press(app, pilot, "enter")
        assert session.view.named("there")


async def test_a_file_that_is_no_vault(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("something")
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-merge"))
        screen = top(app, Merge)
        screen.query_one("#path", Entry).value = str(path)
        screen.query_one("#secret", SecretEntry).value = "x"
        await press(app, pilot, "enter")
        assert "✗" in screen_text(app)


async def test_a_vault_with_a_key_file_shows_its_line(session: Session, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "other.vtv")
    login(other, "there")
    key = vaults.make_key_file(tmp_path / "key")
    slots.add_passphrase(other, Secret(b"with key"), key, cost=CHEAPEST)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        assert "Its key file" not in screen_text(app)
        screen = top(app, ImportFile)
        screen.query_one("#path", Entry).value = str(tmp_path / "other.vtv")
        await settle(app, pilot)
        assert "Its key file" in screen_text(app)
        screen.query_one("#secret", SecretEntry).value = "with key"
        await press(app, pilot, "enter")
        assert "does not fit" in screen_text(app)
        screen.query_one("#key-file", Entry).value = str(tmp_path / "key")
        await press(app, pilot, "enter")
        assert "new" in screen_text(app)
        await press(app, pilot, "enter")
        assert session.view.named("there")


@pytest.mark.parametrize("passphrase", ["", "with a key"])
async def test_a_kdbx_with_a_key_file(session: Session, tmp_path: Path, passphrase: str) -> None:
    pytest.importorskip("pykeepass", reason="the extra keepass is not installed")
    path, key = tmp_path / "mine.kdbx", tmp_path / "mine.key"
    key.write_bytes(b"0123456789abcdef" * 4)
    kdbx(path, key, passphrase)
    async with running(session, SIZE) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        screen = top(app, ImportFile)
        screen.query_one("#path", Entry).value = str(path)
        await settle(app, pilot)
        screen.query_one("#secret", SecretEntry).value = passphrase
        screen.query_one("#key-file", Entry).value = str(key)
        await settle(app, pilot)
        await press(app, pilot, "enter")
        assert "1 new" in screen_text(app)
        await press(app, pilot, "enter")
        assert session.view.named("Router")


def kdbx(path: Path, key: Path, passphrase: str) -> None:
    """A database with one entry, opened by a key file, and perhaps a passphrase."""
    import pykeepass
    from pykeepass.pykeepass import BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD

    database = pykeepass.PyKeePass(BLANK_DATABASE_LOCATION, BLANK_DATABASE_PASSWORD)
    cost = database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    cost["M"].value, cost["I"].value, cost["P"].value = 64 * 1024, 1, 1
    database.password = passphrase or None
    database.keyfile = str(key)
    database.add_entry(database.root_group, "Router", "admin", "made-up")
    database.save(str(path))
