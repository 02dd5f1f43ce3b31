"""The one table of commands, and what is read from it."""

from pathlib import Path

import pytest

from tests.tui.samples import make_vault, press, running, screen_text
from vaulttui.tui.app import VaultApp
from vaulttui.tui.commands import COMMANDS, OPEN, Command, Place, bindings, commands_in, keys_of
from vaulttui.tui.dialogs import palette
from vaulttui.tui.dialogs.file_picker import FilePicker
from vaulttui.tui.dialogs.generator import Generator
from vaulttui.tui.dialogs.qr_code import QrCode
from vaulttui.tui.navigation import screens
from vaulttui.tui.screens.activity import Activity
from vaulttui.tui.screens.before.unlock import Unlock
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.forms.form import Form
from vaulttui.tui.screens.forms.key_form import KeyForm
from vaulttui.tui.screens.health.health import Health
from vaulttui.tui.screens.help import Help
from vaulttui.tui.screens.manual import Manual
from vaulttui.tui.screens.new_secret import NewSecret
from vaulttui.tui.screens.records.assignments import Assignments
from vaulttui.tui.screens.records.environment import EnvironmentPreview
from vaulttui.tui.screens.records.history import History
from vaulttui.tui.screens.records.organizations import Organizations
from vaulttui.tui.screens.records.projects import Projects
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.records.trash import Trash
from vaulttui.tui.screens.records.where_used import WhereUsed
from vaulttui.tui.screens.remotes.form import RemoteForm
from vaulttui.tui.screens.remotes.placeholders import Placeholders
from vaulttui.tui.screens.remotes.plan import PlanScreen
from vaulttui.tui.screens.remotes.remotes import Remotes
from vaulttui.tui.screens.server.server import ServerScreen
from vaulttui.tui.screens.settings import SettingsScreen
from vaulttui.tui.screens.types.field_form import TypeFieldForm
from vaulttui.tui.screens.types.form import TypeForm
from vaulttui.tui.screens.types.migration import TypeMigration
from vaulttui.tui.screens.types.types import Types
from vaulttui.tui.screens.vault.export import Export
from vaulttui.tui.screens.vault.import_file import ImportFile
from vaulttui.tui.screens.vault.merge import Merge
from vaulttui.tui.screens.vault.page import VaultPage
from vaulttui.tui.screens.whose import Whose
from vaulttui.tui.widgets.lines import Lines

SCREENS = (
    Browse, Trash, History, Activity, ImportFile, Help, Form, Generator, Unlock, FilePicker, QrCode,
    Sets, Projects, Organizations, Assignments, EnvironmentPreview, WhereUsed, KeyForm,
    VaultPage, Export, Merge, Manual, Whose, NewSecret,
    Types, TypeForm, TypeMigration, TypeFieldForm,
    ServerScreen, SettingsScreen, Health, Remotes, RemoteForm, Placeholders, PlanScreen,
)  # fmt: skip
FORBIDDEN = {"ctrl+a", "ctrl+b", "ctrl+z"}


def test_ids_are_unique() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_no_key_that_terminals_take(command: Command) -> None:
    for key in command.keys.split(","):
        assert key not in FORBIDDEN
        assert not key.startswith("alt+")
        assert not (key.startswith("f") and key[1:].isdigit())


@pytest.mark.parametrize("place", Place)
def test_no_key_means_two_things_in_one_place(place: Place) -> None:
    keys = [key for one in commands_in(place) for key in one.keys.split(",") if key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_every_command_has_its_action(screen: type) -> None:
    for command in commands_in(screen.place):  # type: ignore[attr-defined]  # all have one
        _, _, action = command.action.rpartition("app.")
        owner = VaultApp if command.action.startswith("app.") else screen
        assert callable(getattr(owner, f"action_{action.partition('(')[0]}", None)), command.id


def test_every_screen_that_a_command_shows_is_known() -> None:
    shown = {one.id.removeprefix("show-") for one in COMMANDS if one.id.startswith("show-")}
    assert shown <= screens().keys()


def test_moving_has_its_actions() -> None:
    for command in commands_in(Place.LINES):
        assert callable(getattr(Lines, f"action_{command.action}", None)), command.id


def test_bindings_carry_ids() -> None:
    assert all(getattr(binding, "id", None) for binding in bindings(Place.BROWSE))


def test_keys_as_people_write_them() -> None:
    command = next(one for one in COMMANDS if one.id == "palette")
    assert keys_of(command, {}) == ["^p"]
    assert keys_of(command, {"palette": "ctrl+k,f9"}) == ["^k", "f9"]


@pytest.mark.parametrize("place", sorted(OPEN))
def test_the_help_says_what_every_screen_is(place: Place) -> None:
    assert Help(place).note.endswith(".")


async def test_help_lists_all_commands_of_the_place(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), (120, 100)) as (app, pilot):
        await press(app, pilot, "question_mark")
        text = screen_text(app)
        for command in commands_in(Place.BROWSE):
            assert command.title in text


async def test_the_palette_lists_all_commands_of_the_place(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        screen = app.screen
        assert isinstance(screen, palette.Palette)
        listed = {choice.key.removeprefix("command ") for choice in screen.answers("")}
        everything = {command.id for command in commands_in(Place.BROWSE)}
        assert everything - listed == palette._HERE


async def test_the_bar_can_be_clicked(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        at = screen_text(app).splitlines()[-1].index("? Help")
        await pilot.click(offset=(at + 2, 23))
        await pilot.pause()
        assert isinstance(app.screen, Help)


async def test_the_bar_always_shows_help_and_the_way_out(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv"), (40, 10)) as (app, _):
        last = screen_text(app).splitlines()[-1]
        assert "? Help" in last
        assert "q Quit" in last
