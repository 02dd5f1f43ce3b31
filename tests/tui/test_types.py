"""Credential types from the screen: the list, what is done with one, and files."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.samples import (
    named,
    press,
    screen_text,
    settle,
    toasts,
    top,
)
from tests.tui.type_samples import QUEUE, at_types, furnished, go, told
from vaulttui.domain.types import parse_type
from vaulttui.operations import types
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.file_picker import FilePicker
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.frames.collection import Rows
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.types import Types
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.text_entry import TextEntry


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return furnished(tmp_path / "vault.vtv")


async def test_ones_own_come_first_and_the_others_are_read_only(session: Session) -> None:
    async with at_types(session) as (app, _):
        lines = screen_text(app).splitlines()
        assert "Acme queue" in lines[1]
        assert "own" in lines[1]
        assert "read-only" in lines[2]


async def test_a_type_is_found_by_a_variable_that_it_gives(session: Session) -> None:
    async with at_types(session, "slash", *"ACME_TOK", "enter") as (app, _):
        assert top(app, Types).selected_id == "acme-queue"
        assert "Types · 1 of" in screen_text(app)


async def test_the_sheet_tells_fields_variables_and_users(session: Session) -> None:
    async with at_types(session, "l", size=(80, 30)) as (app, pilot):
        text = screen_text(app)
        assert "your own · version 1" in text
        assert "secret text · required" in text
        assert "{{ token }}" in text
        await go(app, pilot, f"credential {named(session, 'Queue').id}")
        await press(app, pilot, "enter")
        assert top(app, Browse).selected_id == named(session, "Queue").id


async def test_a_managed_type_is_copied_and_not_changed(session: Session) -> None:
    async with at_types(session, "down", "e") as (app, pilot):
        assert "d makes a copy" in toasts(app)
        await press(app, pilot, "d")
        copied = top(app, TypeForm).state
        assert copied.id.startswith("my-")
        await press(app, pilot, "ctrl+s")
        top(app, Types)
        assert session.view.type(copied.id) is not None


async def test_what_is_in_use_is_not_removed(session: Session) -> None:
    async with at_types(session, "x") as (app, _):
        assert "would lose it" in toasts(app)
        assert session.view.type("acme-queue") is not None


async def test_removing_is_undone(session: Session) -> None:
    types.add(session, QUEUE.replace("acme-queue", "aa").replace("Acme queue", "Aa"))
    async with at_types(session, "x") as (app, pilot):
        assert session.view.type("aa") is None
        await press(app, pilot, "u")
        assert session.view.type("aa") is not None
        assert "Aa" in screen_text(app)


async def take(app: VaultApp, pilot: Pilot[int], path: str) -> None:
    """Choose a file, or a folder."""
    top(app, FilePicker).query_one(Entry).value = path
    await settle(app, pilot)
    await press(app, pilot, "enter")


async def test_a_type_is_written_and_read_from_its_file(session: Session, tmp_path: Path) -> None:
    async with at_types(session, "t") as (app, pilot):
        await take(app, pilot, f"{tmp_path}/")
        file = tmp_path / "acme-queue.toml"
        assert parse_type(file.read_text()).name == "Acme queue"
        await press(app, pilot, "t")
        await take(app, pilot, f"{tmp_path}/")
        top(app, Question)
        await press(app, pilot, "escape")
        file.write_text(file.read_text().replace('"Address"', '"Where"'))
        await press(app, pilot, "i")
        await take(app, pilot, str(file))
        form = top(app, TypeForm)
        assert form.unsaved
        assert form.state.of == 1
        assert "nothing changes for them" in told(app)


async def test_a_file_that_is_no_type_is_put_right_as_text(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(QUEUE.partition("[[fields]]")[0].replace("acme-queue", "broken"))
    async with at_types(session, "i") as (app, pilot):
        await take(app, pilot, str(file))
        assert "has no fields" in told(app)
        area = app.screen.query_one("#as-text", TextEntry)
        assert area.has_focus
        area.text = QUEUE.replace("acme-queue", "broken")
        await press(app, pilot, "ctrl+s")
        assert session.view.type("broken") is not None


async def test_what_is_found_by_its_name_comes_first(session: Session) -> None:
    async with at_types(session, "slash", *"login", "enter") as (app, _):
        assert top(app, Types).query_one(Rows).rows[0].id == "login"
