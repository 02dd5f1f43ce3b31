"""A secret of one line: masked, made on demand, and judged while one types."""

from typing import Final, cast

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Button, Input

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.secret import Secret
from vaulttui.tui.position import FieldState
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.code_note import CodeNote
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.tui.widgets.field_box import HINTS, FieldBox
from vaulttui.tui.widgets.strength_note import StrengthNote

_KEPT: Final = "•••••••• kept; type to replace it"
_CLEARED: Final = "will be taken away"
_MADE: Final = frozenset({FieldKind.SECRET, FieldKind.TEXT})
"""The kinds that can be generated, and whose strength is of interest."""


class SecretBox(FieldBox):
    """A held value stays sealed and is only replaced; what is typed shows for a few seconds."""

    def __init__(self, field: Field, state: FieldState) -> None:
        super().__init__(field, state)
        self._left = 0
        self._seconds: Timer | None = None

    def control(self) -> ComposeResult:
        """A masked input."""
        typed = self.before.value.reveal().decode("utf-8", "replace") if self.before.value else ""
        yield SecretEntry(typed, placeholder=self._hint(), classes="value")

    def _hint(self) -> str:
        if self.before.cleared:
            return _CLEARED
        return _KEPT if self.before.held else HINTS.get(self.field.kind, "")

    def notes(self) -> ComposeResult:
        """How hard it is to guess; of what gives codes, whose they are."""
        if self.field.kind in _MADE:
            yield StrengthNote(lambda: self._entry.value)
        elif self.field.kind is FieldKind.TOTP:
            yield CodeNote(lambda: self.value_given or b"")

    def tools(self) -> ComposeResult:
        """To show what is typed, and to make a value."""
        yield from super().tools()
        yield Button("Show", classes="show", compact=True)
        if self.field.kind in _MADE:
            yield Button("Generate", classes="generate", compact=True)

    @property
    def _entry(self) -> SecretEntry:
        return self.query_one(".value", SecretEntry)

    @property
    def state(self) -> FieldState:
        """With the new value, if one was typed."""
        typed = self._entry.value
        value = Secret.from_text(typed) if typed else None
        generated = self.before.generated and value == self.before.value
        return replace(
            super().state,
            value=value,
            cleared=self.before.cleared and value is None,
            generated=generated,
        )

    @property
    def value_given(self) -> bytes | None:
        """The typed value."""
        typed = self._entry.value
        return typed.encode("utf-8", "surrogateescape") if typed else None

    def put(self, value: Secret, *, generated: bool) -> None:
        """Fill the input."""
        self.before = replace(self.before, value=value, generated=generated, cleared=False)
        self._entry.value = value.reveal().decode("utf-8", "replace")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look at it, and say what there is to say of it."""
        if event.input is not self._entry:
            return
        if self._left:
            self._left = self._most
        for note in self.query(StrengthNote):
            note.look(self._beside())
        for code in self.query(CodeNote):
            code.look()

    def _beside(self) -> list[str]:
        """What stands beside it: the first that a guesser tries."""
        entries = self.screen.query(Entry)
        return [self.field.label, *(one.value for one in entries if not one.password and one.value)]

    # Showing what is typed

    @property
    def _most(self) -> int:
        return cast("Vault", self.app).settings.reveal_seconds

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Show or hide what is typed; make a value."""
        if event.button.has_class("show"):
            event.stop()
            self._toggle()
        elif event.button.has_class("generate"):
            event.stop()
            self.post_message(self.Generate(self))

    def _toggle(self) -> None:
        if self._left:
            self.hide()
        elif not self._entry.value and self.before.held:
            self.app.notify("Nothing new is typed. r in the list shows what is kept.")
        else:
            self._left = self._most
            self._seconds = self._seconds or self.set_interval(1.0, self.tick)
            self._show()

    def tick(self) -> None:
        """A second has passed; each key begins the count anew."""
        if self._left:
            self._left -= 1
            self._show()

    def _show(self) -> None:
        self._entry.password = not self._left
        button = self.query_one(".show", Button)
        button.label = f"Hide · {self._left} s" if self._left else "Show"
        for code in self.query(CodeNote):
            code.show(open_=bool(self._left))

    def hide(self) -> None:
        """Mask what is typed."""
        self._left = 0
        self._show()

    def clear_value(self) -> None:
        """Say that the value goes."""
        self.before = replace(self.before, cleared=True, value=None, generated=False)
        self._entry.clear()
        self._entry.placeholder = self._hint()
