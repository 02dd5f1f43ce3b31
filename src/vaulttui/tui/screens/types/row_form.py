"""A form above a form, for one row of it: labels beside the inputs, judged while one types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Select, Static, TextArea

from vaulttui.errors import VaulttuiError
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.question import ask_to_leave
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.text import plain, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.judging import Judging
from vaulttui.tui.widgets.text_entry import TextEntry
from vaulttui.tui.widgets.tick_box import TickBox
from vaulttui.tui.widgets.trouble import Trouble

_PAUSE: Final = 1.0
"""After so many seconds without a key, what stands there is taken for whole."""
YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class Text(Line):
    """A line of the form that is several lines."""


@dataclass(frozen=True, slots=True)
class Tick(Line):
    """A box to tick: the value is ``YES`` or nothing."""


class RowForm(SmallForm):
    """As a small form; ``save`` must be cheap and change nothing, for it judges, too."""

    place = Place.ROW
    BINDINGS = bindings(Place.ROW)

    told_always = ""
    """What is said under the inputs while nothing is wrong."""
    _trouble = ""
    _began: Given = MappingProxyType({})

    def _looks(self) -> str:
        return "row-form -wide"

    def _body(self) -> ComposeResult:
        """A row for each line, ticks side by side."""
        ticks = [line for line in self._form_lines if isinstance(line, Tick)]
        for line in self._form_lines:
            if line not in ticks:
                yield from self._row(line)
            elif line is ticks[0]:
                yield from self._ticks(ticks)
        yield Static(id="always", classes="note", markup=False)

    def _row(self, line: Line) -> ComposeResult:
        with Horizontal(classes="line", id=f"row-{line.id}"):
            yield Static(plain(line.label, 40), classes="name")
            yield from self._input(line)

    def _ticks(self, ticks: Sequence[Line]) -> ComposeResult:
        with Horizontal(classes="line ticks"):
            yield Static("", classes="name", markup=False)
            for line in ticks:
                yield TickBox(plain(line.label, 40), self._begin(line) == YES, id=line.id)

    def _input(self, line: Line) -> ComposeResult:
        if isinstance(line, Text):
            yield TextEntry(self._begin(line), id=line.id)
        else:
            yield from super()._input(line)

    def on_mount(self) -> None:
        """What there is to know of what it begins with."""
        self._began = {line.id: line.value for line in self._form_lines}
        self.say("")
        self.changed()

    @property
    def enters(self) -> str:
        """Nothing that ctrl+s does not do from everywhere."""
        return ""

    # What is filled in

    @property
    def given(self) -> Given:
        """What is filled in; only texts of several lines keep the blanks around them."""
        texts = {line.id for line in self._form_lines if isinstance(line, Text)}
        return {key: value if key in texts else value.strip() for key, value in self._filled()}

    def _filled(self) -> Iterator[tuple[str, str]]:
        yield from super()._filled()
        for box in self.query(TickBox):
            yield str(box.id), YES if box.value else ""
        for entry in self.query(TextEntry):
            yield str(entry.id), entry.text

    def changed(self) -> None:
        """Something else is filled in: subclasses show what belongs to it."""

    # Judging

    @cached_property
    def _judging(self) -> Judging:
        return Judging(self, self._judge, _PAUSE)

    def typed(self) -> None:
        """Judge at once where something is wrong already; else when the user pauses."""
        if not self.is_mounted:
            return
        self.changed()
        self._judging.typed(wrong=bool(self._trouble))

    def _judge(self) -> None:
        given = self.given
        trouble = ""
        if given != self._began:
            try:
                self._save(given)
            except VaulttuiError as error:
                trouble = words(error)
        self.say(trouble)

    def say(self, trouble: str) -> None:
        """Say what is wrong, or what is always said."""
        self._trouble = trouble
        self.query_one(Trouble).say(trouble)
        always = self.query_one("#always", Static)
        always.update(plain(self.told_always, 600))
        always.display = bool(self.told_always) and not trouble

    def _failed(self, error: VaulttuiError) -> None:
        self.say(words(error))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A line."""
        event.stop()
        self.typed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Several lines."""
        event.stop()
        self.typed()

    def on_select_changed(self, event: Select.Changed) -> None:
        """A choice."""
        event.stop()
        self.typed()

    def on_checkbox_changed(self, event: TickBox.Changed) -> None:
        """A tick."""
        event.stop()
        self.typed()

    # Leaving

    def action_save(self) -> None:
        """Take it."""
        self._try()

    def action_back(self) -> None:
        """Leave; what was filled in is asked for."""
        if all(value == self._began[key] for key, value in self._filled()):
            self.dismiss(None)
        else:
            leave = lambda: self.dismiss(None)  # noqa: E731  # what an answer does
            ask_to_leave(self, "This is not taken yet.", self._try, leave)


def entry_of(form: RowForm, line_id: str) -> Entry:
    """One of its inputs of a line."""
    return form.query_one(f"#{line_id}", Entry)
