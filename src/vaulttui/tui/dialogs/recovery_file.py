"""Saving a recovery key into a new file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vaulttui.errors import InvalidValue
from vaulttui.host.exposed_places import exposure
from vaulttui.host.files import refuse_taken
from vaulttui.host.folders import typed_path
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.question import agree
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import shown


def save_recovery_key(screen: VaultScreen[Any], key: Secret, then: Callable[[str], object]) -> None:
    """Ask for a file, write it for its owner alone, and go on with a sentence about it."""

    def looked_at(given: Given) -> tuple[Path, str]:
        if not given["path"]:
            raise InvalidValue("Name a new file.")
        path = typed_path(given["path"])
        refuse_taken(path)
        return path, exposure(path)

    def named(answer: object) -> None:
        if isinstance(answer, tuple):
            path, where = answer
            agree(screen, path, where, lambda: write(path))

    def write(path: Path) -> None:
        told = (
            f"The recovery key is in {shown(str(path), 200)}, readable by you alone. "
            "Move it to where the vault is not."
        )
        screen.vault.perform(lambda: vaults.write_recovery_key(path, key), lambda _: then(told))

    hint = "on another disk than the vault, if you can"
    form = SmallForm(
        "Save the recovery key", [Line("path", "New file", hint=hint)], looked_at, again=("-",)
    )
    screen.app.push_screen(form, named)
