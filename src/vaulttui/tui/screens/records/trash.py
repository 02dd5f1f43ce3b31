"""The trash: what was deleted and can come back."""

from collections.abc import Sequence

from vaulttui.domain.revisions import Record
from vaulttui.operations import trash
from vaulttui.operations.trash import Trashed
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.frames.filtered_table import FilteredTable
from vaulttui.tui.matches import marked
from vaulttui.tui.position import Address
from vaulttui.tui.text import ago, fit, moment, shown
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_TYPED_LIMIT = 40


class TrashLines(RowLines[Trashed]):
    """One deleted record per line."""

    empty = "The trash is empty."
    sought: Sequence[str] = ()
    now = 0

    def line(self, index: int, width: int) -> list[Part]:
        """Name, type, when."""
        row = self.rows[index]
        when = fit(f"deleted {ago(row.deleted_at, self.now)}", 23)
        kind = 18 if width >= 64 else 0
        return [
            (" ", ""),
            *marked(shown(row.name), width - len(when) - kind - 2, self.sought),
            (" ", ""),
            *marked(shown(row.type_id, 40), kind, self.sought, "dim"),
            (when, "dim"),
        ]


class Trash(FilteredTable):
    """Brings back, and forgets for good."""

    place = Place.TRASH
    BINDINGS = bindings(Place.TRASH)
    heading = "Trash"
    note = "b brings back. What is purged is gone, but for backups."

    def make_lines(self) -> Lines:
        """The list."""
        return TrashLines()

    @property
    def _lines(self) -> TrashLines:
        return self.query_one(TrashLines)

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("trash",)

    def vault_changed(self) -> None:
        """Show what lies in it now."""
        lines, words = self._lines, self.filter_entry.value.casefold().split()
        everything = trash.trashed(self.vault.open_session)
        lines.rows = [row for row in everything if _fits(row, words)]
        lines.sought = words
        lines.empty = "Nothing fits. esc clears the filter." if everything else TrashLines.empty
        self.count(len(lines.rows), len(everything))
        lines.now = self.vault.open_session.now()
        lines.changed()
        self.look_beside()

    def meaning(self) -> Meaning | None:
        """What would come back, and what purging would take away."""
        row = self._lines.selected
        if row is None:
            return None
        text = (
            f"Deleted {moment(row.deleted_at)}.",
            "b brings it back as it was, with its values, history and assignments.",
            "X forgets it for good; only backups still hold it then.",
        )
        return Meaning(row.kind.capitalize(), row.name, row.type_id, text)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter brings back."""
        event.stop()
        self.action_bring_back()

    def action_bring_back(self) -> None:
        """Bring back what is under the cursor."""
        row = self._lines.selected
        if row is None:
            return
        session = self.vault.open_session

        def then(_record: Record) -> None:
            self.vault.tell(f"{shown(row.name, 60)} is back.")

        self.vault.perform(lambda: trash.restore(session, row.record), then)

    def action_purge(self) -> None:
        """Forget it for good, asked by its name."""
        row = self._lines.selected
        if row is None:
            return
        session = self.vault.open_session
        typable = row.name.isascii() and row.name.isprintable() and len(row.name) <= _TYPED_LIMIT
        typed = row.name.strip() if typable else "purge"

        def purged(_count: int) -> None:
            self.vault.tell(f"{shown(row.name, 60)} is forgotten.")

        def answered(answer: str | None) -> None:
            if answer == "purge":
                self.vault.perform(lambda: trash.purge(session, [row.record]), purged)

        text = (
            f"Forget {shown(row.name, 60)} for good? Its values and its history are taken out "
            "of the vault file. This cannot be undone."
        )
        ways = (("purge", "Purge"), ("keep", "Keep it"))
        self.app.push_screen(Question(text, ways, typed=typed), answered)


def _fits(row: Trashed, words: Sequence[str]) -> bool:
    text = f"{row.name}\n{row.type_id}\n{row.kind}".casefold()
    return all(word in text for word in words)
