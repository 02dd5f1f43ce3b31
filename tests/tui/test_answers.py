"""A screen answers once, whatever is pressed twice or opened above it in the meantime."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Select

from tests.tui.samples import Run, make_vault, press, running, settle, toasts, top
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.vault.export import Export
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.hidden_box import HiddenBox


async def in_use(session: Session, app: VaultApp, *keys: str) -> None:
    """Press keys while another program writes, and let it end."""
    lock = Path(session.file.place.path).with_name(".vault.vtv.lock")
    other = os.open(lock, os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX)
    for key in keys:
        await app._press_keys([key])
    os.close(other)


async def test_a_form_saved_twice_makes_one(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "n", *"note", "enter", *"Diary", "ctrl+s")
        form = top(app, Form)
        for _ in range(2):
            form.call_later(form.action_save)
        await settle(app, pilot)
        assert [row.name for row in session.view.rows()] == ["Diary", "Mail"]
        top(app, Browse)


async def test_a_small_form_saved_twice_makes_one(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "n", *"deploy")
        await in_use(session, app, "enter", "enter")
        await settle(app, pilot)
        assert len(session.view.graph.sets) == 1
        assert not any(toast.severity == "error" for toast in app._notifications)


async def test_what_was_opened_above_a_form_goes_with_it(tmp_path: Path) -> None:
    """The palette was closed in the form's place, which stayed and knew nothing of the save."""
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "e")
        app.screen.query_one("#name", Entry).value = "Post"
        await settle(app, pilot)
        await in_use(session, app, "ctrl+s", "ctrl+p")
        await settle(app, pilot)
        assert [row.name for row in session.view.rows()] == ["Post"]
        assert not [one for one in app.screen_stack if isinstance(one, Form)]


async def test_the_letters_above_a_small_form_go_with_it(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "n", *"deploy")
        await in_use(session, app, "enter", "ctrl+o")
        await settle(app, pilot)
        assert len(session.view.graph.sets) == 1
        assert not [one for one in app.screen_stack if isinstance(one, SmallForm)]


@pytest.mark.parametrize("answer", ["discard", "stay"])
async def test_an_answer_that_is_clicked_twice(answer: str, tmp_path: Path) -> None:
    """The second click closed a screen more, and the last one ended the program."""
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "e")
        app.screen.query_one("#name", Entry).value = "Post"
        await press(app, pilot, "escape")
        button = top(app, Question).query_one(f"#{answer}", Button)
        for _ in range(2):
            button.post_message(Button.Pressed(button))
        await settle(app, pilot)
        assert app._exception is None
        assert isinstance(app.screen, Browse if answer == "discard" else Form)


async def test_a_screen_that_was_left_before_its_work_failed(tmp_path: Path) -> None:
    taken = tmp_path / "taken.json"
    taken.write_text("{}", "utf-8")
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-export"))
        app.screen.query_one("#format", Select).value = "json"
        app.screen.query_one("#path", Entry).value = str(taken)
        await settle(app, pilot)
        await left_at_once(app, pilot, top(app, Export)._go)
        assert "is there already" in toasts(app)


async def test_an_import_that_was_left_before_its_header_was_read(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-import"))
        await left_at_once(app, pilot, top(app, ImportFile)._ask_what_opens)


@pytest.mark.parametrize("there", [True, False])
async def test_a_form_that_was_left_before_its_file_was_read(there: bool, tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    file = tmp_path / "note"
    if there:
        file.write_text("from the file", "utf-8")
    async with running(session) as (app, pilot):
        await press(app, pilot, "n", *"note", "enter")
        form = top(app, Form)
        box = form.query_one(HiddenBox)
        box.query_one(".path", Entry).value = str(file)
        await settle(app, pilot)
        await left_at_once(app, pilot, box._load)


async def left_at_once(app: VaultApp, pilot: Pilot[int], begin: Callable[[], object]) -> None:
    """Begin something, and go before its answer."""
    screen = app.screen
    assert isinstance(screen, VaultScreen)

    def then() -> None:
        begin()
        screen.dismiss(None)

    screen.call_later(then)
    await settle(app, pilot)
    assert app._exception is None
    top(app, Browse)
