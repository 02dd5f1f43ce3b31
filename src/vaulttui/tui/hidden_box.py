"""A secret of several lines or bytes: hidden, loaded from a file, or written in clear on demand."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from vaulttui.domain.fields import FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.tui.entry import Entry
from vaulttui.tui.field_box import FieldBox
from vaulttui.tui.position import FieldState
from vaulttui.tui.text import counted, plain
from vaulttui.tui.text_entry import SecretTextEntry

if TYPE_CHECKING:
    from vaulttui.tui.app import VaultApp

LIMIT = 1 << 20


class HiddenBox(FieldBox):
    """Says how much there is; the content is seen only while it is edited in clear."""

    def control(self) -> ComposeResult:
        """A word on the content, a path to load, and the clear text where it was asked for."""
        yield Static(classes="content", markup=False)
        with Horizontal(classes="loading"):
            yield Entry(placeholder="@ path of a file to load", classes="path")
            yield Button("Load", classes="load", compact=True)
        yield SecretTextEntry(classes="clear-text -gone")

    def tools(self) -> ComposeResult:
        """To edit in clear."""
        yield from super().tools()
        if self.field.kind is not FieldKind.FILE:
            yield Button("Edit in clear", classes="open", compact=True)

    def on_mount(self) -> None:
        """Say what there is."""
        self._describe()

    @property
    def _is_open(self) -> bool:
        return not self.query_one(SecretTextEntry).has_class("-gone")

    @property
    def state(self) -> FieldState:
        """With the new content, if there is any."""
        state = replace(super().state)
        if not self._is_open:
            return state
        text = self.query_one(SecretTextEntry).text
        value = Secret.from_text(text) if text else None
        return replace(state, value=value, cleared=state.cleared and value is None)

    @property
    def value_given(self) -> bytes | None:
        """The new content."""
        value = self.state.value
        return value.reveal() if value else None

    def put(self, value: Secret, *, generated: bool) -> None:
        """Take new content."""
        self.before = replace(self.before, value=value, generated=generated, cleared=False)
        self.hide()

    def clear_value(self) -> None:
        """The content goes, when saved."""
        self.query_one(SecretTextEntry).text = ""
        self.before = replace(self.before, value=None, cleared=True)
        self.hide()

    def hide(self) -> None:
        """Close the clear text, keeping what was written."""
        entry = self.query_one(SecretTextEntry)
        if self._is_open:
            self.before = self.state
            entry.add_class("-gone")
            entry.text = ""
        for button in self.query(Button).filter(".open"):
            button.label = "Edit in clear"
        self._describe()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Open, close, load."""
        if event.button.has_class("open"):
            event.stop()
            self.hide() if self._is_open else self._open()
        elif event.button.has_class("load"):
            event.stop()
            self._load()
        else:
            super().on_button_pressed(event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the path loads it."""
        if event.input.has_class("path"):
            event.stop()
            self._load()

    def _open(self) -> None:
        if self.before.value is None and self.before.held and not self.before.cleared:
            form = self.screen
            read = getattr(form, "read_held", None)
            if read is not None:
                read(self.field.id, self._show)
            return
        self._show(self.before.value or Secret(b""))

    def _show(self, value: Secret) -> None:
        try:
            text = value.reveal().decode("utf-8")
        except UnicodeDecodeError:
            self._vault.tell("The content is no text; it can only be replaced by a file.")
            return
        entry = self.query_one(SecretTextEntry)
        entry.text = text
        entry.remove_class("-gone")
        entry.focus()
        for button in self.query(Button).filter(".open"):
            button.label = "Hide again"
        self._describe()

    def _load(self) -> None:
        entry = self.query_one(".path", Entry)
        typed = entry.value.strip().removeprefix("@").strip()
        if not typed:
            return

        def loaded(value: Secret) -> None:
            entry.clear()
            self.put(value, generated=False)
            self.say(self.problem(saving=False))

        path = Path(typed).expanduser()
        self._vault.perform(
            lambda: _content(path), loaded, failed=lambda error: self.say(error.message)
        )

    @property
    def _vault(self) -> "VaultApp":
        return cast("VaultApp", self.app)

    def _describe(self) -> None:
        self.query_one(".content", Static).update(plain(self._words()))

    def _words(self) -> str:
        value = self.before.value
        if self._is_open:
            return "In clear until you hide it or leave:"
        if value is not None:
            lines = value.reveal().count(b"\n") + 1
            size = counted(len(value), "byte")
            kind = "" if self.field.kind is FieldKind.FILE else f"{counted(lines, 'line')}, "
            return f"•••••••• new: {kind}{size}, hidden"
        if self.before.held:
            return "will be taken away" if self.before.cleared else "•••••••• kept, hidden"
        return "empty"


def _content(path: Path) -> Secret:
    shown = safe_text(str(path), 200)
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {shown}.") from None
    except OSError as error:
        raise VaulttuiError(f"{shown} cannot be read: {error.strerror}.") from None
    if len(content) > LIMIT:
        raise InvalidValue(f"{shown} is larger than 1 MiB.")
    return Secret(content)
