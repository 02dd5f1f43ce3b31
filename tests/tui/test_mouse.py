"""The mouse goes where keys go: frames of panes, and out of what lies above a screen."""

from tests.tui.samples import USUAL, WIDE, Clock, press, running, sample_session, settle, top
from vaulttui.tui.dialogs.jump import Jump, Letter
from vaulttui.tui.dialogs.palette import Palette
from vaulttui.tui.screens.browse.browse import Browse


async def test_a_click_on_a_title_goes_to_the_pane(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        screen = top(app, Browse)
        for name in ("detail", "sidebar", "list"):
            at = screen.query_one(f"#{name}-pane").region
            await pilot.click(offset=(at.x + 3, at.y))
            await settle(app, pilot)
            assert app.focused is screen.query_one(f"#{name}")


async def test_where_one_pane_is_seen_its_title_offers_the_others(clock: Clock) -> None:
    async with running(sample_session(clock), USUAL) as (app, pilot):
        await pilot.click(offset=(3, 0))
        await settle(app, pilot)
        letters = top(app, Jump).query(Letter)
        sidebar = next(one.region for one in letters if "sidebar" in one.text)
        await pilot.click(offset=(sidebar.x + 1, sidebar.y))
        await settle(app, pilot)
        assert app.focused is top(app, Browse).query_one("#sidebar")


async def test_a_click_beside_the_palette_leaves_it(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        palette = top(app, Palette)
        box = palette.query_one(".box").region
        await pilot.click(offset=(box.x, box.y))
        await settle(app, pilot)
        assert app.screen is palette
        await pilot.click(offset=(box.x - 3, box.y))
        await settle(app, pilot)
        top(app, Browse)
