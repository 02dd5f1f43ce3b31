"""The list of credentials: one line each, drawn only where it is seen."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.domain.credentials import CredentialRow
from vaulttui.tui.text import expiry, fit, short_span, shown
from vaulttui.tui.widgets.lines import Lines, Part

_TYPE_WIDTH: Final = 16
_TAGS_WIDTH: Final = 22
_AGE_WIDTH: Final = 5
_SOON_MS: Final = 30 * 86_400_000


class ItemList(Lines):
    """Rows of credentials; takes 100,000 of them as easily as ten."""

    def __init__(self) -> None:
        super().__init__(id="list")
        self.rows: Sequence[CredentialRow] = ()
        self.now = 0
        self.marked: set[str] = set()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def selected(self) -> CredentialRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def show(
        self, rows: Sequence[CredentialRow], now: int, keep: str = "", *, stay: bool = False
    ) -> None:
        """Show other rows, with the cursor on ``keep``; without it at the top, or where it is."""
        self.rows = rows
        self.now = now
        self.changed(self._position(keep, self.cursor if stay else 0))

    def mark(self) -> None:
        """Mark the row under the cursor, or do not, and go on to the next."""
        row = self.selected
        if row is not None:
            self.marked ^= {row.id}
            self.refresh_lines(self.cursor)
            self.action_move_down()

    def _position(self, row_id: str, otherwise: int = 0) -> int:
        # The row mostly stands near where it stood; only then is the whole list searched.
        near = range(max(0, self.cursor - 1), min(len(self.rows), self.cursor + 2))
        for at in near:
            if self.rows[at].id == row_id:
                return at
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), otherwise)

    def select(self, row_id: str) -> None:
        """Put the cursor on a row."""
        self.cursor = self._position(row_id)

    def line(self, index: int, width: int) -> list[Part]:
        """Name, type, tags and age, as many as the width allows."""
        row = self.rows[index]
        flag, style = self._flag(row)
        columns: list[Part] = []
        if width >= 44:
            columns.append((fit(shown(row.type_id, 60), _TYPE_WIDTH) + " ", "dim"))
        if width >= 74:
            columns.append((fit(shown(", ".join(row.tags), 120), _TAGS_WIDTH) + " ", "accent"))
        if width >= 34:
            columns.append((fit(short_span(max(0, self.now - row.updated_at)), _AGE_WIDTH), "dim"))
        taken = sum(cell_len(text) for text, _ in columns) + cell_len(flag) + 2
        name = fit(shown(row.name), max(6, width - taken))
        mark = ("✓", "good") if row.id in self.marked else (" ", "")
        return [mark, (name + " ", ""), (flag, style), *columns]

    def _flag(self, row: CredentialRow) -> Part:
        if row.conflicted:
            return "≠ conflict ", "bad"
        if row.expires_at is None or row.expires_at - self.now > _SOON_MS:
            return "", ""
        if row.expires_at <= self.now:
            return "! expired ", "bad"
        left = short_span(row.expires_at - self.now)
        return f"! {left} left ", expiry(row.expires_at, self.now)[1]
