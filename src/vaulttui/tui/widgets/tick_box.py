"""A box to tick."""

from typing import Any

from textual.widgets import Checkbox


class TickBox(Checkbox):
    """Told by its form as well, not by its colour alone, whether it is ticked."""

    def __init__(self, label: Any, value: bool = False, **options: Any) -> None:
        super().__init__(label, value, **options)
        self._mark()

    def _mark(self) -> None:
        """A cross, or nothing."""
        self.BUTTON_INNER = "X" if self.value else " "

    def watch_value(self) -> None:
        """Show it."""
        self._mark()
        super().watch_value()
