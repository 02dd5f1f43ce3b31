"""The bar names the keys that count where one is, and the asides what a line means."""

from pathlib import Path

import pytest

from tests.tui.samples import WIDE, Run, login, make_vault, press, running, screen_text, settle
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.widgets.aside import Aside


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """One login."""
    session = make_vault(tmp_path / "vault.vtv")
    login(session, "Wiki")
    return session


def bar(app: VaultApp) -> str:
    """The bottom line."""
    return screen_text(app).splitlines()[-1].strip()


async def test_where_one_types_only_keys_that_are_no_text_are_named(session: Session) -> None:
    async with running(session) as (app, pilot):
        assert "r Reveal" in bar(app)
        await press(app, pilot, "slash")
        assert bar(app) == "enter To the list  ^p Palette  ^l Lock  ^o Jump  esc Clear  ^q Quit"
        await press(app, pilot, "escape")
        assert "r Reveal" in bar(app)


async def test_enter_is_named_by_the_button_in_focus(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-sets"), "n")
        assert bar(app).startswith("enter Create")
        await press(app, pilot, "shift+tab")
        assert bar(app).startswith("enter Cancel")


async def test_enter_is_done_by_a_click_in_the_bar(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(app, pilot, Run("show-organizations"), "n", "tab", "tab", "tab")
        assert bar(app).startswith("enter Cancel")
        await pilot.click("KeyBar", offset=(2, 0))
        await settle(app, pilot)
        assert bar(app).startswith("/ Filter")


@pytest.mark.parametrize(("size", "seen"), [(WIDE, True), ((100, 30), False)])
async def test_what_a_line_means_stands_beside_it_where_there_is_room(
    session: Session, size: tuple[int, int], *, seen: bool
) -> None:
    async with running(session, size=size) as (app, pilot):
        await press(app, pilot, Run("show-settings"))
        assert app.screen.query_one(Aside).display is seen
        assert ("In the file it is called reveal_seconds." in screen_text(app)) is seen
        await press(app, pilot, "down")
        assert ("clipboard_seconds" in screen_text(app)) is seen
