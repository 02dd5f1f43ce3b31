"""A screen that is one list under a title: trash, history, activity, help."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.lines import Lines


class TableScreen(VaultScreen[None]):
    """Subclasses make the list, and fill it when the vault changes."""

    CSS_PATH = style("table_screen")
    heading = ""
    note = ""

    def make_lines(self) -> Lines:
        """The list."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """What stands over the list."""
        yield from ()

    def compose(self) -> ComposeResult:
        """A frame around the list."""
        with Vertical(classes="frame") as frame:
            frame.border_title = plain(self.heading, 100)
            yield from self.above()
            if self.note:
                yield Static(plain(self.note, 400), classes="note")
            yield self.make_lines()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Fill it, and stand in it."""
        self.vault_changed()
        self.query_one(Lines).focus()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing stays revealed when the cursor moves."""
        event.stop()
        self.hide_secrets()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Nothing to open."""
        event.stop()
