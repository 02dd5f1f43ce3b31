"""The list of credentials: one line each, drawn only where it is seen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.domain.credentials import CredentialRow
from vaulttui.domain.search import Query
from vaulttui.tui.matches import marked
from vaulttui.tui.text import expiry, fit, short_span, shown
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.row_lines import RowLines

_TYPE_WIDTH: Final = 16
_TAGS_WIDTH: Final = 22
_AGE_WIDTH: Final = 5
_BOTH_FROM: Final = 60
_SOON_MS: Final = 30 * 86_400_000
_ALL: Final = Query()


def _nowhere(_row: CredentialRow, _words: Sequence[str], _seen: Sequence[str]) -> str:
    return ""


class ItemList(RowLines[CredentialRow]):
    """Rows of credentials; takes 100,000 of them as easily as ten."""

    def __init__(self) -> None:
        super().__init__("list")
        self.now = 0
        self.marked: set[str] = set()
        self.sought = Query()
        self.badges: Mapping[str, Part] = {}
        """What is said of how remotes stand, by a row's id; of most rows nothing."""
        self.elsewhere: Callable[[CredentialRow, Sequence[str], Sequence[str]], str] = _nowhere

    def show(
        self,
        rows: Sequence[CredentialRow],
        now: int,
        keep: str = "",
        *,
        stay: bool = False,
        query: Query = _ALL,
    ) -> None:
        """Show other rows, with the cursor on ``keep``; without it at the top, or where it is.

        What ``query`` found is marked.
        """
        self.sought = query
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
        flags = self._flags(row, width)
        columns, seen = self._columns(row, width)
        taken = sum(cell_len(text) for text, _ in (*columns, *flags)) + 2
        mark = ("✓", "good") if row.id in self.marked else (" ", "")
        name = self._named(row, max(6, width - taken), seen)
        return [mark, *name, (" ", ""), *flags, *columns]

    def _columns(self, row: CredentialRow, width: int) -> tuple[list[Part], list[str]]:
        """What stands right of the name, and which of it can have been found."""
        columns: list[Part] = []
        seen = []
        if width >= 44:
            kind, words = shown(row.type_id, 60), self.sought.sought_in("type")
            columns += [*marked(kind, _TYPE_WIDTH, words, "dim"), (" ", "")]
            seen.append("type")
        if width >= 74:
            tags, words = shown(", ".join(row.tags), 120), self.sought.sought_in("tag")
            columns += [*marked(tags, _TAGS_WIDTH, words, "accent"), (" ", "")]
            seen.append("tags")
        if width >= 34:
            columns.append((fit(short_span(max(0, self.now - row.updated_at)), _AGE_WIDTH), "dim"))
        return columns, seen

    def _named(self, row: CredentialRow, width: int, seen: Sequence[str]) -> list[Part]:
        """The name; where it was found by something else, that stands behind it if it fits."""
        name, words = shown(row.name), self.sought.sought_in("name")
        where = self.elsewhere(row, self.sought.words, seen) if self.sought.words else ""
        left = width - cell_len(name) - 2
        if not where or cell_len(where) > left:
            return marked(name, width, words)
        return [*marked(name, cell_len(name), words), ("  ", ""), (fit(where, left), "dim")]

    def _flags(self, row: CredentialRow, width: int) -> list[Part]:
        """What asks for attention; how remotes stand where there is room for both."""
        flag, badge = self._flag(row), self.badges.get(row.id)
        if badge is None or (flag[0] and width < _BOTH_FROM):
            return [flag]
        return [flag, (f"{badge[0]} ", badge[1])]

    def _flag(self, row: CredentialRow) -> Part:
        if row.conflicted:
            return "≠ conflict ", "bad"
        if row.expires_at is None or row.expires_at - self.now > _SOON_MS:
            return "", ""
        if row.expires_at <= self.now:
            return "! expired ", "bad"
        left = short_span(row.expires_at - self.now)
        return f"! {left} left ", expiry(row.expires_at, self.now)[1]
