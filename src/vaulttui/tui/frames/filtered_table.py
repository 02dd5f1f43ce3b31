"""A screen that is one list under a title, with a filter over it."""

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from vaulttui.errors import InvalidValue
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.text import plain, words
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.trouble import Trouble


class FilteredTable(TableScreen):
    """Subclasses let ``vault_changed`` show what fits ``filter_entry``."""

    def make_filter(self) -> FilterEntry:
        """Where the filter is typed."""
        return FilterEntry(placeholder="words; ↑ former ones")

    def above(self) -> ComposeResult:
        """The filter, and what is wrong with it."""
        yield self.make_filter()
        yield Trouble("filter-trouble")

    @property
    def filter_entry(self) -> FilterEntry:
        """Where the filter is typed."""
        return self.query_one(FilterEntry)

    def say_trouble(self, error: InvalidValue | None) -> None:
        """Say why a filter cannot be read, or nothing."""
        self.query_one(Trouble).say(words(error) if error else "")

    def count(self, shown: int, total: int) -> None:
        """Tell in the title how many there are, and of how many."""
        of_all = f" of {total:,}" if shown != total else ""
        frame = self.query_one(".frame")
        frame.border_title = plain(f"{self.heading} · {shown:,}{of_all}", 100)

    def action_filter(self) -> None:
        """Type a filter."""
        self.filter_entry.add_class("-used")
        self.filter_entry.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter at each key."""
        event.stop()
        self.query_one(KeyBar).refresh()
        self.vault_changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on in the list."""
        event.stop()
        self._leave_filter()

    def on_key(self, event: events.Key) -> None:
        """Down goes from the filter into the list."""
        if event.key == "down" and self.focused is self.filter_entry:
            event.stop()
            event.prevent_default()
            self._leave_filter()

    def _leave_filter(self) -> None:
        entry = self.filter_entry
        entry.remember()
        entry.set_class(bool(entry.value), "-used")
        self.query_one(Lines).focus()

    def action_back(self) -> None:
        """From a filter to everything, from there back."""
        entry = self.filter_entry
        if entry.value or self.focused is entry:
            entry.remember()
            entry.value = ""
            self._leave_filter()
        else:
            self.dismiss(None)
