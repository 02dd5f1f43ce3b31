"""Bringing in a file: the plan first, then the import, and what goes wrong on the way."""

from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Button, Select

from tests.tui.samples import (
    PASSPHRASE,
    Run,
    make_vault,
    named,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.operations import clear_exports, projects
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.screens.vault.import_source import guess_format
from vaulttui.tui.widgets.entry import Entry


async def test_plan_then_import_then_undo(tmp_path: Path) -> None:
    source = tmp_path / "app.env"
    source.write_text("API_KEY=made-up\nEMPTY=\n", "utf-8")
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        top(app, ImportFile).query_one("#path", Entry).value = str(source)
        await press(app, pilot, "enter")
        assert "1 new, 0 to update, 0 there already; 1 thing cannot" in screen_text(app)
        assert "EMPTY" in screen_text(app)
        assert "made-up" not in app.export_screenshot()
        assert not session.view.named("API_KEY")
        await press(app, pilot, "enter")
        top(app, Browse)
        assert "1 credential imported" in toasts(app)
        assert session.peek(named(session, "API_KEY").record, "value").reveal() == b"made-up"
        await press(app, pilot, "u")
        assert not session.view.named("API_KEY")


async def test_importing_twice_brings_nothing_new(tmp_path: Path) -> None:
    source = tmp_path / ".env"
    source.write_text("API_KEY=made-up\n", "utf-8")
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        for _ in range(2):
            await press(app, pilot, Run("show-import"))
            top(app, ImportFile).query_one("#path", Entry).value = str(source)
            await press(app, pilot, "enter")
            if not app.screen.query_one("#go", Button).disabled:
                await press(app, pilot, "enter")
        assert "0 new, 0 to update, 1 there already" in screen_text(app)
        assert app.screen.query_one("#go", Button).disabled


async def test_another_path_takes_the_plan_back_and_tab_leads_to_looking(tmp_path: Path) -> None:
    source = tmp_path / ".env"
    source.write_text("API_KEY=made-up\n", "utf-8")
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        path = top(app, ImportFile).query_one("#path", Entry)
        path.value = str(source)
        await press(app, pilot, "tab", "enter")
        assert "1 new" in screen_text(app)
        path.value = str(tmp_path)
        await settle(app, pilot)
        assert app.screen.query_one("#go", Button).disabled
        path.value = str(source)
        path.focus()
        await press(app, pilot, "enter")
        assert not app.screen.query_one("#go", Button).disabled


ODD_FILES: Final[tuple[tuple[str, bytes | None, str], ...]] = (
    ("missing.xml", None, "There is no file"),
    ("broken.xml", b"<KeePassFile>", "✗"),
    ("broken.json", b"{", "✗"),
    ("broken.kdbx", b"\0" * 64, "✗"),
    ("bytes.env", b"A=\xff\xfe", "✗"),
)
"""Name, what is in it, and what is told of it."""


async def test_odd_files_are_said(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), (100, 30)) as (app, pilot):
        for name, content, told in ODD_FILES:
            if content is not None:
                (tmp_path / name).write_bytes(content)
            await press(app, pilot, Run("show-import"))
            top(app, ImportFile).query_one("#path", Entry).value = str(tmp_path / name)
            await settle(app, pilot)
            app.screen.query_one("#secret", Entry).value = "of no use"
            assert told not in screen_text(app), name
            await press(app, pilot, "enter")
            assert told in screen_text(app), name
            assert app.screen.query_one("#go", Button).disabled, name
            await press(app, pilot, "escape")
            top(app, Browse)


async def test_a_real_kdbx(tmp_path: Path) -> None:
    source = tmp_path / "mine.kdbx"
    small_kdbx(source)
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        top(app, ImportFile).query_one("#path", Entry).value = str(source)
        await press(app, pilot, "enter")
        assert "Type the passphrase of this file" in screen_text(app)
        await press(app, pilot, *"wrong", "enter")
        assert "✗" in screen_text(app)
        app.screen.query_one("#secret", Entry).value = PASSPHRASE
        await press(app, pilot, "enter")
        assert "1 new" in screen_text(app)
        await press(app, pilot, "enter")
        top(app, Browse)
    credential = named(session, "Blog")
    assert credential.public["username"] == "ada"
    assert session.peek(credential.record, "password").reveal() == b"made-up"


async def test_another_vault_comes_with_all_it_holds(tmp_path: Path) -> None:
    other = make_vault(tmp_path / "other.vtv")
    projects.create(other, None, "shop")
    other.close()
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        top(app, ImportFile).query_one("#path", Entry).value = str(tmp_path / "other.vtv")
        await press(app, pilot, "enter")
        assert "Type the passphrase of this file" in screen_text(app)
        app.screen.query_one("#secret", Entry).value = "another"
        await press(app, pilot, "enter")
        assert "✗" in screen_text(app)
        app.screen.query_one("#secret", Entry).value = PASSPHRASE
        await press(app, pilot, "enter", "enter")
        top(app, Browse)
        assert "records imported" in toasts(app)
    assert [one.name for one in session.view.graph.projects] == ["shop"]


async def test_our_own_json_is_known_by_its_beginning(tmp_path: Path) -> None:
    """Also where another program's format of that ending is chosen."""
    other = make_vault(tmp_path / "other.vtv")
    clear_exports.write(other, tmp_path / "clear.json", clear_exports.as_json(other))
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        for chosen in (None, "json"):
            await press(app, pilot, Run("show-import"))
            top(app, ImportFile).query_one("#path", Entry).value = str(tmp_path / "clear.json")
            if chosen:
                app.screen.query_one("#format", Select).value = chosen
            await settle(app, pilot)
            assert "vaulttui: " not in screen_text(app), chosen
            await press(app, pilot, "enter")
            assert "vaulttui: " in screen_text(app), chosen
            await press(app, pilot, "escape")
            top(app, Browse)


def small_kdbx(path: Path) -> None:
    """A KDBX 4 with one entry, as cheap as it goes, under PASSPHRASE."""
    pykeepass = pytest.importorskip("pykeepass", reason="the extra keepass is not installed")
    blank = pykeepass.pykeepass
    database = pykeepass.PyKeePass(blank.BLANK_DATABASE_LOCATION, blank.BLANK_DATABASE_PASSWORD)
    cost = database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    cost["M"].value, cost["I"].value, cost["P"].value = 64 * 1024, 1, 1
    database.password = PASSPHRASE
    database.add_entry(database.root_group, "Blog", "ada", "made-up")
    database.save(str(path))


def test_formats_by_name() -> None:
    assert guess_format(Path("a.XML")) == "keepass-xml"
    assert guess_format(Path("a.kdbx")) == "kdbx"
    assert guess_format(Path("a.json")) == "bitwarden"
    assert guess_format(Path("a.vtv")) == "vtv"
    assert guess_format(Path(".env.local")) == "dotenv"
