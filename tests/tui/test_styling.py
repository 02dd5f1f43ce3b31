"""What the tests remember of style sheets is what Textual would say."""

from textual.widget import Widget

from tests.tui import styling
from tests.tui.samples import Clock, press, running, sample_session, settle
from vaulttui.tui.app import VaultApp


def differing(app: VaultApp) -> list[str]:
    """The widgets that look otherwise when Textual is asked anew."""
    found = []
    for node in [one for screen in app.screen_stack for one in screen.walk_children(Widget)]:
        before = dict(node.styles.base._rules)
        styling.APPLY(app.stylesheet, node)
        if node.styles.base._rules != before:
            found.append(repr(node))
    return found


async def test_styles_from_memory_are_those_of_the_sheet(clock: Clock) -> None:
    for _ in range(2):  # the second app finds all of it in memory
        async with running(sample_session(clock)) as (app, pilot):
            for keys in (("down",), ("e",), ("tab", "x"), ("escape",)):
                await press(app, pilot, *keys)
                assert not differing(app)


async def test_what_changes_is_not_taken_for_what_it_was(clock: Clock) -> None:
    async with running(sample_session(clock)) as (app, pilot):
        await press(app, pilot, "e")
        for widget in app.screen.query(Widget):
            widget.disabled = widget.can_focus and not widget.has_focus
        await settle(app, pilot)
        assert not differing(app)
        app.theme = "textual-light"
        await settle(app, pilot)
        assert not differing(app)
