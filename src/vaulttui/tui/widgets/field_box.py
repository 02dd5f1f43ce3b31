"""One field of a form: label, the widget for its kind, expiry, and what is wrong with it."""

from typing import Final

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Select, Static

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.validation import check_value
from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret
from vaulttui.tui.position import FieldState
from vaulttui.tui.text import plain, read_day
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.text_entry import TextEntry

_KEPT: Final = "•••••••• kept; type to replace it"
_CLEARED: Final = "will be taken away"
_HINTS: Final = {
    FieldKind.DATE: "2030-12-31",
    FieldKind.URL: "https://…",
    FieldKind.INTEGER: "a whole number",
    FieldKind.TOTP: "otpauth://… or the key in base32",
}


class FieldBox(Vertical):
    """A field of a form; subclasses bring the widget.

    ``state`` is what the user made of it, and ``value_given`` the bytes to check,
    None where there is nothing new.
    """

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

    def compose(self) -> ComposeResult:
        """Label and widget in a line; expiry, help and trouble below it."""
        star = " *" if self.field.required else ""
        with Horizontal(classes="line"):
            yield Static(plain(self.field.label + star, 60), classes="name")
            with Vertical(classes="control"):
                yield from self.control()
                with Horizontal(classes="tools"):
                    yield from self.tools()
                yield Static(plain(self._help(), 500), classes="help")
                yield Static(classes="wrong", markup=False)

    def control(self) -> ComposeResult:
        """The widget for the value."""
        raise NotImplementedError

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
        value = self.value_given
        try:
            read_day(self.state.expires, 0)
            if value is not None and not self._is_as_it_was:
                check_value(self.field, value)
        except InvalidValue as error:
            return error.message
        state = self.state
        empty = value is None and (not state.held or state.cleared)
        return "It is needed." if saving and self.field.required and empty else ""

    @property
    def _is_as_it_was(self) -> bool:
        # What other tools brought is taken as it is, and must not forbid another change.
        return self.before.kept and not self.before.secret and self.state.text == self.before.text

    def say(self, problem: str) -> None:
        """Show what is wrong, or nothing."""
        wrong = self.query_one(".wrong", Static)
        wrong.update(plain(f"! {problem}" if problem else "", 400))
        wrong.set_class(bool(problem), "-shown")

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Say what is wrong when the user goes on."""
        self.say(self.problem(saving=False))

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


class LineBox(FieldBox):
    """One line of public text."""

    def control(self) -> ComposeResult:
        """An input."""
        hint = _HINTS.get(self.field.kind, "")
        yield Entry(self.before.text, placeholder=hint, classes="value")

    @property
    def state(self) -> FieldState:
        """With the text."""
        return replace(super().state, text=self.query_one(".value", Entry).value)


class SecretBox(FieldBox):
    """One line of secret text; a held value stays sealed and is only replaced."""

    def control(self) -> ComposeResult:
        """A masked input."""
        typed = self.before.value.reveal().decode("utf-8", "replace") if self.before.value else ""
        entry = SecretEntry(typed, placeholder=self._hint(), classes="value")
        yield entry

    def _hint(self) -> str:
        if self.before.cleared:
            return _CLEARED
        return _KEPT if self.before.held else _HINTS.get(self.field.kind, "")

    def tools(self) -> ComposeResult:
        """To show what is typed, and to make a value."""
        yield from super().tools()
        yield Button("Show", classes="show", compact=True)
        if self.field.kind is FieldKind.SECRET or self.field.kind is FieldKind.TEXT:
            yield Button("Generate", classes="generate", compact=True)

    @property
    def state(self) -> FieldState:
        """With the new value, if one was typed."""
        typed = self.query_one(".value", SecretEntry).value
        value = Secret.from_text(typed) if typed else None
        generated = self.before.generated and value == self.before.value
        cleared = self.before.cleared and value is None
        return replace(super().state, value=value, generated=generated, cleared=cleared)

    @property
    def value_given(self) -> bytes | None:
        """The typed value."""
        typed = self.query_one(".value", SecretEntry).value
        return typed.encode("utf-8", "surrogateescape") if typed else None

    def put(self, value: Secret, *, generated: bool) -> None:
        """Fill the input."""
        self.before = replace(self.before, value=value, generated=generated, cleared=False)
        self.query_one(".value", SecretEntry).value = value.reveal().decode("utf-8", "replace")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Show or hide what is typed; make a value."""
        if event.button.has_class("show"):
            event.stop()
            entry = self.query_one(".value", SecretEntry)
            if not entry.value and self.before.held:
                self.app.notify("Nothing new is typed. r in the list shows what is kept.")
                return
            entry.password = not entry.password
            event.button.label = "Show" if entry.password else "Hide"
        elif event.button.has_class("generate"):
            event.stop()
            self.post_message(self.Generate(self))
        else:
            super().on_button_pressed(event)

    def hide(self) -> None:
        """Mask what is typed."""
        self.query_one(".value", SecretEntry).password = True
        self.query_one(".show", Button).label = "Show"

    def clear_value(self) -> None:
        """Say that the value goes."""
        self.before = replace(self.before, cleared=True, value=None, generated=False)
        entry = self.query_one(".value", SecretEntry)
        entry.clear()
        entry.placeholder = self._hint()


class ChoiceBox(FieldBox):
    """One of a few: choices, and the two of a boolean."""

    def control(self) -> ComposeResult:
        """A drop-down list."""
        choices = ("true", "false") if self.field.kind is FieldKind.BOOLEAN else self.field.choices
        words = {"true": "yes", "false": "no"} if self.field.kind is FieldKind.BOOLEAN else {}
        if self.before.text and self.before.text not in choices:
            choices = (*choices, self.before.text)
        options = [(plain(words.get(choice, choice)), choice) for choice in choices]
        known = self.before.text if self.before.text in choices else Select.NULL
        yield Select(options, prompt="not set", value=known, classes="value", compact=True)

    @property
    def state(self) -> FieldState:
        """With the choice."""
        value = self.query_one(".value", Select).value
        return replace(super().state, text=value if isinstance(value, str) else "")


class TextBox(FieldBox):
    """Several lines of public text."""

    def control(self) -> ComposeResult:
        """An input of several lines."""
        yield TextEntry(self.before.text, classes="value")

    @property
    def state(self) -> FieldState:
        """With the text."""
        return replace(super().state, text=self.query_one(".value", TextEntry).text)
