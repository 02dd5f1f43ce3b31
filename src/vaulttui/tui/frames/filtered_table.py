"""A screen that is one list under a title, with a filter over it."""

from textual.app import ComposeResult
from textual.widgets import Input

from vaulttui.tui.frames.filtering import Filtering
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.trouble import Trouble


class FilteredTable(Filtering, TableScreen):
    """Subclasses let ``vault_changed`` show what fits ``filter_entry``."""

    def make_filter(self) -> FilterEntry:
        """Where the filter is typed."""
        return FilterEntry(placeholder="words; ↑ former ones")

    def above(self) -> ComposeResult:
        """The filter, and what is wrong with it."""
        yield self.make_filter()
        yield Trouble("filter-trouble")

    def count(self, shown: int, total: int) -> None:
        """Tell in the title how many there are, and of how many."""
        of_all = f" of {total:,}" if shown != total else ""
        frame = self.query_one(".frame")
        frame.border_title = plain(f"{self.heading} · {shown:,}{of_all}", 100)

    def go_to_list(self) -> None:
        """Stand in it."""
        self.query_one(Lines).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter at each key."""
        event.stop()
        self.query_one(KeyBar).refresh()
        self.vault_changed()

    def action_back(self) -> None:
        """From a filter to everything, from there back."""
        if not self.clear_filter():
            self.dismiss(None)
