"""Exports from the screen: a vault of its own, and files in clear after an agreement."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Select

from tests.tui.samples import (
    CANARY,
    Run,
    login,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.vault.export import Export
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

NEW = "tulip canyon abstract velvet 48"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs next to nothing."""
    monkeypatch.setattr("vaulttui.operations.exports.default_cost", lambda: CHEAPEST)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Wiki", "second value")
    return session


async def fill(app: VaultApp, pilot: Pilot[int], path: Path, format_name: str = "vtv") -> None:
    """Say what is wanted, and go."""
    screen = top(app, Export)
    screen.query_one("#format", Select).value = format_name
    screen.query_one("#path", Entry).value = str(path)
    if format_name == "vtv":
        for key in ("#passphrase", "#again"):
            screen.query_one(key, SecretEntry).value = NEW
    await settle(app, pilot)
    screen.query_one("#go", Button).press()
    await settle(app, pilot)


def names(path: Path) -> list[str]:
    file = VaultFile.open(path, Unlocking(passphrase=Secret.from_text(NEW)))
    return sorted(row.name for row in Session(file, by="x").view.rows())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def parsed(path: Path) -> list[str]:
    return sorted(one["name"] for one in json.loads(path.read_bytes())["credentials"])


async def test_a_vault_of_its_own(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out.vtv"
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        await fill(app, pilot, out)
        top(app, Browse)
        assert "2 credentials, 4 records in all" in toasts(app)
    assert names(out) == ["Mail", "Wiki"]
    assert mode(out) == 0o600


async def test_what_the_filter_shows(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out.vtv"
    async with running(session) as (app, pilot):
        await press(app, pilot, "slash", *"wiki", "enter", Run("show-export"))
        assert "shown: 1" in screen_text(app)
        await fill(app, pilot, out)
    assert names(out) == ["Wiki"]


async def test_what_is_marked_in_clear(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, "space", Run("show-export"))
        assert "marked: 1" in screen_text(app)
        await fill(app, pilot, out, "json")
        assert "1 value that anybody can read" in " ".join(
            screen_text(app).replace("│", " ").split()
        )
        assert CANARY not in app.export_screenshot()
        assert not _there(out)
        top(app, Question)
        await press(app, pilot, "enter")
        assert "1 value of 1 credential, in clear" in toasts(app)
    assert parsed(out) == ["Mail"]
    assert mode(out) == 0o600


async def test_no_agreement_no_file(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out.env"
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        await fill(app, pilot, out, "dotenv")
        await press(app, pilot, "escape")
        top(app, Export)
        assert not _there(out)


async def test_a_synchronized_place_is_named(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        await fill(app, pilot, folder / "out.env", "dotenv")
        text = " ".join(screen_text(app).replace("│", " ").split())
        assert "a folder that Dropbox synchronizes" in text


@pytest.mark.parametrize("format_name", ["vtv", "json"])
async def test_nothing_is_replaced(session: Session, tmp_path: Path, format_name: str) -> None:
    out = tmp_path / "out"
    out.write_text("something")
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        await fill(app, pilot, out, format_name)
        assert "already" in screen_text(app)
    assert _content(out) == "something"


async def test_what_lacks_is_said(session: Session) -> None:
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        top(app, Export).query_one("#go", Button).press()
        await settle(app, pilot)
        assert "Name the new file." in screen_text(app)
        await press(app, pilot, *"/tmp/x.vtv", "enter", *"one", "enter", *"two", "enter")
        assert "not the same" in screen_text(app)


async def test_after_a_lock_the_passphrase_is_asked_for_anew(session: Session) -> None:
    async with running(session, (100, 30)) as (app, pilot):
        await press(app, pilot, Run("show-export"), *"/tmp/x.vtv", "enter", *"secret")
        assert top(app, Export).address == ("export", "vtv", "/tmp/x.vtv")


def _there(path: Path) -> bool:
    return path.exists()


def _content(path: Path) -> str:
    return path.read_text()
