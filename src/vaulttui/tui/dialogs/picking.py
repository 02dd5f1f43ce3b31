"""Letting the user choose the path of a file or of a folder."""

import os
from collections.abc import Callable
from typing import Any

from vaulttui.tui.dialogs.file_picker import FilePicker
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.widgets.entry import Entry


def pick_file(
    screen: VaultScreen[Any],
    start: str,
    then: Callable[[str], object],
    *,
    folders_only: bool = False,
) -> None:
    """Let the user choose a file, or a folder; ``then`` gets its whole path, if one is chosen.

    ``start`` is what is typed so far, perhaps nothing: the walk begins there, or where the
    last one was chosen.
    """
    vault = screen.vault

    def answered(path: str | None) -> None:
        if path is not None:
            vault.remembered.folder = path if folders_only else os.path.dirname(path)
            then(path)

    begin = vault.remembered.folder or os.getcwd()
    picker = FilePicker(*_begin(start.strip(), begin), folders_only=folders_only)
    screen.app.push_screen(picker, answered)


def pick_into(screen: VaultScreen[Any], entry: Entry) -> None:
    """Let the user choose the file whose path an entry is to hold."""

    def picked(path: str) -> None:
        entry.value = path
        entry.focus()

    pick_file(screen, entry.value, picked)


def pick_folder_into(screen: VaultScreen[Any], entry: Entry, usual: str = "") -> None:
    """Let the user choose the folder of a new file; it is called as is typed, or as usual."""
    typed, name = os.path.split(entry.value)

    def picked(folder: str) -> None:
        entry.value = os.path.join(folder, name or usual)
        entry.focus()

    pick_file(screen, typed, picked, folders_only=True)


def _begin(start: str, usual: str) -> tuple[str, str]:
    """The folder to begin in, and the name to stand on."""
    if not start:
        return usual, ""
    path = os.path.abspath(os.path.join(usual, os.path.expanduser(start)))
    folder, name = (path, "") if os.path.isdir(path) else os.path.split(path)
    return (folder, name) if os.path.isdir(folder) else (usual, "")
