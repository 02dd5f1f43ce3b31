"""A screen of all records of one kind: their list with a filter, and what is shown of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.matches import marked
from vaulttui.tui.position import Address
from vaulttui.tui.text import shown
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.page import Page, PageSheet
from vaulttui.tui.widgets.row_lines import RowLines

_USED: Final = frozenset({"credential", "set", "project", "remote"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a name, ``mark`` behind it, ``note`` on the right; ``more`` is only searched."""

    id: str
    name: str
    note: str = ""
    mark: Part = ("", "")
    more: str = ""

    def fits(self, words: Sequence[str]) -> bool:
        """True where all words occur."""
        text = f"{self.name}\n{self.note}\n{self.mark[0]}\n{self.more}".casefold()
        return all(word in text for word in words)

    def found_in(self, words: Sequence[str]) -> str:
        """The line of ``more`` where a word stands that nothing else holds; empty for none."""
        seen = f"{self.name}\n{self.note}\n{self.mark[0]}".casefold()
        hidden = [word for word in words if word not in seen]
        lines = self.more.splitlines() if hidden else ()
        return next((shown(line, 60) for line in lines if hidden[0] in line.casefold()), "")


class Rows(RowLines[Row]):
    """The list."""

    sought: Sequence[str] = ()

    def __init__(self) -> None:
        super().__init__("list")

    @property
    def selected_id(self) -> str:
        """What the cursor stands on; empty for nothing."""
        return self.selected.id if self.selected else ""

    def show(self, rows: Sequence[Row], keep: str, sought: Sequence[str] = ()) -> None:
        """Show other rows, with the cursor on ``keep`` if it is among them; mark ``sought``."""
        self.rows = rows
        self.sought = sought
        self.changed(next((at for at, row in enumerate(rows) if row.id == keep), None))

    def line(self, index: int, width: int) -> list[Part]:
        """Name, mark and note, as the width allows."""
        row = self.rows[index]
        mark = f"{shown(row.mark[0], 60)} " if row.mark[0] else ""
        note = shown(row.note, 80)
        room = width - cell_len(mark) - 2
        note = f" {note} " if cell_len(note) + 2 <= room // 2 else ""
        name = shown(row.name, 300)
        left = max(6, room - cell_len(note))
        found = row.found_in(self.sought)
        where = f"  in {found}" if found and cell_len(name) + cell_len(found) + 5 <= left else ""
        return [
            (" ", ""),
            *marked(name, left - cell_len(where), self.sought),
            (where, "dim"),
            (" ", ""),
            *marked(mark, cell_len(mark), self.sought, row.mark[1]),
            *marked(note, cell_len(note), self.sought, "dim"),
        ]


class Collection(Panes):
    """Subclasses say what stands in the list, and what the sheet shows of the selected one."""

    noun: ClassVar[str]
    """The kind of its records, and ``noun`` + s what the position calls the screen."""
    empty: ClassVar[str]
    lines_of: ClassVar[type[Rows]] = Rows
    """What its list is made of, where rows have columns of their own."""

    def __init__(self, keep: str = "", key: str = "") -> None:
        super().__init__()
        self._keep = keep
        self._key = key

    # What subclasses say

    def rows(self) -> list[Row]:
        """Everything that there is, in order."""
        raise NotImplementedError

    def page(self) -> Page | None:
        """What is shown of that under the cursor."""
        raise NotImplementedError

    # Filling

    def compose(self) -> ComposeResult:
        """Two panes, the filter's line, and the commands."""
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield FilterEntry(placeholder="words; ↑ former ones")
                yield self.lines_of()
            with Vertical(id="detail-pane", classes="pane"):
                yield PageSheet()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Fill the list, standing where the user was sent."""
        self.entitle("detail", self.noun.capitalize())
        self.show_rows(self._keep)
        self._go_in(self._key)
        self.count_seconds()

    @property
    def address(self) -> Address:
        """Opened again after a lock, at the same record."""
        return (f"{self.noun}s", self.selected_id)

    def vault_changed(self) -> None:
        """Look again, standing where we stand; where that is gone, in the list."""
        before = self.selected_id
        self.fill()
        if self.selected_id != before and self.focused is self.detail:
            self.go_to_pane("list")

    def fill(self) -> None:
        """Look again, at what was selected if it still fits."""
        self.show_rows(self.selected_id)

    def show_rows(self, keep: str) -> None:
        """Show what fits the filter, with the cursor on one."""
        everything = self.rows()
        words = self.filter_entry.value.casefold().split()
        rows = [row for row in everything if row.fits(words)]
        # What is found by its name is more likely meant than what is found elsewhere.
        rows.sort(key=lambda row: not all(word in row.name.casefold() for word in words))
        lines = self.query_one(Rows)
        lines.empty = "Nothing fits. esc clears the filter." if everything else self.empty
        lines.show(rows, keep, words)
        of_all = f" of {len(everything):,}" if len(rows) != len(everything) else ""
        self.entitle("list", f"{self.noun.capitalize()}s · {len(rows):,}{of_all}")
        self._show_page()

    def _show_page(self) -> None:
        self.detail.show(self.page())

    def select(self, record_id: str, key: str = "") -> None:
        """Go to a record, whatever is filtered."""
        self.put_filter("")
        self.show_rows(record_id)
        self._go_in(key)

    def _go_in(self, key: str) -> None:
        self.go_to_pane("detail" if key else "list")
        if key:
            self.detail.go_to(key)

    def made(self, record_id: object) -> None:
        """Go to what a form made, if it made anything."""
        if isinstance(record_id, str):
            self.select(record_id)

    # Selection

    @property
    def selected_id(self) -> str:
        """What the list's cursor stands on; empty for nothing."""
        return self.query_one(Rows).selected_id

    @property
    def detail(self) -> PageSheet:
        """What is shown of it."""
        return self.query_one(PageSheet)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Follow the cursors."""
        event.stop()
        if event.lines.id == "list":
            self.hide_secrets()
            self._show_page()
        elif self.detail.revealed and self.detail.revealed.key != self.detail.key:
            self.hide_secrets()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter goes one pane further, or opens what the sheet's cursor stands on."""
        event.stop()
        if event.lines.id == "list":
            self.go_to_pane("detail")
        else:
            self.open_key(self.detail.key)

    def open_key(self, key: str) -> None:
        """Open ``KIND ID`` of the sheet; subclasses know of other keys."""
        kind, _, record_id = key.partition(" ")
        self.go_to(kind, record_id)

    def pointed(self) -> tuple[str, ...]:
        """What the sheet's cursor stands on, else what the list's does."""
        kind, _, rest = self.detail.key.partition(" ") if self.focused is self.detail else ("",) * 3
        if kind in _USED:
            return (kind, rest)
        part = rest if kind == "key" else ""
        return (self.noun, self.selected_id, part) if self.selected_id else ()

    def nothing_selected(self) -> None:
        """Say that a command needs something to act upon."""
        self.vault.tell(f"Select a {self.noun} first; n makes one.")

    # Back

    def action_escape(self) -> None:
        """Mask, else to the list, else clear the filter, else back."""
        if self.detail.revealed is not None:
            self.hide_secrets()
        else:
            self.action_back()

    def action_back(self) -> None:
        """From the detail to the list, from a filter to everything, from there back."""
        if self.focused is self.detail:
            self.go_to_pane("list")
        elif not self.clear_filter():
            self.dismiss(None)
