"""A vault that does not open because its file is damaged, from the unlock screen."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.samples import (
    PASSPHRASE,
    login,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.offer import Offer
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.before.rescue import Ways
from vaulttui.tui.screens.before.unlock import Unlock
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.entry import Entry, SecretEntry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three logins with a backup of the first; the change that made the second is damaged."""
    path = tmp_path / "vault.vtv"
    session = make_vault(path)
    session.file.rewrite(lambda header: header)
    size = path.stat().st_size
    for name in ("second", "third"):
        login(session, name)
    session.close()
    flip(path, size + 100)
    return path


def flip(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


async def unlock(app: VaultApp, pilot: Pilot[int]) -> None:
    top(app, Unlock).query_one("#secret", SecretEntry).value = PASSPHRASE
    await press(app, pilot, "enter")


async def offer(app: VaultApp, pilot: Pilot[int]) -> None:
    top(app, Offer).query_one("#secret", SecretEntry).value = PASSPHRASE
    await settle(app, pilot)
    await press(app, pilot, "enter")


async def rescue(app: VaultApp, pilot: Pilot[int]) -> None:
    """Choose to do something about it."""
    assert "What can be done" in screen_text(app)
    await pilot.click("#rescue")
    await settle(app, pilot)
    top(app, Ways)


async def test_what_can_be_saved_is_saved(path: Path) -> None:
    async with running(path=path, size=(100, 30)) as (app, pilot):
        await unlock(app, pilot)
        await rescue(app, pilot)
        await press(app, pilot, "enter")
        await offer(app, pilot)
        assert "2 credentials?" in screen_text(app)
        top(app, Question).query_one("#typed", Entry).value = "repair"
        await settle(app, pilot)
        await press(app, pilot, "enter")
        assert "with 2 credentials. Unlock it." in toasts(app)
        await unlock(app, pilot)
        assert "third" in screen_text(app)
        assert isinstance(app.screen, Browse)


async def test_a_backup_is_restored(path: Path) -> None:
    flip(path, 100)
    flip(path, 4096 + 100)
    async with running(path=path, size=(100, 30)) as (app, pilot):
        await rescue(app, pilot)
        assert "Backup of" in screen_text(app)
        await press(app, pilot, "down", "enter")
        await offer(app, pilot)
        assert "The backup is the vault now" in toasts(app)
        await unlock(app, pilot)
        assert "Mail" in screen_text(app)


async def test_a_wrong_passphrase_offers_no_rescue(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    make_vault(path).close()
    async with running(path=path) as (app, pilot):
        top(app, Unlock).query_one("#secret", SecretEntry).value = "wrong"
        await press(app, pilot, "enter")
        assert "does not fit" in screen_text(app)
        assert "What can be done" not in screen_text(app)
