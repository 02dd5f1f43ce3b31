"""The file picker: walking, typing, completing, and what it never chooses by accident."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.samples import SMALL, USUAL, make_vault, press, running, screen_text, settle, top
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.file_picker import FileLines, FilePicker
from vaulttui.tui.dialogs.picking import pick_file
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.widgets.entry import Entry


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A few keys in folders."""
    root = tmp_path / "tree"
    for name in ("keys/id_ed25519", "keys/id_rsa", ".hidden/x", "note.txt", "Other/y"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 2000)
    return root


@asynccontextmanager
async def picking(
    tmp_path: Path, start: str, size: tuple[int, int] = USUAL, *, folders_only: bool = False
) -> AsyncIterator[tuple[VaultApp, Pilot[int], list[str]]]:
    """The picker over the list, and what it gave."""
    chosen: list[str] = []
    async with running(make_vault(tmp_path / "vault.vtv"), size) as (app, pilot):
        pick_file(top(app, Browse), start, chosen.append, folders_only=folders_only)
        await settle(app, pilot)
        yield app, pilot, chosen


def names(app: VaultApp) -> list[str]:
    return [one.name for one in top(app, FilePicker).query_one(FileLines).rows]


def typed(app: VaultApp) -> str:
    return top(app, FilePicker).query_one(Entry).value


async def test_walk_by_the_arrows(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree)) as (app, pilot, chosen):
        assert names(app) == ["..", "keys", "Other", "note.txt"]
        await press(app, pilot, "enter")
        assert names(app) == ["..", "id_ed25519", "id_rsa"]
        await press(app, pilot, "left", "right", "down", "enter")
        assert chosen == [str(tree / "keys/id_rsa")]
        assert isinstance(app.screen, Browse)


async def test_it_begins_where_the_last_one_was_chosen(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree / "keys/id_rsa")) as (app, pilot, chosen):
        await press(app, pilot, "enter")
        assert chosen == [str(tree / "keys/id_rsa")]
        pick_file(top(app, Browse), "", chosen.append)
        await settle(app, pilot)
        assert "id_ed25519" in names(app)


async def test_typing_narrows_and_tab_completes(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree)) as (app, pilot, chosen):
        await press(app, pilot, *"ke", "tab")
        assert typed(app) == "keys/"
        assert names(app) == ["..", "id_ed25519", "id_rsa"]
        await press(app, pilot, "i", "tab")
        assert typed(app) == "keys/id_"
        await press(app, pilot, "r", "enter")
        assert chosen == [str(tree / "keys/id_rsa")]


async def test_a_path_typed_at_once_is_taken_once_it_was_read(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, "/") as (app, pilot, chosen):
        top(app, FilePicker).query_one(Entry).value = str(tree / "note.txt")
        app.simulate_key("enter")
        await settle(app, pilot)
        assert chosen == [str(tree / "note.txt")]


async def test_hidden_ones(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree)) as (app, pilot, _):
        await press(app, pilot, "ctrl+t")
        assert ".hidden" in names(app)
        await press(app, pilot, "ctrl+t", "full_stop", "h")
        assert names(app) == [".hidden"]


async def test_what_is_not_there_is_said(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree)) as (app, pilot, chosen):
        await press(app, pilot, *"none/", "enter")
        assert "There is no folder" in screen_text(app)
        await press(app, pilot, *["backspace"] * 5, *"qq", "enter")
        assert "Nothing here has this in its name" in screen_text(app)
        assert not chosen
        await press(app, pilot, "escape")
        assert isinstance(app.screen, Browse)


async def test_a_folder(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree), folders_only=True) as (app, pilot, chosen):
        assert names(app) == [".", "..", "keys", "Other"]
        await press(app, pilot, "down", "down", "enter", "enter")
        assert chosen == [str(tree / "keys")]


async def test_by_mouse(tmp_path: Path, tree: Path) -> None:
    async with picking(tmp_path, str(tree)) as (app, pilot, chosen):
        row = next(at for at, line in enumerate(screen_text(app).split("\n")) if "note" in line)
        await pilot.click(offset=(10, row))
        await pilot.click(offset=(10, row))
        await settle(app, pilot)
        assert chosen == [str(tree / "note.txt")]


async def test_the_newest_first(tmp_path: Path, tree: Path) -> None:
    import os

    os.utime(tree / "note.txt", (2e9, 2e9))
    async with picking(tmp_path, str(tree)) as (app, pilot, _):
        await press(app, pilot, "ctrl+n")
        assert names(app)[1] == "note.txt"
        assert "newest first" in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, USUAL])
async def test_hostile_names_and_thousands_of_them(tmp_path: Path, size: tuple[int, int]) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(3000):
        (many / f"{number:05}.pem").touch()
    (many / "\x1b]0;x\x07\u202e[b]銀行\n.key").touch()
    async with picking(tmp_path, str(many), size) as (app, pilot, chosen):
        assert len(names(app)) == 3002
        await press(app, pilot, *"key")
        assert len(names(app)) == 1
        assert not {"\x1b", "\x07", "\u202e"} & set(screen_text(app))
        await press(app, pilot, "enter")
        assert chosen == [str(many / "\x1b]0;x\x07\u202e[b]銀行\n.key")]
