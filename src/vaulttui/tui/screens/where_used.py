"""What uses a credential, a field or a set; enter goes there."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.errors import NotFound
from vaulttui.operations.where_used import Use, uses_of, uses_of_set
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.text import fit, listed, plain, shown
from vaulttui.tui.widgets.lines import Lines, Part

_KINDS: Final = {
    "project": ("project", "project"),
    "key": ("set", "set"),
    "feeds": ("credential", "field"),
    "fed": ("credential", "source"),
}
"""By kind of use: the kind of record it leads to, and the word for it."""


def lost(uses: Sequence[Use]) -> str:
    """A sentence on what would notice that something is gone; empty for nothing."""
    names = dict.fromkeys(use.name for use in uses if use.kind != "fed")
    return f"It was used by {listed(names)}. " if names else ""


class Uses(Lines):
    """One use per line."""

    empty = "Nothing uses it."

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Use] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def line(self, index: int, width: int) -> list[Part]:
        """Kind, name, and in which way."""
        use = self.rows[index]
        longest = max(cell_len(shown(one.name, 200)) for one in self.rows)
        name = fit(shown(use.name, 200), min(longest, (width - 16) // 2))
        word = _KINDS[use.kind][1]
        return [(f" {word:<12}", "dim"), (name + "  ", ""), (_way(use), "dim")]


class WhereUsed(TableScreen):
    """All uses of one thing, or of one field."""

    place = Place.WHERE_USED
    BINDINGS = bindings(Place.WHERE_USED)
    note = "Enter goes there."

    def __init__(self, kind: str, record_id: str, field: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._record_id = record_id
        self._field_id = field

    def make_lines(self) -> Lines:
        """The list."""
        return Uses()

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("where-used", self._kind, self._record_id, self._field_id)

    def vault_changed(self) -> None:
        """Look again."""
        lines = self.query_one(Uses)
        name, lines.rows = _uses(
            self.vault.open_session, self._kind, self._record_id, self._field_id
        )
        title = plain(f"Where {name} is used", 100)
        self.query_one(".frame").border_title = title
        lines.changed()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go there."""
        event.stop()
        use = self.query_one(Uses).rows[event.index]
        keys = {
            "project": f"{self._kind} {self._record_id}",
            "key": f"key {use.detail}",
            "feeds": use.detail,
        }
        self.go_to(_KINDS[use.kind][0], use.id, keys.get(use.kind, ""))


def _way(use: Use) -> str:
    ways = {
        "project": shown(use.detail, 200),
        "key": f"{shown(use.field, 80)} is the key {shown(use.detail, 140)}",
        "feeds": f"it feeds {shown(use.detail, 140)}",
        "fed": f"feeds {shown(use.field, 140)}",
    }
    return ways[use.kind]


def _uses(session: Session, kind: str, record_id: str, field: str) -> tuple[str, Sequence[Use]]:
    graph = session.view.graph
    if kind == "set" and (found := graph.set(record_id)):
        return graph.full_name(found), uses_of_set(session, found)
    try:
        credential = session.view.credential(record_id)
    except NotFound:
        return "what is gone", ()
    named = f"{credential.name} / {field}" if field else credential.name
    return named, uses_of(session, credential, field or None)
