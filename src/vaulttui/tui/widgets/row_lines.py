"""A list of things, one to a line."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from vaulttui.tui.widgets.lines import Lines

T = TypeVar("T")


class RowLines(Lines, Generic[T]):
    """Subclasses say how one of its ``rows`` looks; what shows others calls ``changed``."""

    def __init__(self, pane: str | None = None) -> None:
        super().__init__(id=pane)
        self.rows: Sequence[T] = ()

    @property
    def count(self) -> int:
        """One line each."""
        return len(self.rows)

    @property
    def selected(self) -> T | None:
        """What the cursor stands on."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None
