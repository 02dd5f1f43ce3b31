"""Choosing a file or a folder: walk with the arrows, narrow or name it by typing."""

import os
from collections.abc import Callable, Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vaulttui.errors import VaulttuiError
from vaulttui.host.folders import Found, completed, fitting, from_home, look_into, part
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picker import moved_by
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.styles import style
from vaulttui.tui.text import fit, moment, plain, shown, sized, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.row_lines import RowLines

_UP: Final = Found("..", is_folder=True)
_HERE: Final = Found(".", is_folder=True)
_NOTES: Final = {"..": "the folder above", ".": "choose this folder"}
_WITH_DATE, _WITH_SIZE = 60, 36


class FileLines(RowLines[Found]):
    """What of a folder fits what was typed."""

    opens_on_second_click = False
    can_focus = False

    def line(self, index: int, width: int) -> list[Part]:
        """Name, size and date, as far as there is room."""
        one = self.rows[index]
        sign, style = ("▸ ", "accent") if one.is_folder else ("  ", "")
        note = _NOTES.get(one.name, "")
        size = f"{'' if one.is_folder else sized(one.size):>9}" if width >= _WITH_SIZE else ""
        dated = f"  {moment(one.changed) if one.changed else '':16} " if width >= _WITH_DATE else ""
        name = shown(one.name, 400) + ("/" if one.is_folder and not note else "")
        left = width - 3 - len(size) - len(dated)
        text = f"{name}  {note}" if note else name
        return [(f" {sign}", style), (fit(text, left), style), (size, ""), (dated, "dim")]


