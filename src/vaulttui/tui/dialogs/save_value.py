"""Writing one value into a new file: whole, for its owner alone, and never where it gets away."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from vaulttui.errors import Exists
from vaulttui.host.exposed_places import exposure
from vaulttui.host.files import refuse_taken, write_secret
from vaulttui.host.folders import typed_path
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.picking import pick_folder_into
from vaulttui.tui.dialogs.question import agree
from vaulttui.tui.dialogs.work_form import WorkForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import shown
from vaulttui.tui.widgets.entry import Entry

_NOTE: Final = "It is written as it is, byte for byte, into a file that only you can read."
_ODD: Final = re.compile(r"[^\w.-]+")
_LONGEST: Final = 60


def save_value(
    screen: VaultScreen[Any],
    title: str,
    names: tuple[str, ...],
    read: Callable[[], Secret],
    note: str = _NOTE,
) -> None:
    """Ask for a file and write it; it is called after ``names`` unless the user says otherwise."""
    vault = screen.vault

    def chosen(answer: object) -> None:
        if isinstance(answer, tuple):
            path, where = answer
            vault.remembered.folder = str(path.parent)
            agree(screen, path, where, lambda: write(path))

    def write(path: Path) -> None:
        def job() -> int:
            value = read()
            write_secret(path, value)
            return len(value)

        def then(size: int) -> None:
            vault.tell(f"{size:,} bytes are in {shown(str(path), 200)}, for you alone.", seconds=9)

        vault.perform(job, then)

    folder = vault.remembered.folder or os.getcwd()
    screen.app.push_screen(SaveValue(title, os.path.join(folder, file_name(names)), note), chosen)


def file_name(names: tuple[str, ...]) -> str:
    """A file's name made of others: no blanks, nothing hidden, nothing odd."""
    tame = (_ODD.sub("-", name).strip("-.")[:_LONGEST] for name in names)
    return ".".join(filter(None, tame)) or "value"


class SaveValue(WorkForm):
    """The answer is the path, and why it would not stay there alone."""

    doing = "Looking at the place"

    def __init__(self, title: str, path: str, note: str) -> None:
        super().__init__(f"Save {title}", note, "Save")
        self._path = path

    def inputs(self) -> ComposeResult:
        """The path, typed or with a folder that is picked."""
        yield Static("New file", classes="label", markup=False)
        with Horizontal(classes="line"):
            yield Entry(self._path, id="path", max_length=4096)
            yield Button("Folder…", id="folder", compact=True)

    def on_mount(self) -> None:
        """Begin at the path."""
        self.query_one("#path").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pick a folder; else as every form."""
        if event.button.id != "folder":
            return
        # Textual calls the form's own handler too, unless it is told not to.
        event.prevent_default()
        event.stop()
        pick_folder_into(self, self.query_one("#path", Entry))

    def job(self) -> Callable[[], object] | None:
        """Look whether it can be written there."""
        typed = self.query_one("#path", Entry).value.strip()
        if not typed:
            self.say("Name the new file.")
            return None
        path = typed_path(typed)

        def look() -> tuple[Path, str]:
            try:
                refuse_taken(path)
            except Exists as error:
                raise Exists(error.message, hint="Choose another name.") from None
            return path, exposure(path)

        return look
