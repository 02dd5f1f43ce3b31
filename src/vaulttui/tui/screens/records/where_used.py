"""What uses anything that has a name; enter goes there, w asks on."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from vaulttui.errors import NotFound
from vaulttui.operations.uses import Used, used
from vaulttui.operations.where_used import Use
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.text import fit, listed, plain, shown
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_GIVEN: Final = frozenset({"credential", "set"})
_KINDS: Final = {
    "project": ("project", "project"),
    "key": ("set", "set"),
    "feeds": ("credential", "field"),
    "fed": ("credential", "source"),
    "credential": ("credential", "credential"),
    "set": ("set", "set"),
    "folder": ("project", "folder"),
    "type": ("type", "type"),
    "remote": ("remote", "remote"),
    "login": ("remote", "remote"),
}
"""By kind of use: the kind of record it leads to, and the word for it."""


def lost(uses: Sequence[Use]) -> str:
    """A sentence on what would notice that something is gone; empty for nothing."""
    names = dict.fromkeys(use.name for use in uses if use.kind != "fed")
    return f"It was used by {listed(names)}. " if names else ""


class Uses(RowLines[Use]):
    """One use per line."""

    empty = "Nothing uses it."
    _longest = 0

    def show(self, rows: Sequence[Use]) -> None:
        """Show other rows."""
        self.rows = rows
        self._longest = max((cell_len(shown(one.name, 200)) for one in rows), default=0)
        self.changed()

    def line(self, index: int, width: int) -> list[Part]:
        """Kind, name, and in which way."""
        use = self.rows[index]
        name = fit(shown(use.name, 200), min(self._longest, (width - 16) // 2))
        word = _KINDS[use.kind][1]
        return [(f" {word:<12}", "dim"), (name + "  ", ""), (_way(use), "dim")]


class WhereUsed(TableScreen):
    """All uses of one thing, or of one field."""

    place = Place.WHERE_USED
    BINDINGS = bindings(Place.WHERE_USED)
    note = "Enter goes there; w asks the same of it."

    def __init__(self, kind: str, record_id: str, field: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._record_id = record_id
        self._field_id = field
        self._newest = Newest[Used](self)

    def make_lines(self) -> Lines:
        """The list."""
        return Uses()

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("where-used", self._kind, self._record_id, self._field_id)

    def vault_changed(self) -> None:
        """Look again, off the screen's thread: a tag may be on everything."""
        session = self.vault.open_session
        asked = (self._kind, self._record_id, self._field_id)
        self._newest.ask(lambda: _used(session, *asked), self._show)

    def _show(self, found: Used) -> None:
        number = f" · {len(found.uses):,}" if found.uses else ""
        title = plain(f"Where {found.name} is used{number}", 140)
        self.query_one(".frame").border_title = title
        self.query_one(Uses).show(found.uses)
        self.look_beside()

    def meaning(self) -> Meaning | None:
        """In which way it is used there, in full."""
        use = self.query_one(Uses).selected
        if use is None:
            return None
        ways = "enter goes there, w asks what uses that in turn."
        return Meaning(_KINDS[use.kind][1].capitalize(), use.name, _way(use), (ways,))

    def pointed(self) -> tuple[str, ...]:
        """What the cursor stands on, to ask on from there."""
        use = self.query_one(Uses).selected
        return (_KINDS[use.kind][0], use.id) if use else ()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go there."""
        event.stop()
        use = self.query_one(Uses).rows[event.index]
        keys = {
            "credential": use.field,
            "folder": f"folder {use.name}",
            "project": f"{self._kind} {self._record_id}" if self._kind in _GIVEN else "",
            "key": f"key {use.detail}",
            "feeds": use.detail,
            "remote": "" if use.field else f"{self._kind} {self._record_id}",
        }
        self.go_to(_KINDS[use.kind][0], use.id, keys.get(use.kind, ""))


def _way(use: Use) -> str:
    ways = {
        "project": shown(use.detail, 200),
        "key": f"its {shown(use.field, 80)} is the key {shown(use.detail, 140)}",
        "feeds": f"it feeds {shown(use.detail, 140)}",
        "fed": f"feeds {shown(use.field, 140)}",
        "credential": f"{use.detail} {shown(use.field, 80)}".strip(),
        "set": shown(use.detail or "only it sees the set", 200),
        "folder": "means it",
        "type": shown(use.detail, 200),
        "remote": _goes(use),
        "login": f"its {shown(use.field, 80)} logs in there",
    }
    return ways[use.kind]


def _goes(use: Use) -> str:
    """Where a value goes that is bound itself, or is a key of a set that is."""
    detail = shown(use.detail, 140)
    return f"its {shown(use.field, 80)} is {detail}" if use.field else f"bound to it {detail}"


def _used(session: Session, kind: str, record_id: str, part: str) -> Used:
    try:
        return used(session, kind, record_id, part)
    except NotFound:
        return Used("what is gone", [])