class FilePicker(VaultModal[str | None]):
    """The answer is a whole path; what is typed narrows the list, or leads elsewhere by ``/``."""

    place = Place.FILES
    BINDINGS = bindings(Place.FILES)
    CSS_PATH = style("picker")

    def __init__(self, folder: str, name: str = "", *, folders_only: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._stand_on = name
        self._folders_only = folders_only
        self._read = ""
        self._names: Sequence[Found] = ()
        self._hidden = name.startswith(".")
        self._newest = False
        self._waiting: Callable[[], object] | None = None

    def compose(self) -> ComposeResult:
        """An input over a list."""
        with Vertical(classes="box picker files"):
            yield Entry(placeholder="a part of the name, or a path: / ~ .. (tab completes)")
            yield FileLines()
        yield KeyBar(self.place)

    @property
    def enters(self) -> str:
        """Enter takes a file, and goes into a folder."""
        return "Open"

    def on_mount(self) -> None:
        """Look into the first folder."""
        self.query_one(Entry).focus()
        self._look()

    # Where we are

    @property
    def _typed(self) -> str:
        return self.query_one(Entry).value

    @property
    def _wanted(self) -> tuple[str, str]:
        """The folder that is to be shown, and the part of a name that is typed."""
        return part(self._folder, self._typed)

    def _look(self) -> None:
        """Show what fits; another folder is read first."""
        folder, _ = self._wanted
        if folder == self._read:
            self._show()
            return
        self._tell(folder, "Looking…")

        def job() -> tuple[str, Sequence[Found]]:
            return folder, look_into(folder)

        def failed(error: VaulttuiError) -> None:
            if self.is_attached:
                self._waiting = None
                self._take(folder, ())
                self._tell(folder, words(error))

        self.vault.perform(job, self._arrived, failed=failed, group="folder", exclusive=True)

    def _arrived(self, result: tuple[str, Sequence[Found]]) -> None:
        folder, names = result
        if folder != self._wanted[0]:
            return
        self._take(folder, names)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _take(self, folder: str, names: Sequence[Found]) -> None:
        self._read = folder
        self._names = [one for one in names if one.is_folder or not self._folders_only]
        self._show()

    def _tell(self, folder: str, told: str) -> None:
        lines = self.query_one(FileLines)
        lines.rows = ()
        lines.empty = told
        lines.changed(0)
        self._entitle(folder, "")

    def _show(self) -> None:
        folder, rest = self._wanted
        rows = list(fitting(rest, self._names, hidden=self._hidden))
        count = len(rows)
        if self._newest:
            rows.sort(key=lambda one: -one.changed)
        first = [] if rest else [*([_HERE] if self._folders_only else []), _UP]
        lines = self.query_one(FileLines)
        lines.rows = [*first, *rows]
        lines.empty = "Nothing here has this in its name. backspace takes it back."
        lines.changed(self._first(len(first)))
        self._entitle(folder, f"{count:,}")

    def _first(self, before: int) -> int:
        rows = self.query_one(FileLines).rows
        stand_on, self._stand_on = self._stand_on, ""
        at = next((at for at, one in enumerate(rows) if stand_on and one.name == stand_on), -1)
        usual = 0 if self._folders_only else before
        return at if at >= 0 else usual

    def _entitle(self, folder: str, count: str) -> None:
        what = "Choose a folder" if self._folders_only else "Choose a file"
        box = self.query_one(".files")
        path = shown(from_home(folder), 4096)
        room = max(12, self.size.width - 30)
        box.border_title = plain(f"{what} · {path if len(path) <= room else '…' + path[-room:]}")
        box.border_subtitle = plain(f"{count}{' · newest first' if self._newest else ''}")

    def _go(self, folder: str, stand_on: str = "") -> None:
        self._folder = folder
        self._stand_on = stand_on
        entry = self.query_one(Entry)
        with self.prevent(Input.Changed):
            entry.value = ""
        self._look()

    # Typing

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look at each key."""
        event.stop()
        self._look()

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types; in an empty line, up and down the tree."""
        if not self._typed and event.key in ("backspace", "left", "right"):
            event.stop()
            event.prevent_default()
            chosen = self.query_one(FileLines).selected
            if event.key != "right":
                self._go_up()
            elif chosen is not None and chosen.is_folder and chosen not in (_UP, _HERE):
                self._open(chosen)
        else:
            moved_by(event, self.query_one(FileLines))

    def action_complete(self) -> None:
        """Type as much of the name as is certain."""
        if self._read != self._wanted[0]:
            self._waiting = self.action_complete
            return
        typed, rest = self._typed, self._wanted[1]
        entry = self.query_one(Entry)
        head = typed[: len(typed) - len(rest)] if rest else typed
        if typed in ("~", ".."):
            entry.value = f"{typed}/"
        else:
            seen = fitting(rest, self._names, hidden=self._hidden)
            entry.value = head + completed(rest, seen)
        entry.cursor_position = len(entry.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens the folder, or takes the file, under the cursor."""
        event.stop()
        if self._read == self._wanted[0]:
            self._enter()
        else:
            self._waiting = self._enter

    def _enter(self) -> None:
        lines = self.query_one(FileLines)
        folder, rest = self._wanted
        typed = os.path.abspath(os.path.join(folder, os.path.expanduser(rest)))
        if rest in ("~", "..", "."):
            self._go(typed)
        elif lines.selected is not None:
            self._open(lines.selected)

    # The list

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Open or take what was clicked."""
        event.stop()
        chosen = self.query_one(FileLines).selected
        if chosen is not None:
            self._open(chosen)

    def _open(self, one: Found) -> None:
        folder = self._wanted[0]
        if one is _UP:
            self._go_up()
        elif one is _HERE:
            self.dismiss(folder)
        elif one.is_folder:
            self._go(os.path.join(folder, one.name))
        else:
            self.dismiss(os.path.join(folder, one.name))

    def _go_up(self) -> None:
        folder = self._wanted[0]
        self._go(os.path.dirname(folder), os.path.basename(folder))

    # Commands

    def action_hidden(self) -> None:
        """Show hidden files, or do not."""
        self._hidden = not self._hidden
        self._look()

    def action_newest(self) -> None:
        """The newest first, or by name."""
        self._newest = not self._newest
        self._look()
