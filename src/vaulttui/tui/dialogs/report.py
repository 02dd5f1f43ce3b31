"""What came of something, to be read: sections of lines above a screen."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import Page, PageSheet


class Report(VaultModal[None]):
    """A page, and one button that goes on."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")

    def __init__(self, title: str, page: Page) -> None:
        super().__init__()
        self._title = title
        self._page = page

    def compose(self) -> ComposeResult:
        """The page in a frame."""
        with Vertical(classes="box report") as box:
            box.border_title = plain(self._title, 60)
            yield PageSheet()
            with Horizontal(classes="buttons"):
                yield Button("Close", variant="primary", id="leave", compact=True)

    def on_mount(self) -> None:
        """Show it, from the top."""
        sheet = self.query_one(PageSheet)
        sheet.show(self._page)
        sheet.focus()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter goes on."""
        event.stop()
        self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on."""
        event.stop()
        self.dismiss(None)
