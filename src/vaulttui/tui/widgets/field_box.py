"""One field of a form: label, the widget for its kind, expiry, and what is wrong with it."""

from typing import ClassVar, Final

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Select, Static, TextArea

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.validation import problem_of
from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret
from vaulttui.tui.position import FieldState
from vaulttui.tui.text import plain, read_day, shown
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.judging import Judging
from vaulttui.tui.widgets.segments import Segments
from vaulttui.tui.widgets.text_entry import TextEntry

HINTS: Final = {
    FieldKind.DATE: "2030-12-31",
    FieldKind.URL: "https://…",
    FieldKind.INTEGER: "a whole number",
    FieldKind.TOTP: "otpauth://… or the key in base32",
}
_BOOLEAN: Final = {"true": "yes", "false": "no"}
_BESIDE: Final = 54
"""Choices that take no more cells stand side by side."""


class FieldBox(Vertical):
    """A field of a form; subclasses bring the widget.

    ``state`` is what the user made of it, and ``value_given`` the bytes to check,
    None where there is nothing new. What is wrong is said once one pauses or goes on,
    and is gone with the key that makes it right.
    """

    PAUSE: ClassVar[float] = 1.5
    """After so many seconds without a key, what stands there is taken for whole."""

    class Remove(Message):
        """An extra field is not wanted any more."""

        def __init__(self, box: "FieldBox") -> None:
            super().__init__()
            self.box = box

    class Generate(Message):
        """A secret is to be made into this field."""

        def __init__(self, box: "FieldBox") -> None:
            super().__init__()
            self.box = box

    def __init__(self, field: Field, state: FieldState) -> None:
        super().__init__(classes="field")
        self.field = field
        self.before = state
        self._told = ""
        self._judging = Judging(self, self.judge, self.PAUSE)

    def compose(self) -> ComposeResult:
        """Label and widget in a line; expiry, help and trouble below it."""
        star = " *" if self.field.required else ""
        with Horizontal(classes="line"):
            yield Static(plain(self.field.label + star, 60), classes="name")
            with Vertical(classes="control"):
                yield from self.control()
                yield from self.notes()
                with Horizontal(classes="tools"):
                    yield from self.tools()
                yield Static(plain(self._help(), 500), classes="hint")
                yield Static(classes="wrong", markup=False)

    def control(self) -> ComposeResult:
        """The widget for the value."""
        raise NotImplementedError

    def notes(self) -> ComposeResult:
        """What is said of the value while one types."""
        return ()

    def tools(self) -> ComposeResult:
        """Expiry of a secret, and the buttons."""
        if self.field.secret:
            yield Static("expires", classes="tool-name", markup=False)
            yield Entry(self.before.expires, placeholder="never", classes="expires")
        if self.before.extra:
            yield Button("Remove", classes="remove", compact=True)
        elif self.before.held:
            yield Button("Clear", classes="clear", compact=True)

    def _help(self) -> str:
        expiry = "It may expire: 2030-12-31, or 90d from now." if self.field.secret else ""
        return f"{self.field.help} {expiry}".strip()

    def begin(self) -> None:
        """Put the focus where the value is given."""
        self.query_one(".value").focus()

    # What it comes to

    @property
    def state(self) -> FieldState:
        """What the user made of it."""
        expires = self.query(Entry).filter(".expires")
        return replace(self.before, expires=expires.first().value.strip() if expires else "")

    @property
    def value_given(self) -> bytes | None:
        """What is to be checked."""
        state = self.state
        return state.text.encode("utf-8", "surrogateescape") if state.text else None

    def put(self, value: Secret, *, generated: bool) -> None:
        """Take a value that was made for it."""

    def problem(self, *, saving: bool) -> str:
        """What is wrong, in a sentence; nothing is asked of an empty field until it is saved."""
        value, state = self.value_given, self.state
        wrong = "" if value is None or self._is_as_it_was else problem_of(self.field, value)
        wrong = wrong or _wrong_day(state.expires)
        if wrong:
            return wrong
        empty = value is None and (not state.held or state.cleared)
        return "It is needed." if saving and self.field.required and empty else ""

    @property
    def _is_as_it_was(self) -> bool:
        # What other tools brought is taken as it is, and must not forbid another change.
        return self.before.kept and not self.before.secret and self.state.text == self.before.text

    def say(self, problem: str) -> None:
        """Show what is wrong, or nothing."""
        self._told = problem
        wrong = self.query_one(".wrong", Static)
        wrong.update(plain(f"! {problem}" if problem else "", 400))
        wrong.set_class(bool(problem), "-shown")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed is looked at."""
        event.stop()
        self.typed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Several lines, too."""
        event.stop()
        self.typed()

    def on_select_changed(self, event: Select.Changed) -> None:
        """A choice is whole at once."""
        event.stop()
        self.judge()

    def typed(self) -> None:
        """Look at once where something is wrong already; else when the user pauses."""
        self._judging.typed(wrong=bool(self._told))

    def judge(self) -> None:
        """Say what is wrong by now."""
        problem = self.problem(saving=False)
        if problem != self._told:
            self.say(problem)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Say what is wrong when the user goes on."""
        self.judge()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons that all fields have."""
        if event.button.has_class("remove"):
            event.stop()
            self.post_message(self.Remove(self))
        elif event.button.has_class("clear"):
            event.stop()
            self.clear_value()

    def clear_value(self) -> None:
        """Take the held value away, when saved."""
        self.before = replace(self.before, cleared=True)


def _wrong_day(text: str) -> str:
    try:
        read_day(text, 0)
    except InvalidValue as error:
        return error.message
    return ""


class LineBox(FieldBox):
    """One line of public text."""

    def control(self) -> ComposeResult:
        """An input."""
        hint = HINTS.get(self.field.kind, "")
        yield Entry(self.before.text, placeholder=hint, classes="value")

    @property
    def state(self) -> FieldState:
        """With the text."""
        return replace(super().state, text=self.query_one(".value", Entry).value)


class ChoiceBox(FieldBox):
    """One of a few: choices, and the two of a boolean."""

    def control(self) -> ComposeResult:
        """All of them side by side where there is room; else a drop-down list."""
        options = [(shown(_BOOLEAN.get(one, one), 80), one) for one in self._choices]
        beside = [("not set", ""), *options]
        if Segments.width_of(beside) <= _BESIDE:
            yield Segments(beside, self.before.text, classes="value")
            return
        titles = [(plain(title, 80), one) for title, one in options]
        known = self.before.text or Select.NULL
        yield Select(titles, prompt="not set", value=known, classes="value", compact=True)

    @property
    def _choices(self) -> tuple[str, ...]:
        """Those of the field, and what other tools brought in their place."""
        choices = tuple(_BOOLEAN) if self.field.kind is FieldKind.BOOLEAN else self.field.choices
        odd = self.before.text and self.before.text not in choices
        return (*choices, self.before.text) if odd else choices

    @property
    def state(self) -> FieldState:
        """With the choice."""
        widget = self.query_one(".value")
        value = widget.value if isinstance(widget, Segments | Select) else ""
        return replace(super().state, text=value if isinstance(value, str) else "")

    def on_segments_changed(self, event: Segments.Changed) -> None:
        """A choice is whole at once."""
        event.stop()
        self.judge()


class TextBox(FieldBox):
    """Several lines of public text."""

    def control(self) -> ComposeResult:
        """An input of several lines."""
        yield TextEntry(self.before.text, classes="value")

    @property
    def state(self) -> FieldState:
        """With the text."""
        return replace(super().state, text=self.query_one(".value", TextEntry).text)
