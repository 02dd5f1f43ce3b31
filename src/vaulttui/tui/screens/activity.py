"""What changed and what was looked at: when, what, from where; never a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.metadata import text_of
from vaulttui.domain.terms import Terms
from vaulttui.errors import InvalidValue
from vaulttui.operations.activity import EXAMPLES, ActivityRow, activity
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.filtered_table import FilteredTable
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.matches import marked
from vaulttui.tui.position import Address
from vaulttui.tui.text import ago, listed, moment, shown
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_MOST: Final = 500
_EMPTY: Final = "Nothing has happened yet. What is changed and looked at will stand here."
_KIND_FROM, _WHERE_FROM = 110, 90
_VERB, _KIND, _WHERE = 14, 13, 26
_KNOWN: Final = {
    "since": ("7d", "24h", "30d", "1y"),
    "verb": ("edit", "add", "rm", "reveal", "copy", "get", "run", "import", "assign", "bind"),
    "kind": (
        "credential",
        "set",
        "project",
        "organization",
        "type",
        "assignment",
        "source",
        "remote",
        "binding",
    ),
    "by": ("tui", "cli"),
}
_PLACES: Final = frozenset({"credential", "set", "project", "organization", "remote"})


class ActivityLines(RowLines[ActivityRow]):
    """One change or look per line."""

    sought: Sequence[str] = ()
    now = 0

    def line(self, index: int, width: int) -> list[Part]:
        """When, what, of which, from where; what was found is marked."""
        row, sought = self.rows[index], self.sought
        when = moment(row.at) if width >= 60 else ago(row.at, self.now)
        style = "dim" if row.here else ""
        kind = _KIND if width >= _KIND_FROM else 0
        where = _WHERE if width >= _WHERE_FROM else 0
        left = width - 19 - _VERB - kind - where
        return [
            (f" {when:<17}", "dim"),
            *marked(shown(row.told, 40), _VERB, sought, style),
            (" ", ""),
            *marked(shown(row.kind, 40), kind, sought, "dim"),
            *marked(_names(row, bare=bool(kind)), left, sought, style),
            *marked(_where(row), where, sought, "dim"),
        ]


def _names(row: ActivityRow, *, bare: bool) -> str:
    names = listed(row.names) or ("" if bare else shown(row.kind, 40))
    more = row.count - len(row.names)
    if row.fields:
        names += f" / {listed(row.fields)}"
    if row.to:
        names += f" to {shown(row.to, 40)}"
    return f"{names} and {more} more" if more > 0 and len(row.names) <= 3 else names


def _where(row: ActivityRow) -> str:
    return "this machine" if row.here else f"{shown(row.by, 20)} on {shown(row.host, 30)}"


@dataclass(frozen=True, slots=True)
class _Found:
    """What fits a filter, newest first, by which words; or why it cannot be read."""

    rows: Sequence[ActivityRow] = ()
    sought: Sequence[str] = ()
    error: InvalidValue | None = None


class Activity(FilteredTable):
    """The latest first; enter goes to what it was about."""

    place = Place.ACTIVITY
    BINDINGS = bindings(Place.ACTIVITY)
    heading = "Activity"
    note = "What is dim was only looked at; this machine alone knows of it."

    def __init__(self) -> None:
        super().__init__()
        self._newest = Newest[_Found](self)

    def make_lines(self) -> Lines:
        """The list."""
        return ActivityLines()

    def make_filter(self) -> FilterEntry:
        """The grammar of the command line's."""
        hint = "words, verb:  kind:  name:  by:  machine:  since:"
        entry = FilterEntry(placeholder=hint, qualifiers=tuple(EXAMPLES))
        entry.known = _KNOWN
        return entry

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("activity",)

    def vault_changed(self) -> None:
        """Read it anew, off the screen's thread: it may be long."""
        session, query = self.vault.open_session, self.filter_entry.value

        def job() -> _Found:
            try:
                rows = activity(session, _MOST, query)
            except InvalidValue as error:
                return _Found(error=error)
            return _Found(rows, Terms.parse(query, EXAMPLES).words)

        self._newest.ask(job, self._show)

    def _show(self, found: _Found) -> None:
        self.say_trouble(found.error)
        if found.error is not None:
            return
        lines = self.query_one(ActivityLines)
        filtered = bool(self.filter_entry.value)
        lines.empty = "Nothing fits. esc clears the filter." if filtered else _EMPTY
        lines.rows, lines.sought = found.rows, found.sought
        lines.now = self.vault.open_session.now()
        lines.changed()
        self.look_beside()

    def meaning(self) -> Meaning | None:
        """All that is known of the line."""
        lines = self.query_one(ActivityLines)
        row = lines.selected
        if row is None:
            return None
        more = row.count - len(row.names)
        text = (
            "\n".join(row.names) + (f"\nand {more} more" if more > 0 else ""),
            f"Fields: {', '.join(row.fields)}" if row.fields else "",
            f"To: {row.to}" if row.to else "",
            f"{moment(row.at)}, {ago(row.at, lines.now)}",
            f"From {_where(row)}." if not row.here else "Only this machine knows of it.",
        )
        return Meaning(row.kind.capitalize() or "Vault", row.told.capitalize(), "", text)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go to what it was about, if that still lives."""
        event.stop()
        row, session = self.query_one(ActivityLines).rows[event.index], self.vault.open_session
        places = (_place_of(session, one) for one in row.records)
        kind, record_id = next((one for one in places if one), ("", ""))
        if kind == "type":
            self.vault.show("types", record_id)
        elif kind:
            field = row.fields[0] if row.fields and kind == "credential" else ""
            self.go_to(kind, record_id, field)
        elif any(session.view.record(one) for one in row.records):
            self.vault.tell("It was deleted. The trash brings back what can come back.")
        else:
            self.vault.tell("This was about nothing that one can go to.")


def _place_of(session: Session, record_id: str) -> tuple[str, str] | None:
    """Kind and id of what shows a record; None where it is gone."""
    record = session.view.record(record_id)
    if record is None or record.deleted:
        return None
    if record.kind in _PLACES:
        return record.kind, record.id
    means = {
        "type": ("type", text_of(record.m, "id")),
        "assignment": ("project", text_of(record.m, "project")),
        "source": ("credential", text_of(record.m, "credential")),
        "binding": ("remote", text_of(record.m, "remote")),
    }
    return means.get(record.kind)
