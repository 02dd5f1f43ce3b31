"""A question with named answers; a grave one is answered by typing a word."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal, VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown
from vaulttui.tui.widgets.entry import Entry


class Question(VaultModal[str | None]):
    """Asks; the answer is a button's id, or None. ``typed`` must be typed for the first one."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("question")

    def __init__(self, text: str, answers: Sequence[tuple[str, str]], *, typed: str = "") -> None:
        super().__init__()
        self._text = text
        self._answers = answers
        self._typed = typed

    def compose(self) -> ComposeResult:
        """The text, perhaps an input, and a button for each answer."""
        with Vertical(classes="box -grave" if self._typed else "box"):
            yield Static(plain(self._text, 2000))
            if self._typed:
                yield Static(plain(f"Type {self._typed} to go on:"), classes="label")
                yield Entry(id="typed")
            with Horizontal(classes="buttons"):
                for at, (key, label) in enumerate(self._answers):
                    variant = "error" if self._typed and at == 0 else "default"
                    button = Button(plain(label), id=key, compact=True)
                    button.variant = variant
                    button.disabled = bool(self._typed) and at == 0
                    yield button
        yield KeyBar(self.place)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only what was asked for opens the way."""
        event.stop()
        self.query(Button).first().disabled = event.value.strip() != self._typed

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the first answer, once it may be taken."""
        event.stop()
        first = self.query(Button).first()
        if not first.disabled:
            self.dismiss(first.id)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.button.id)


def ask_to_leave(
    screen: VaultScreen[Any], text: str, save: Callable[[], object], leave: Callable[[], object]
) -> None:
    """Ask what is to become of that which is not saved."""

    def answered(answer: str | None) -> None:
        if answer == "save":
            save()
        elif answer == "discard":
            leave()

    ways = (("save", "Save"), ("discard", "Discard"), ("stay", "Keep editing"))
    screen.app.push_screen(Question(text, ways), answered)


def agree(
    screen: VaultScreen[Any], path: Path, where: str, then: Callable[[], object], told: str = ""
) -> None:
    """Ask before secrets go in clear to a tracked or synchronized place, or ``told`` is so."""
    if where:
        told = f"{shown(str(path), 200)} is {where}. {told}".strip()
    if not told:
        then()
        return

    def answered(answer: str | None) -> None:
        if answer == "write":
            then()

    text = f"{told} Write secrets there in clear?"
    screen.app.push_screen(Question(text, [("write", "Write"), ("leave", "Cancel")]), answered)
