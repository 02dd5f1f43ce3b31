"""The settings' screen: what it changes counts at once, and stands in the file."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.samples import (
    Run,
    make_vault,
    press,
    running,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui import settings
from vaulttui.settings import Settings
from vaulttui.tui.commands import BY_ID, COMMANDS
from vaulttui.tui.dialogs.key_capture import KeyCapture
from vaulttui.tui.remapping import TAKEN, as_usual, keys_in, troubles, with_key
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.settings import SettingsScreen
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.page import PageSheet


async def test_a_number_counts_at_once_and_is_written(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        app.screen.query_one(PageSheet).go_to("setting lock_minutes")
        await press(app, pilot, "enter")
        app.screen.query_one("#lock_minutes", Entry).value = "7"
        await press(app, pilot, "enter")
        assert "7 minutes        (changed)" in screen_text(app)
        assert app.idle.limit == 7 * 60
    assert settings.load().lock_minutes == 7


async def test_what_is_no_number_of_minutes_is_told(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        for typed in ("0", "many", "-3", "1.5"):
            app.screen.query_one(PageSheet).go_to("setting lock_minutes")
            await press(app, pilot, "e")
            assert "from 1 to 1440" not in screen_text(app), typed
            app.screen.query_one("#lock_minutes", Entry).value = typed
            await press(app, pilot, "enter")
            assert "from 1 to 1440" in screen_text(app), typed
            assert app.settings.lock_minutes == Settings().lock_minutes, typed
            assert settings.load() == Settings(), typed
            await press(app, pilot, "escape")


async def test_what_another_program_wrote_meanwhile_stays(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        settings.save(Settings(clipboard_seconds=99, unknown={"future": 1}))
        await press(app, pilot, Run("theme"))
        assert app.theme == "light"
    assert settings.load() == Settings(clipboard_seconds=99, theme="light", unknown={"future": 1})


async def test_a_key_is_given_by_pressing_it(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        app.screen.query_one(PageSheet).go_to("command filter")
        await press(app, pilot, "enter", "escape")
        assert settings.load().keys == {}
        await press(app, pilot, "enter", "Z", "enter", "q")
        assert "Z Filter" in screen_text(app)
        await press(app, pilot, "Z")
        assert top(app, Browse).focused is top(app, Browse).filter_entry
    assert settings.load().keys == {"filter": "Z"}


async def test_who_takes_a_key_is_told_whose_it_was_and_gives_theirs(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        app.screen.query_one(PageSheet).go_to("command reveal")
        await press(app, pilot, "enter", "c")
        assert "c is Copy. If you take it, that has: Copy r." in screen_text(app)
        await press(app, pilot, "enter")
        assert app.settings.keys == {"reveal": "c", "copy": "r"}
        app.screen.query_one(PageSheet).go_to("command reveal")
        await press(app, pilot, "minus")
        assert app.settings.keys == {}


async def test_keys_that_others_take_are_refused(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        for key in ("ctrl+z", "ctrl+b", "tab"):
            app.screen.query_one(PageSheet).go_to("command reveal")
            await press(app, pilot, "enter")
            assert TAKEN[key] not in screen_text(app), key
            await press(app, pilot, key)
            assert TAKEN[key] in screen_text(app), key
            await press(app, pilot, "enter")
            assert isinstance(app.screen, KeyCapture), key
            assert settings.load().keys == {}, key
            await press(app, pilot, "escape")


async def test_clashes_and_unknown_names_of_the_file_are_told_at_the_start(tmp_path: Path) -> None:
    keys = {"reveal": "c", "fly": "f"}
    chosen = Settings(keys=keys)
    async with running(make_vault(tmp_path / "vault.vtv"), settings=chosen) as (app, _):
        assert "c is Reveal and Copy at once" in toasts(app)
        assert "'fly', which is no command" in toasts(app)


async def test_what_the_palette_changes_is_seen(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        page = app.screen.query_one(PageSheet)
        page.go_to("setting theme")
        await press(app, pilot, Run("theme"))
        assert app.settings.theme != Settings().theme
        row = "".join(text for text, _style in page.line(page.cursor, 80))
        assert f" {app.settings.theme} " in row


async def test_it_opens_again_after_a_lock(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        assert top(app, SettingsScreen).address == ("settings",)
        await settle(app, pilot)


async def test_a_setting_is_found_by_its_words(tmp_path: Path) -> None:
    async with running(make_vault(tmp_path / "vault.vtv")) as (app, pilot):
        await press(app, pilot, Run("show-settings"), "slash", *"where used", "enter")
        sheet = app.screen.query_one(PageSheet)
        assert sheet.key == "command where-used"
        await press(app, pilot, "enter")
        assert isinstance(app.screen, KeyCapture)
        await press(app, pilot, "escape", "slash", *" nowhere", "enter", "e", "minus", "plus")
        assert "nothing of it fits" in screen_text(app)
        await press(app, pilot, "escape")
        assert "Clipboard" in screen_text(app)
    assert settings.load() == Settings()


COMMAND = st.sampled_from(COMMANDS)
KEY = st.sampled_from(["r", "c", "z", "ctrl+k", "slash", "plus", "left", "f"])


@given(st.lists(st.tuples(COMMAND, KEY, st.booleans()), max_size=6))
def test_however_keys_are_given_none_means_two_things(
    changes: list[tuple[object, str, bool]],
) -> None:
    keymap: dict[str, str] = {}
    for command, key, beside in changes:
        keymap = with_key(keymap, command, key, beside=beside)  # type: ignore[arg-type]  # a command
        assert key in keys_in(command, keymap)  # type: ignore[arg-type]  # as above
    assert not list(troubles(keymap))
    for command, _, _ in changes:
        keymap = as_usual(keymap, command)  # type: ignore[arg-type]  # as above
        assert not list(troubles(keymap))


def test_a_usual_key_is_not_written() -> None:
    reveal = BY_ID["reveal"]
    assert with_key({"reveal": "v"}, reveal, "r") == {}
