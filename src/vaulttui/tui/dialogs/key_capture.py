"""Asks for a key by having it pressed."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from vaulttui.tui.commands import Command, Place, bindings, keys_of
from vaulttui.tui.frames.screen import VaultModal
from vaulttui.tui.remapping import TAKEN, holders, keys_in, with_key
from vaulttui.tui.styles import style
from vaulttui.tui.text import listed, plain


class KeyCapture(VaultModal[str | None]):
    """The answer is the key by Textual's name; where other commands have it, that is told first."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")
    AUTO_FOCUS = ""

    def __init__(
        self, command: Command, keymap: Mapping[str, str], *, beside: bool = False
    ) -> None:
        super().__init__()
        self._beside = beside
        self._command = command
        self._keymap = keymap
        self._key = ""

    def compose(self) -> ComposeResult:
        """What to do, what was pressed, and the way on."""
        has = " ".join(keys_of(self._command, self._keymap)) or "no key"
        with Vertical(classes="box") as box:
            box.border_title = plain(f"A key for {self._command.title}", 60)
            yield Static(plain(f"Press it. Now it has {has}. esc keeps that."))
            yield Static(id="told", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Take it", variant="primary", id="take", compact=True, disabled=True)
                yield Button("Cancel", id="leave", compact=True)

    def on_key(self, event: events.Key) -> None:
        """Look at what was pressed; enter takes it, esc leaves."""
        taking = event.key == "enter" and self._key
        if event.key == "escape" or taking:
            self.dismiss(self._key if taking else None)
        else:
            self._pressed(event.key)
        event.stop()
        event.prevent_default()

    def _pressed(self, key: str) -> None:
        self._key = "" if key in TAKEN or key in keys_in(self._command, self._keymap) else key
        written = keys_of(self._command, {self._command.id: key})[0]
        others = holders(key, self._command, self._keymap)
        if key in TAKEN:
            told = f"! {written} {TAKEN[key]}. Press another."
        elif not self._key:
            told = f"{written} it has already. Press another."
        elif others:
            told = f"! {written} is {listed(one.title for one in others)}. {self._instead(others)}"
        else:
            told = f"{written} is free. enter takes it."
        self.query_one("#told", Static).update(plain(told, 300))
        self.query_one("#take", Button).disabled = not self._key

    def _instead(self, others: Sequence[Command]) -> str:
        """Which keys they have afterwards, if this one is taken."""
        changed = with_key(self._keymap, self._command, self._key, beside=self._beside)
        left = (f"{one.title} {' '.join(keys_of(one, changed)) or 'none'}" for one in others)
        return f"If you take it, that has: {listed(left)}."

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take it or leave."""
        event.stop()
        self.dismiss(self._key if event.button.id == "take" else None)
