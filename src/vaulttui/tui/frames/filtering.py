"""A screen with a filter over its list."""

from textual import events
from textual.widgets import Input

from vaulttui.errors import VaulttuiError
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import words
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.trouble import Trouble


class Filtering(VaultScreen[None]):
    """Subclasses show what fits ``filter_entry`` when that changes."""

    def go_to_list(self) -> None:
        """Put the focus into the list."""
        raise NotImplementedError

    @property
    def filter_entry(self) -> FilterEntry:
        """Where the filter is typed."""
        return self.query_one(FilterEntry)

    def say_trouble(self, error: VaulttuiError | None) -> None:
        """Say why a filter cannot be read, or nothing."""
        self.query_one(Trouble).say(words(error) if error else "")

    def action_filter(self) -> None:
        """Type a filter."""
        self.filter_entry.add_class("-used")
        self.filter_entry.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on in the list."""
        event.stop()
        self.leave_filter()

    def on_key(self, event: events.Key) -> None:
        """Down goes from the filter into the list."""
        if event.key == "down" and self.focused is self.filter_entry:
            event.stop()
            event.prevent_default()
            self.leave_filter()

    def leave_filter(self) -> None:
        """Go from the filter into the list."""
        self.filter_entry.remember()
        self.filter_entry.set_class(bool(self.filter_entry.value), "-used")
        self.go_to_list()

    def clear_filter(self) -> bool:
        """Take the filter away; False where there was none."""
        entry = self.filter_entry
        was = bool(entry.value) or self.focused is entry
        entry.remember()
        entry.value = ""
        if was:
            self.leave_filter()
        return was
