"""What exists on remotes and whose value nobody holds: to be taken over, or given here."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.worker import Worker

from vaulttui.errors import VaulttuiError
from vaulttui.operations.placeholders import Placeholder, of_plan
from vaulttui.sync.asked import with_kind
from vaulttui.tui.commands import Command, Place, bindings
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.frames.filtered_table import FilteredTable
from vaulttui.tui.matches import marked
from vaulttui.tui.position import Address
from vaulttui.tui.screens.remotes.apply_run import Doing, Run
from vaulttui.tui.screens.remotes.asking import ask
from vaulttui.tui.screens.remotes.at_remote import AtRemote
from vaulttui.tui.screens.remotes.giving import generate_value, give_value
from vaulttui.tui.screens.remotes.run_line import RunLine
from vaulttui.tui.text import ago, shown
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_REMOTE, _BOUND, _SEEN = 20, 30, 20
_REMOTE_FROM, _SEEN_FROM = 60, 76
_NO_REMOTES: Final = (
    "There are no remotes yet, and so nothing out there. ctrl+p, Show the remotes; there n adds "
    "one."
)
_NEVER: Final = (
    "No remote was read by this machine yet. p on a remote reads it: ctrl+p, Show the remotes."
)
_NONE: Final = "Every value out there that was seen is held here, too. p on a remote looks again."


class PlaceholderLines(RowLines[Placeholder]):
    """One value that nobody holds per line."""

    sought: Sequence[str] = ()
    now = 0
    _widths = (0, 0, 0)

    def show(self, rows: Sequence[Placeholder], now: int, keep: int | None) -> None:
        """Show others; columns are as wide as what stands in them."""
        self.rows, self.now = rows, now
        self._widths = (
            min(_REMOTE, _widest(shown(one.remote, 128) for one in rows)),
            min(_BOUND, _widest(_bound(one) for one in rows)),
            min(_SEEN, _widest(ago(one.at, now) for one in rows)),
        )
        self.changed(keep)

    def line(self, index: int, width: int) -> list[Part]:
        """Object and slot, the remote, what is bound to it, and when it was seen."""
        row, sought = self.rows[index], self.sought
        remote, bound, seen = self._widths
        remote = remote if width >= _REMOTE_FROM else 0
        bound = min(bound, width // 3)
        seen = seen if width >= _SEEN_FROM else 0
        name = f"{shown(row.key, 200)} / {shown(row.slot, 200)}" if row.slot else shown(row.key)
        style = "accent" if row.title else "dim"
        return [
            (" ", ""),
            *marked(name, max(6, width - remote - bound - seen - 2), sought),
            (" ", ""),
            *marked(shown(row.remote, 128), remote, sought, "dim"),
            *marked(_bound(row), bound, sought, style),
            *marked(ago(row.at, self.now), seen, sought, "dim"),
        ]


class Placeholders(FilteredTable):
    """Takes objects over, and leads to where a value can be given."""

    place = Place.PLACEHOLDERS
    BINDINGS = bindings(Place.PLACEHOLDERS)
    heading = "Values that nobody holds"
    note = (
        "They are out there, and no remote gives them back: they can be replaced, and never be "
        "read. A value that is given here is written there by the next plan."
    )

    def __init__(self, remote_id: str = "") -> None:
        super().__init__()
        self._remote_id = remote_id
        self._run: Run | None = None
        self._worker: Worker[None] | None = None

    def make_lines(self) -> Lines:
        """The list."""
        return PlaceholderLines()

    def above(self) -> ComposeResult:
        """The filter, and what is under way."""
        yield from super().above()
        yield RunLine()

    @property
    def _lines(self) -> PlaceholderLines:
        return self.query_one(PlaceholderLines)

    @property
    def _selected(self) -> Placeholder | None:
        return self._lines.selected

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("placeholders", self._remote_id)

    # Filling

    def standings_changed(self) -> None:
        """Remotes were read, or what is bound has changed."""
        self.vault_changed()

    def vault_changed(self) -> None:
        """Show what fits the filter, as far as remotes were read."""
        lines, words = self._lines, self.filter_entry.value.casefold().split()
        known = self.vault.remembered.standings
        read = [seen for seen in known.remotes.values() if seen] if known else []
        found = [one for seen in read for one in of_plan(seen.plan, seen.at)]
        found = [one for one in found if self._remote_id in ("", one.remote_id)]
        rows = [one for one in found if _fits(one, words)]
        keep = next((at for at, one in enumerate(rows) if one == self._selected), None)
        lines.sought = words
        lines.empty = self._why_empty(bool(found), bool(read))
        self.count(len(rows), len(found))
        lines.show(rows, self.vault.open_session.now(), keep)
        self.look_beside()

    def _why_empty(self, filtered: bool, read: bool) -> str:
        if filtered:
            return "Nothing fits. esc clears the filter."
        if not self.vault.open_session.view.graph.remotes:
            return _NO_REMOTES
        return _NONE if read else _NEVER

    def meaning(self) -> Meaning | None:
        """What it is, and what can be done about it."""
        row = self._selected
        if row is None:
            return None
        slot = f"{row.slot} of " if row.slot else ""
        about = f"{slot}the {row.kind.value} {row.key} on {row.remote}"
        seen = f"Seen {ago(row.at, self._lines.now)}. p looks again."
        if row.title:
            ways = (
                f"{row.title} answers for it here, without this value.",
                "e gives it one, g makes a new one; the next plan writes it there.",
            )
        else:
            ways = (
                "Nothing here answers for it, so no plan will ever touch it.",
                f"a takes it over: what it has becomes a {row.kind.value} here, without values.",
            )
        return Meaning("Out there", row.slot or row.key, about, (*ways, seen))

    def pointed(self) -> tuple[str, ...]:
        """What is bound to it, else its remote."""
        row = self._selected
        if row is None:
            return ()
        return row.subject if row.title else ("remote", row.remote_id)

    def title_of(self, command: Command) -> str:
        """The first picture is left for the credentials."""
        first = self.app.screen_stack[:1] == self.app.screen_stack[-2:-1]
        return "Credentials" if command.id == "back" and first else super().title_of(command)

    # Doing something about it

    def action_plan(self) -> None:
        """Read its remote, and show what would bring it into line."""
        row = self._selected
        if row is not None:
            self.vault.show("plan", row.remote_id)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter does what comes next: takes over, or gives a value."""
        event.stop()
        row = self._selected
        if row is not None and row.title:
            self.action_edit()
        else:
            self.action_adopt()

    def action_edit(self) -> None:
        """Open the form where its value is given."""
        row = self._bound()
        if row is not None:
            give_value(self, row)

    def action_generate(self) -> None:
        """Make a new value where it is bound."""
        row = self._bound()
        if row is not None:
            generate_value(self, row)

    def _bound(self) -> Placeholder | None:
        row = self._selected
        if row is not None and not row.title:
            self.vault.tell("Nothing here answers for it yet: a takes it over first.")
            return None
        return row

    def action_adopt(self) -> None:
        """Ask, and let the vault answer for the object from now on."""
        row = self._selected
        if row is None or self._run is not None:
            return
        if row.title:
            told = f"{shown(row.title, 60)} answers for it already. e gives it a value."
            self.vault.tell(told)
            return

        def answered(answer: str | None) -> None:
            if answer == "adopt":
                self._adopt(row)

        what = f"the {row.kind.value} {shown(row.key, 60)}"
        text = (
            f"Take over {what} on {shown(row.remote, 60)}? It is bound, to what waits for it here "
            f"or to a new {row.kind.value}. Nothing is written there. What it holds cannot be "
            "read; it waits to be given here."
        )
        self.app.push_screen(Question(text, [("adopt", "Take over"), ("stay", "Cancel")]), answered)

    def _adopt(self, row: Placeholder) -> None:
        work, run = AtRemote(self.vault.open_session, row.remote_id), Run(Doing.ADOPT)
        self._run = run
        self.query_one(RunLine).follow(run, row.remote)
        job = partial(work.adopt, with_kind(row.kind, row.object_id), run)
        self._worker = ask(self, job, self._adopted, self._failed)

    def _adopted(self, what: str) -> None:
        self._end()
        told = f"The {shown(what, 260)} answers for it now. e gives it its values."
        self.vault.tell(told, seconds=9, undo="lets it go again")

    def _failed(self, error: VaulttuiError) -> None:
        self._end()
        self.vault.tell_error(error)

    def _end(self) -> None:
        self._run = self._worker = None
        self.query_one(RunLine).follow(None)

    def action_back(self) -> None:
        """Stop asking the remote, else from a filter to everything, from there back."""
        if self._run is not None and self._worker is not None:
            self._run.stop.set()
            self._worker.cancel()
            self._end()
            self.vault.tell("Stopped. Nothing was taken over.")
        else:
            super().action_back()


def _widest(texts: Iterable[str]) -> int:
    return max((cell_len(one) + 2 for one in texts), default=0)


def _bound(row: Placeholder) -> str:
    return f"→ {row.subject[0]} {shown(row.title, 200)}" if row.title else "○ not ours"


def _fits(row: Placeholder, words: Sequence[str]) -> bool:
    text = f"{row.key}\n{row.slot}\n{row.remote}\n{_bound(row)}".casefold()
    return all(word in text for word in words)
