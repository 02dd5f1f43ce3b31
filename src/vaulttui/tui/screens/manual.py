"""The manual: its pages on the left, one of them to be read, and a search in the text of all."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from vaulttui.operations import manual
from vaulttui.tui.commands import Command, Place, bindings
from vaulttui.tui.frames.collection import Row, Rows
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.position import Address
from vaulttui.tui.styles import style
from vaulttui.tui.text import counted
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.manual_sheet import ManualSheet, hits
from vaulttui.tui.widgets.markdown import set_page

_USUAL = 80


class Manual(Panes):
    """What is searched narrows the pages; enter goes from hit to hit in the one that is read."""

    place = Place.MANUAL
    BINDINGS = bindings(Place.MANUAL)
    CSS_PATH = style("manual")

    def __init__(self, page: str = "") -> None:
        super().__init__()
        self._page = page
        self._pages = manual.pages()
        self._lines = {name: set_page(text, _USUAL) for name, text in self._pages.items()}

    def compose(self) -> ComposeResult:
        """The search above, pages and text below."""
        yield FilterEntry(placeholder="words in the text of all pages")
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield Rows()
            with Vertical(id="detail-pane", classes="pane"):
                yield ManualSheet()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Show the pages; the one that was asked for is read at once."""
        self._show(self._page)
        self.go_to_pane("detail" if self._page in self._pages else "list")

    @property
    def address(self) -> Address:
        """Opened again after a lock, at the page that was read."""
        return ("manual", self.selected_id if self.focused is self.detail else "")

    @property
    def selected_id(self) -> str:
        """The page's name."""
        return self.query_one(Rows).selected_id

    @property
    def detail(self) -> ManualSheet:
        """The page."""
        return self.query_one(ManualSheet)

    @property
    def _words(self) -> list[str]:
        return self.filter_entry.value.casefold().split()

    def title_of(self, command: Command) -> str:
        """What is filtered here is the text."""
        return "Search" if command.id == "filter" else super().title_of(command)

    # Showing

    def fill(self) -> None:
        """Show what holds the words: the page that is read if it does, else the best."""
        self._show(self.selected_id if self._pane == "detail" or not self._words else "")

    def _show(self, keep: str) -> None:
        words = self._words
        rows = [
            Row(name, manual.title_of(self._pages[name]), note)
            for name, note in (self._found(words) if words else self._all)
        ]
        lines = self.query_one(Rows)
        lines.empty = ManualSheet.empty
        lines.show(rows, keep)
        of_all = f" of {len(self._pages)}" if len(rows) != len(self._pages) else ""
        self.entitle("list", f"Manual · {counted(len(rows), 'page')}{of_all}")
        self._show_page()

    @property
    def _all(self) -> list[tuple[str, str]]:
        return [(name, name) for name in self._pages]

    def _found(self, words: list[str]) -> list[tuple[str, str]]:
        """The pages that hold the words, and in how many lines; most in one line come first."""
        fits = [
            (name, *hits(self._lines[name], words))
            for name, text in self._pages.items()
            if all(word in text.casefold() for word in words)
        ]
        fits.sort(key=lambda one: (not one[2], -len(one[1])))
        return [(name, counted(len(lines), "line")) for name, lines, _ in fits]

    def _show_page(self) -> None:
        name = self.selected_id
        self.entitle("detail", f"vaulttui help {name}" if name else "Page")
        self.detail.show(name, self._pages.get(name, ""), self._words)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Follow the list's cursor."""
        event.stop()
        if event.lines.id == "list":
            self._show_page()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Read the page."""
        event.stop()
        self.go_to_pane("detail")

    # Searching

    def action_filter(self) -> None:
        """Search; what is read stays in sight."""
        self.filter_entry.add_class("-used")
        self.filter_entry.focus()

    def go_to_list(self) -> None:
        """Go on where the search began, or in the page that was found."""
        self.go_to_pane(self._pane or "list")

    def action_escape(self) -> None:
        """Clear the search, else to the list, else back."""
        if not self.clear_filter():
            self.action_back()

    def action_back(self) -> None:
        """From the page to the list, from a search to everything, from there back."""
        if self.focused is self.detail:
            self.go_to_pane("list")
        elif not self.clear_filter():
            self.dismiss(None)
