"""What is typed at once behind a command belongs to what the command opens, in its order."""

import pytest
from textual import events

from tests.tui.samples import Clock, running, sample_session, settle, top
from vaulttui.tui.app import VaultApp
from vaulttui.tui.dialogs.palette import Palette
from vaulttui.tui.dialogs.picker import ChoiceList
from vaulttui.tui.key_order import KeyOrder
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.browse.type_chooser import TypeChooser
from vaulttui.tui.screens.records.sets import Sets
from vaulttui.tui.widgets.entry import Entry

NAMES = {"slash": "/", "ctrl+p": None, "enter": None, "escape": None, "tab": None}


def typed_at_once(app: VaultApp, *keys: str) -> None:
    """All keys in one read of the terminal: none waits for what another does."""
    for key in keys:
        app.post_message(events.Key(key, NAMES.get(key, key)))


async def test_behind_the_slash(clock: Clock) -> None:
    """The x of /xmas moved the credential under the cursor to the trash."""
    session = sample_session(clock)
    before = [row.name for row in session.view.rows()]
    async with running(session) as (app, pilot):
        typed_at_once(app, "slash", *"xmas")
        await settle(app, pilot)
        assert top(app, Browse).filter_entry.value == "xmas"
        assert [row.name for row in session.view.rows()] == before


@pytest.mark.parametrize(
    ("key", "screen"), [("n", TypeChooser), ("ctrl+p", Palette)], ids=["new", "palette"]
)
async def test_behind_what_opens_a_screen(
    key: str, screen: type[TypeChooser | Palette], clock: Clock
) -> None:
    session = sample_session(clock)
    before = [row.name for row in session.view.rows()]
    async with running(session) as (app, pilot):
        typed_at_once(app, key, *"xdlogin")
        await settle(app, pilot)
        assert top(app, screen).query_one(Entry).value == "xdlogin"
        assert [row.name for row in session.view.rows()] == before


async def test_a_whole_way_in_one_go(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        typed_at_once(app, "ctrl+p", *"showsets", "escape", "slash", *"mail", "enter", "l")
        await settle(app, pilot)
        assert top(app, Browse).filter_entry.value == "mail"
        assert app.focused is top(app, Browse).detail


async def test_behind_an_answer(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        typed_at_once(app, "ctrl+p")
        await settle(app, pilot)
        top(app, Palette).query_one(Entry).value = "show the sets"
        await settle(app, pilot)
        assert top(app, Palette).query_one(ChoiceList).count
        typed_at_once(app, "enter", "slash", "x")
        await settle(app, pilot)
        assert top(app, Sets).filter_entry.value == "x"


async def test_a_paste_keeps_its_place_among_the_keys(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        typed_at_once(app, "slash", "a")
        app.post_message(events.Paste("bcd"))
        typed_at_once(app, "e")
        await settle(app, pilot)
        assert top(app, Browse).filter_entry.value == "abcde"


async def test_textual_still_tells_who_waits(clock: Clock) -> None:
    """Whether a widget waits is read from where Textual keeps it: it must still be there."""
    async with running(sample_session(clock)) as (app, _):
        order = KeyOrder(app)
        assert order._quiet()
        app.screen.call_later(lambda: None)
        assert not order._quiet()
