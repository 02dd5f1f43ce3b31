"""Whose, the manual, values into files, purging a history, a secret to copy, running a command."""

import os
import stat
from pathlib import Path

import pytest
from textual import events

from tests.tui.samples import (
    CANARY,
    WIDE,
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
from vaulttui.errors import InvalidValue
from vaulttui.operations import credentials, history, sets
from vaulttui.operations.credentials import Edits, Given
from vaulttui.operations.manual import pages
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.file_picker import FilePicker
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.run_command import split
from vaulttui.tui.dialogs.save_value import SaveValue, file_name
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.help import Help
from vaulttui.tui.screens.manual import Manual
from vaulttui.tui.screens.new_secret import NewSecret
from vaulttui.tui.screens.records.environment import EnvironmentPreview
from vaulttui.tui.screens.records.history import History
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.screens.records.trash import Trash
from vaulttui.tui.screens.whose import SoughtEntry, Whose
from vaulttui.tui.widgets.entry import Entry

# Whose is this?


async def test_a_value_leads_to_its_field_and_is_not_kept(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Other", "something else")
    async with running(session) as (app, pilot):
        await press(app, pilot, "end", Run("show-whose"), *CANARY)
        assert CANARY not in screen_text(app)
        await press(app, pilot, "enter")
        assert top(app, Whose).query_one(SoughtEntry).value == ""
        text = screen_text(app)
        assert "Live now" in text
        assert "Mail" in text
        assert CANARY not in text
        await press(app, pilot, "enter")
        browse = top(app, Browse)
        assert browse.selected_id == named(session, "Mail").id
        assert browse.detail.key == "password"


async def test_several_lines_are_looked_for_as_they_are_pasted(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-whose"))
        app.post_message(events.Paste(f"one line\rpassword={CANARY}\r"))
        await settle(app, pilot)
        assert "line 2" in screen_text(app)
        assert CANARY not in screen_text(app)
        assert top(app, Whose).query_one(SoughtEntry).value == ""


async def test_a_former_value_leads_to_the_history_and_a_trashed_one_to_the_trash(
    tmp_path: Path,
) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    mail = named(session, "Mail")
    credentials.edit(session, mail, Edits(values={"password": Given(Secret(b"another one"))}))
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-whose"), *CANARY, "enter")
        assert "Held it formerly" in screen_text(app)
        await press(app, pilot, "enter")
        top(app, History)
        await press(app, pilot, "q", "q", "x")
        await press(app, pilot, Run("show-whose"), *CANARY, "enter")
        assert "in the trash" in screen_text(app)
        await press(app, pilot, "enter")
        top(app, Trash)


async def test_a_file_is_looked_into_and_nothing_found_is_said(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    log = tmp_path / "build.log"
    log.write_text(f"first\nsecond {CANARY}\n")
    async with running(session) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, Run("show-whose"), "tab", "tab", "enter", *"build", "enter")
        assert "line 2" in screen_text(app)
        await press(app, pilot, "escape", *"nobody has it", "enter")
        assert "Nothing that is or was in this vault" in screen_text(app)
        await press(app, pilot, "enter")
        assert "nothing to look for" in screen_text(app)


async def test_a_key_with_a_value_of_its_own_is_found(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    found = sets.create(session, NewSet(None, "deploy"))
    sets.put_value(session, found, "TOKEN", Secret(b"a-token-of-the-set"))
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-whose"), *"a-token-of-the-set", "enter", "enter")
        assert top(app, Sets).detail.key == "key TOKEN"


# The manual


async def test_the_manual_is_read_and_searched(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "question_mark")
        assert isinstance(app.screen, Help)
        await press(app, pilot, "M")
        manual = top(app, Manual)
        assert "Keys of the terminal UI" in screen_text(app)
        await press(app, pilot, "slash", *"otpauth")
        assert f"of {len(pages())}" in screen_text(app)
        await press(app, pilot, "escape", "slash", *"passphrase", "enter")
        assert f"of {len(pages())}" in screen_text(app)
        page = manual.detail
        await press(app, pilot, "l")
        first = page.cursor
        assert page.selectable(first)
        await press(app, pilot, "enter")
        assert page.cursor > first
        for _ in range(40):
            page.action_choose()
        assert page.selectable(page.cursor)
        await press(app, pilot, "escape")
        assert manual.filter_entry.value == ""
        await press(app, pilot, "q", "q", "q")
        assert isinstance(app.screen, Browse)


async def test_words_that_no_page_holds_are_told(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "M", "slash", *"xyzzy")
        assert "No page holds all of these words" in screen_text(app)
        await press(app, pilot, "escape", "l", "pagedown", "j")
        assert top(app, Manual).address == ("manual", "agent")


# A value into a file


async def test_a_value_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    taken = tmp_path / "taken"
    taken.write_text("as it was")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    async with running(session) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, "l", "down", "O")
        path = top(app, SaveValue).query_one("#path", Entry)
        assert path.value == str(tmp_path / "Mail.password")
        for refused in (taken, link):
            path.value = str(refused)
            await press(app, pilot, "enter")
            assert isinstance(app.screen, SaveValue)
        assert taken.read_text() == "as it was"
        assert not (tmp_path / "elsewhere").exists()
        path.value = str(tmp_path / "Mail.password")
        await press(app, pilot, "enter")
        written = tmp_path / "Mail.password"
        assert written.read_text() == CANARY
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        assert "for you alone" in toasts(app)
        assert CANARY not in toasts(app)


async def test_another_folder_is_picked_for_it(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    (tmp_path / "keys").mkdir()
    async with running(session) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, "l", "down", "O", "tab", "enter")
        assert isinstance(app.screen, FilePicker)
        await press(app, pilot, *"keys/", "enter")
        path = top(app, SaveValue).query_one("#path", Entry)
        assert path.value == str(tmp_path / "keys" / "Mail.password")


async def test_a_synchronized_place_is_asked_about(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    async with running(session) as (app, pilot):
        app.remembered.folder = str(synced)
        await press(app, pilot, "l", "down", "O", "enter")
        assert isinstance(app.screen, Question)
        assert "Dropbox" in screen_text(app)
        await press(app, pilot, "escape")
        assert not list(synced.iterdir())
        await press(app, pilot, "O", "enter", "enter")
        assert (synced / "Mail.password").read_text() == CANARY


async def test_a_former_value_is_written_as_well(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    mail = named(session, "Mail")
    credentials.edit(session, mail, Edits(values={"password": Given(Secret(b"another one"))}))
    async with running(session) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, "y", "end", "O", "enter")
        (name,) = (one for one in os.listdir(tmp_path) if one.startswith("Mail."))
        assert (tmp_path / name).read_text() == CANARY


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("Release token", "token"), "Release-token.token"),
        (("../../etc", "x/y"), "etc.x-y"),
        (("…", "."), "value"),
        (("Zugang für Änne", "key"), "Zugang-für-Änne.key"),
    ],
)
def test_the_name_of_a_file_is_tame(names: tuple[str, ...], wanted: str) -> None:
    assert file_name(names) == wanted


# Purging a history


async def test_a_history_is_forgotten_once_the_word_is_typed(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    mail = named(session, "Mail")
    credentials.edit(session, mail, Edits(values={"password": Given(Secret(b"another one"))}))
    async with running(session) as (app, pilot):
        await press(app, pilot, "y", "X", "enter")
        assert len([one for one in history.steps(session, named(session, "Mail")) if one.husk]) == 0
        await press(app, pilot, *"purge", "enter")
        assert "1 former state of Mail" in toasts(app)
        assert [one.husk for one in history.steps(session, named(session, "Mail"))] == [False, True]
        await press(app, pilot, "X")
        assert "nothing former" in toasts(app)


# A secret to be copied


async def test_a_new_secret_stays_until_a_clipboard_took_it(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, Run("show-generator"))
        assert "Copy" in screen_text(app)
        await press(app, pilot, "enter")
        # Where nothing takes it, it is still there to be shown.
        assert "no clipboard here" in toasts(app)
        top(app, NewSecret)
        await press(app, pilot, "r", "escape")
        assert isinstance(app.screen, Browse)


# What programs are given


async def test_the_environment_of_a_set_and_of_marked_credentials(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "v")
        assert isinstance(app.screen, EnvironmentPreview)
        assert "SESSION_SECRET" in screen_text(app)
        await press(app, pilot, "e", "escape")
        assert isinstance(app.screen, EnvironmentPreview)
        await press(app, pilot, "q", "q", "slash", *"database", "enter", "space", "space", "v")
        page = top(app, EnvironmentPreview)
        assert page.gives()[0] == "credential"
        text = screen_text(app)
        assert "2 credentials" in text
        assert "PGPASSWORD" in text
        assert "template" in text
        assert page.address == ("environment", *page.gives())


async def test_an_environment_is_written_as_dotenv(tmp_path: Path, clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, "slash", *"Orders", "enter", "v", "O", "enter")
        written = tmp_path / "Orders-database.env"
        assert "PGHOST=db1.example.com" in written.read_text()
        assert "PGPASSWORD=" in written.read_text()
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


async def test_what_collides_is_not_written(tmp_path: Path, clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        app.remembered.folder = str(tmp_path)
        await press(app, pilot, "slash", *"Orders", "enter", "space", "space", "v", "O", "enter")
        assert not [one for one in os.listdir(tmp_path) if one.endswith(".env")]
        assert "PGDATABASE" in toasts(app)


# Running a command


def test_a_command_line_is_split_as_a_shell_would() -> None:
    assert split("sh -c 'echo $A | cat' \"x y\"") == ["sh", "-c", "echo $A | cat", "x y"]
    for wrong in ("", "   ", "'open"):
        with pytest.raises(InvalidValue):
            split(wrong)


async def test_a_command_is_asked_for_and_needs_a_terminal(tmp_path: Path) -> None:
    session = make_vault(tmp_path / "vault.vtv")
    async with running(session) as (app, pilot):
        await press(app, pilot, "exclamation_mark", "enter")
        assert "No program is named" in screen_text(app)
        await press(app, pilot, *"'open", "enter")
        assert "open quote" in screen_text(app)
        app.screen.query_one("#command", Entry).value = "true"
        await press(app, pilot, "enter")
        assert "cannot be left to a program" in toasts(app)
