"""A few lines to fill in, above a screen: a name and what belongs to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Select, Static

from vaulttui.errors import VaulttuiError
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.position import Position, SmallState
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.trouble import Trouble

_USUAL_HINT: Final = 54
Given = Mapping[str, str]
"""What was filled in, by the line's id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; with ``choices``, pairs of title and value, it is one of these."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class SmallForm(VaultModal[object]):
    """The answer is what ``save`` makes of the lines; where it raises, that is said here.

    ``again`` is how the screen below opens it after a lock: its ``form_WORD`` is called
    with the rest. ``about`` says what saving does.
    """

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")

    def __init__(
        self,
        title: str,
        lines: Sequence[Line],
        save: Callable[[Given], object],
        done: str = "Save",
        *,
        again: tuple[str, ...],
        about: str = "",
    ) -> None:
        super().__init__()
        self._about = about
        self.again = again
        self._typed: Given = {}
        self._title = title
        self._form_lines = lines
        self._save = save
        self._done = done

    def compose(self) -> ComposeResult:
        """Labels and inputs, trouble, two buttons."""
        with Vertical(classes=f"box {self._looks()}") as box:
            box.border_title = plain(self._title, 60)
            if self._about:
                yield Static(plain(self._about, 400), classes="note")
            yield from self._body()
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button(self._done, variant="primary", id="save", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def _looks(self) -> str:
        longest = max(cell_len(line.hint) for line in self._form_lines)
        return "-wide" if longest > _USUAL_HINT else ""

    def _body(self) -> ComposeResult:
        for line in self._form_lines:
            yield Static(plain(line.label, 60), classes="label")
            yield from self._input(line)

    @property
    def enters(self) -> str:
        """Enter saves, wherever one types."""
        return self._done

    def put(self, typed: Given) -> None:
        """Begin with what was typed before a lock."""
        self._typed = typed

    def _begin(self, line: Line) -> str:
        return self._typed.get(line.id, line.value)

    def _input(self, line: Line) -> ComposeResult:
        value = self._begin(line)
        if not line.choices:
            yield Entry(value, id=line.id, placeholder=line.hint, max_length=4096)
            return
        options = [(plain(title, 80), value) for title, value in line.choices]
        values = [value for _, value in line.choices]
        known = value if value in values else values[0]
        yield Select(options, allow_blank=False, value=known, id=line.id, compact=True)

    @property
    def given(self) -> Given:
        """What is filled in at present."""
        return {key: value.strip() for key, value in self._filled()}

    def stands(self, position: Position) -> Position:
        """What is filled in crosses a lock."""
        return msgspec.structs.replace(position, small=SmallState(self.again, dict(self._filled())))

    def _filled(self) -> Iterator[tuple[str, str]]:
        for line in self._form_lines:
            widget = self.query_one(f"#{line.id}")
            if isinstance(widget, Entry):
                yield line.id, widget.value
            elif isinstance(widget, Select):
                yield line.id, str(widget.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self._try()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save or leave."""
        event.stop()
        if event.button.id == "save":
            self._try()
        else:
            self.action_back()

    def _try(self) -> None:
        given = self.given
        self.save_once(lambda: self._save(given), self.dismiss, self._failed)

    def _failed(self, error: VaulttuiError) -> None:
        self.query_one(Trouble).answer(words(error))
