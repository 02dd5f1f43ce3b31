"""What changed and what was looked at: when, what, from where; never a value."""

from collections.abc import Mapping, Sequence
from typing import Final

from vaulttui.operations.activity import ActivityRow, activity
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.text import ago, fit, listed, moment, shown
from vaulttui.tui.widgets.lines import Lines, Part

_MOST: Final = 500
_VERBS: Final[Mapping[str, str]] = {
    "add": "added",
    "edit": "changed",
    "rm": "deleted",
    "restore": "brought back",
    "purge": "forgot",
    "history purge": "forgot former",
    "duplicate": "copied",
    "import": "imported",
    "undo": "undid",
    "get": "read",
    "reveal": "revealed",
    "copy": "to clipboard",
    "code": "made a code",
    "former": "read former",
    "slots": "changed keys",
    "slot add": "added a key",
    "slot rm": "removed a key",
    "passwd": "new passphrase",
    "rekey": "another key",
    "type add": "added type",
    "type rm": "removed type",
    "create": "made",
    "rename": "renamed",
    "assign": "assigned",
    "unassign": "took from",
    "link": "linked",
    "unlink": "unlinked",
    "revoke": "revoked",
    "set": "fed",
    "unset": "fed no more",
    "run": "ran with",
    "env": "printed",
    "inject": "injected",
    "export": "exported",
}


class ActivityLines(Lines):
    """One change or look per line."""

    empty = "Nothing has happened yet."

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[ActivityRow] = ()
        self.now = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def line(self, index: int, width: int) -> list[Part]:
        """When, what, of which, from where."""
        row = self.rows[index]
        when = moment(row.at) if width >= 60 else ago(row.at, self.now)
        verb = fit(_VERBS.get(row.verb, shown(row.verb, 40)), 14)
        where = "this machine" if row.here else f"{shown(row.by, 20)} on {shown(row.host, 30)}"
        where = fit(where, 26) if width >= 90 else ""
        names = listed(row.names) or shown(row.kind, 40)
        more = row.count - len(row.names)
        if row.fields:
            names += f" / {listed(row.fields)}"
        if more > 0 and len(row.names) <= 3:
            names += f" and {more} more"
        style = "dim" if row.here else ""
        left = width - 33 - len(where)
        return [
            (f" {when:<17}", "dim"),
            (verb + " ", style),
            (fit(names, left), style),
            (where, "dim"),
        ]


class Activity(TableScreen):
    """The latest first."""

    place = Place.ACTIVITY
    BINDINGS = bindings(Place.ACTIVITY)
    heading = "Activity"
    note = "Changes are kept in the vault; what was only looked at, dim, is known to this machine."

    def make_lines(self) -> Lines:
        """The list."""
        return ActivityLines()

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("activity",)

    def vault_changed(self) -> None:
        """Read it anew, off the screen's thread: it may be long."""
        session = self.vault.open_session

        def then(rows: list[ActivityRow]) -> None:
            if self.is_attached:
                lines = self.query_one(ActivityLines)
                lines.rows = rows
                lines.now = session.now()
                lines.changed()

        self.vault.perform(lambda: activity(session, _MOST), then, group="activity", exclusive=True)
