"""The recovery key on the screen: never copied, and hidden while nobody looks."""

from pathlib import Path

from textual import events

from tests.tui.samples import USUAL, press, running, screen_text, settle
from vaulttui.crypto.keys import TextKey
from vaulttui.secret import Secret
from vaulttui.tui.screens.vault.recovery import Recovery, grouped
from vaulttui.tui.widgets.entry import Entry

LINE = TextKey.write(TextKey.RECOVERY, Secret(bytes(range(32))))
GROUP = grouped(LINE)[3]


async def test_it_is_hidden_while_the_window_is_left(tmp_path: Path) -> None:
    async with running(None, USUAL, path=tmp_path / "none.vtv") as (app, pilot):
        app.push_screen(Recovery(LINE))
        await settle(app, pilot)
        assert GROUP in screen_text(app)
        app.post_message(events.AppBlur())
        await settle(app, pilot)
        assert GROUP not in screen_text(app)
        await pilot.click("#again")
        await settle(app, pilot)
        assert GROUP in screen_text(app)


async def test_it_is_hidden_under_what_asks_for_a_file(tmp_path: Path) -> None:
    async with running(None, (160, 50), path=tmp_path / "none.vtv") as (app, pilot):
        app.push_screen(Recovery(LINE))
        await settle(app, pilot)
        await pilot.click("#save")
        await settle(app, pilot)
        assert GROUP not in screen_text(app)
        await press(app, pilot, "escape")
        assert GROUP not in screen_text(app)


async def test_what_is_typed_back_is_not_copied(tmp_path: Path) -> None:
    async with running(None, USUAL, path=tmp_path / "none.vtv") as (app, pilot):
        app.push_screen(Recovery(LINE))
        await settle(app, pilot)
        await press(app, pilot, "enter", *"VTREC1", "shift+home", "ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        assert app.screen.query_one("#typed", Entry).value == "VTREC1"
