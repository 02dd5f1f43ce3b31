"""Jumping: a letter on each place of whatever screen, and the way there."""

from tests.tui.samples import (
    SMALL,
    USUAL,
    WIDE,
    Clock,
    Run,
    press,
    running,
    sample_session,
    screen_text,
    settle,
    toasts,
    top,
)
from vaulttui.tui.dialogs.jump import LETTERS, Jump, Letter
from vaulttui.tui.dialogs.small_form import SmallForm
from vaulttui.tui.screens.browse.browse import Browse
from vaulttui.tui.screens.records.trash import Trash
from vaulttui.tui.widgets.entry import Entry


def letters(screen: Jump) -> list[str]:
    return [one.text.strip() for one in screen.query(Letter)]


async def test_letters_of_the_panes_and_the_filter(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "f")
        assert letters(top(app, Jump)) == ["a", "s", "d", "f filter"]
        await press(app, pilot, "d")
        assert app.focused is top(app, Browse).detail
        await press(app, pilot, "f", "f")
        assert top(app, Browse).filter_entry.has_focus


async def test_panes_that_are_not_seen_have_letters_with_their_names(clock: Clock) -> None:
    for size in (USUAL, SMALL):
        async with running(sample_session(clock), size) as (app, pilot):
            await press(app, pilot, "f")
            named = {text[2:]: text[0] for text in letters(top(app, Jump))}
            assert named.keys() == {"", "sidebar", "detail", "filter"}
            assert f" {named['detail']} detail " in screen_text(app)
            await press(app, pilot, named["detail"])
            assert app.focused is top(app, Browse).detail


async def test_escape_leaves_and_other_keys_do_nothing(clock: Clock) -> None:
    session = sample_session(clock)
    async with running(session, WIDE) as (app, pilot):
        before = app.focused
        await press(app, pilot, "f", "x", "z", "ctrl+o", "down")
        top(app, Jump)
        await press(app, pilot, "escape")
        assert app.focused is before
        assert len(session.view.trash()) == 0


async def test_the_mouse_takes_a_letter_or_leaves(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "f")
        at = top(app, Jump).query(Letter)[2].region
        await pilot.click(offset=(at.x + 1, at.y))
        await settle(app, pilot)
        assert app.focused is top(app, Browse).detail
        await press(app, pilot, "f")
        await pilot.click(offset=(30, 30))
        await settle(app, pilot)
        assert app.focused is top(app, Browse).detail


async def test_in_forms_by_a_key_that_is_no_letter(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        app.show("sets")
        await settle(app, pilot)
        await press(app, pilot, "n", "f", "ctrl+o")
        jump = top(app, Jump)
        assert len(letters(jump)) == len(app.screen_stack[-2].focus_chain)
        await press(app, pilot, LETTERS[1])
        form = top(app, SmallForm)
        assert app.focused is form.focus_chain[1]
        assert form.query(Entry).first().value == "f"


async def test_where_there_is_one_place_that_is_said(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, Run("show-trash"), "f")
        top(app, Trash)
        assert "nowhere else" in toasts(app)


async def test_another_size_of_the_terminal_leaves(clock: Clock) -> None:
    async with running(sample_session(clock), WIDE) as (app, pilot):
        await press(app, pilot, "f")
        await pilot.resize_terminal(90, 30)
        await settle(app, pilot)
        top(app, Browse)
