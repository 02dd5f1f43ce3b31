"""Where a filter is typed: it suggests how to go on, and remembers former ones."""

from collections.abc import Sequence
from typing import Any, Final

from textual import events

from vaulttui.domain.completion import QUALIFIERS, Completion, Known, completion
from vaulttui.tui.text import shown
from vaulttui.tui.widgets.entry import Entry

_MOST: Final = 20


class FilterEntry(Entry):
    """Tab and right take the suggestion; up and down go through what was filtered by before.

    Where nothing is ``known``, nothing is suggested.
    """

    def __init__(self, *, qualifiers: Sequence[str] = QUALIFIERS, **options: Any) -> None:
        super().__init__(id="filter", **options)
        self._qualifiers = qualifiers
        self.known: Known | None = None
        self._completion: Completion | None = None
        self._former: list[str] = []
        self._at = 0

    # Suggesting

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        self.suggest()

    def suggest(self) -> None:
        """Show how what is typed may go on."""
        known = self.known
        self._completion = None
        if known is not None:
            self._completion = completion(self.value, known, self._qualifiers)
        rest = shown(self._completion.rest, 80) if self._completion else ""
        self._suggestion = self.value + rest if rest else ""

    @property
    def suggested(self) -> bool:
        """Whether there is a suggestion to take."""
        return self.has_focus and bool(self._suggestion)

    def take(self) -> bool:
        """Take the suggestion; False where there is none to take."""
        if self._completion is None or not (self.cursor_at_end and self._suggestion):
            return False
        self.value = self._completion.whole
        self.cursor_position = len(self.value)
        return True

    def action_cursor_right(self, select: bool = False) -> None:
        """Take the suggestion, or move."""
        if select or not self.take():
            super().action_cursor_right(select)

    async def on_key(self, event: events.Key) -> None:
        """Tab takes the suggestion, up and down the former filters; else they leave."""
        taken = (
            (event.key == "tab" and self.take())
            or (event.key == "up" and self._recall(-1))
            or (event.key == "down" and self._recall(1))
        )
        if taken:
            event.stop()
            event.prevent_default()

    # Remembering

    def remember(self) -> None:
        """Keep what is typed for the up arrow."""
        text = self.value.strip()
        if text:
            self._former = [*(one for one in self._former if one != text), text][-_MOST:]
        self._at = len(self._former)

    def _recall(self, by: int) -> bool:
        """Put a former filter, or behind the last nothing; False where there is no other."""
        at = self._at + by
        if not 0 <= at <= len(self._former):
            return False
        self._at = at
        self.value = self._former[at] if at < len(self._former) else ""
        self.cursor_position = len(self.value)
        return True
