"""A question whose answer is one of many: type a part of it, choose with the arrows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.matches import marked
from vaulttui.tui.styles import style
from vaulttui.tui.text import fit, shown
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_KIND_WIDTH: Final = 13
_KINDS_FROM: Final = 60
_TITLE_WIDTH: Final = 24
_MOVES: Final = {
    "up": "move_up",
    "down": "move_down",
    "pageup": "page_up",
    "pagedown": "page_down",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; ``note`` stands behind the title, ``keys`` on the right, ``kind`` before it.

    ``also`` are words by which it is found too, and which are not shown.
    """

    key: str
    title: str
    note: str = ""
    keys: str = ""
    kind: str = ""
    also: str = ""


def moved_by(event: events.Key, lines: Lines) -> None:
    """Let a key move in a list that has not the focus, if it is one that moves."""
    if event.key in _MOVES:
        event.stop()
        event.prevent_default()
        getattr(lines, f"action_{_MOVES[event.key]}")()


class ChoiceList(RowLines[Choice]):
    """The answers that fit what was typed."""

    opens_on_second_click = False
    sought: Sequence[str] = ()

    def line(self, index: int, width: int) -> list[Part]:
        """Kind, title, note and keys; what was found is marked."""
        choice = self.rows[index]
        kind = f" {choice.kind}" if choice.kind else ""
        if kind and width >= _KINDS_FROM:
            kind = fit(kind, _KIND_WIDTH)
        keys = f" {choice.keys} " if choice.keys else ""
        left = width - cell_len(kind) - cell_len(keys) - 1
        head = min(left, max(_TITLE_WIDTH, width // 3)) if choice.note else left
        note = "  " + shown(choice.note, 200) if choice.note else ""
        return [
            (kind, "dim"),
            (" ", ""),
            *marked(shown(choice.title, 200), head, self.sought),
            *marked(note, left - head, self.sought, "dim"),
            (keys, "accent"),
        ]


class Picker(VaultModal[str | None]):
    """Asks for one of many; the answer is its key, or None."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("picker")
    title_text = "Choose"
    placeholder = "type a part of the name"

    def answers(self, typed: str) -> Sequence[Choice]:
        """The answers that fit what was typed."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """An input over a list."""
        with Vertical(classes="box picker") as box:
            box.border_title = self.title_text
            yield Entry(placeholder=self.placeholder)
            yield ChoiceList()
        yield KeyBar(self.place)

    @property
    def enters(self) -> str:
        """Enter takes what the cursor stands on."""
        return "Choose"

    def on_mount(self) -> None:
        """Show everything that there is."""
        choices = self.query_one(ChoiceList)
        choices.can_focus = False
        choices.empty = "Nothing fits."
        self.search("")

    def search(self, typed: str) -> None:
        """Show what fits what was typed."""
        self.put(typed, self.answers(typed))

    def put(self, typed: str, found: Sequence[Choice]) -> None:
        """Show answers, and mark in them what they were found by."""
        choices = self.query_one(ChoiceList)
        choices.rows, choices.sought = found, typed.casefold().split()
        choices.changed(0)

    def choose(self) -> None:
        """Take the answer under the cursor."""
        self.query_one(ChoiceList).action_choose()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look at each key."""
        event.stop()
        self.search(event.value.strip())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the answer under the cursor."""
        event.stop()
        self.choose()

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types."""
        moved_by(event, self.query_one(ChoiceList))

    def on_click(self, event: events.Click) -> None:
        """A click beside it leaves."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_escape()

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(self.query_one(ChoiceList).rows[event.index].key)
