"""A secret of several lines or bytes: hidden, loaded from a file, or written in clear on demand."""

import os
from pathlib import Path
from typing import cast

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Static

from vaulttui.domain.fields import FieldKind
from vaulttui.errors import VaulttuiError
from vaulttui.host.folders import typed_path
from vaulttui.host.reading import read_file, refuse_endless
from vaulttui.secret import Secret
from vaulttui.tui.position import FieldState
from vaulttui.tui.text import counted, plain
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.field_box import FieldBox
from vaulttui.tui.widgets.text_entry import SecretTextEntry

LIMIT = 1 << 20
_OPEN = "Edit in clear"
_NO_PATH = "This box takes the path of a file, and no file that can be read has this name."
_WRITE = f"Write a text under {_OPEN}, then empty the box."


class HiddenBox(FieldBox):
    """Says how much there is; the content is seen only while it is edited in clear."""

    class Pick(Message):
        """A file is to be chosen, beginning at what is typed."""

        def __init__(self, box: "HiddenBox") -> None:
            super().__init__()
            self.box = box

    def control(self) -> ComposeResult:
        """A word on the content, the clear text where it is open, and a path to load."""
        yield Static(classes="content", markup=False)
        yield SecretTextEntry(classes="clear-text -gone")
        with Horizontal(classes="loading"):
            if self.field.kind is not FieldKind.FILE:
                yield Button(_OPEN, classes="open", compact=True)
            yield Entry(self.before.text, placeholder="@ path of a file", classes="path")
            yield Button("Load", classes="load", compact=True)
            yield Button("Choose…", classes="pick", compact=True)

    def on_mount(self) -> None:
        """Say what there is; where nothing is, and never was, there is nothing to hide."""
        if self._is_new and self.before.value is None:
            self._lay_open("")
        else:
            self._describe()

    @property
    def _is_new(self) -> bool:
        return self.field.kind is not FieldKind.FILE and not self.before.kept

    def begin(self) -> None:
        """Where one writes, if that is open; else what opens it, or the path."""
        if self._is_open:
            self.query_one(SecretTextEntry).focus()
        else:
            self.query(".open, .path").first().focus()

    @property
    def _is_open(self) -> bool:
        return not self.query_one(SecretTextEntry).has_class("-gone")

    @property
    def state(self) -> FieldState:
        """With the new content, if there is any; ``text`` is a path that was not loaded yet."""
        state = replace(super().state, text=self.query_one(".path", Entry).value)
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
        self._shut()

    def clear_value(self) -> None:
        """The content goes, when saved."""
        self.before = replace(self.before, value=None, cleared=True)
        self._shut()

    def problem(self, *, saving: bool) -> str:
        """As everywhere; and a path that was typed and not loaded is not passed over."""
        typed = self.query_one(".path", Entry).value.strip()
        if not typed:
            return super().problem(saving=saving)
        path = typed_path(self.path_typed)
        if os.path.isfile(path) and os.access(path, os.R_OK):
            return "This file is not loaded yet. Choose Load, or empty the box."
        return _NO_PATH if self.field.kind is FieldKind.FILE else f"{_NO_PATH} {_WRITE}"

    def hide(self) -> None:
        """Close the clear text, keeping what was written; where nothing was, it stays open."""
        if self._is_open and (self.query_one(SecretTextEntry).text or not self._is_new):
            self.before = replace(self.state, text=self.before.text)
            self._shut()

    def _shut(self) -> None:
        entry = self.query_one(SecretTextEntry)
        had_focus = entry.has_focus
        entry.add_class("-gone")
        entry.text = ""
        for button in self.query(Button).filter(".open"):
            button.label = _OPEN
            if had_focus:
                # What is typed next must not land in the box of the path, in clear.
                button.focus()
        self._describe()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Open, close, load."""
        if event.button.has_class("open"):
            event.stop()
            self._toggle()
        elif event.button.has_class("load"):
            event.stop()
            self._load()
        elif event.button.has_class("pick"):
            event.stop()
            self.post_message(self.Pick(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the path loads it."""
        if event.input.has_class("path"):
            event.stop()
            self._load()

    @property
    def path_typed(self) -> str:
        """The path as far as it is typed."""
        return self.query_one(".path", Entry).value.strip().removeprefix("@").strip()

    def take(self, path: str) -> None:
        """Load a file that was chosen."""
        self.query_one(".path", Entry).value = path
        self._load()

    def _toggle(self) -> None:
        if self._is_open:
            self.before = replace(self.state, text=self.before.text)
            self._shut()
        else:
            self._open()

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
        self._lay_open(text)
        self.query_one(SecretTextEntry).focus()

    def _lay_open(self, text: str) -> None:
        entry = self.query_one(SecretTextEntry)
        entry.text = text
        entry.remove_class("-gone")
        for button in self.query(Button).filter(".open"):
            button.label = "Hide again"
        self._describe()

    def _load(self) -> None:
        if not self.path_typed:
            return
        if self._is_open and self.query_one(SecretTextEntry).text:
            self.say("The file would replace what you wrote. Empty the text first, then Load.")
            return
        path = typed_path(self.path_typed)
        self._vault.perform(lambda: _content(path), self._loaded, failed=self._not_loaded)

    def _loaded(self, value: Secret) -> None:
        self.query_one(".path", Entry).clear()
        self.put(value, generated=False)
        self.say(self.problem(saving=False))

    def _not_loaded(self, error: VaulttuiError) -> None:
        self.say(error.message)

    @property
    def _vault(self) -> Vault:
        return cast("Vault", self.app)

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
    refuse_endless(path)
    return Secret(read_file(path, LIMIT))
