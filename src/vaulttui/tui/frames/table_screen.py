"""A screen that is one list under a title: trash, history, activity, help."""

from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.aside import Aside, Meaning
from vaulttui.tui.widgets.lines import Lines

_BROAD: Final = 130
"""From so many columns on, there is room beside a list."""


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
        """A frame around the list, and what its lines mean beside it."""
        with Horizontal(id="beside"):
            with Vertical(classes="frame") as frame:
                frame.border_title = plain(self.heading, 100)
                yield from self.above()
                if self.note:
                    yield Static(plain(self.note, 400), classes="note")
                yield self.make_lines()
            yield Aside()
        yield KeyBar(self.place)

    def on_resize(self, event: events.Resize) -> None:
        """What a line means is told where the list keeps its room."""
        self.set_class(event.size.width >= _BROAD, "-broad")

    def meaning(self) -> Meaning | None:
        """What the line under the cursor means, if there is more to say than the line does."""
        return None

    def look_beside(self) -> None:
        """Tell it, beside the list."""
        self.query_one(Aside).show(self.meaning())

    def on_mount(self) -> None:
        """Fill it, and stand in it."""
        self.vault_changed()
        self.query_one(Lines).focus()
        self.look_beside()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing stays revealed when the cursor moves; another line means something else."""
        event.stop()
        self.hide_secrets()
        self.look_beside()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Nothing to open."""
        event.stop()
