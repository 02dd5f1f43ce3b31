"""The passphrase from where the environment says; no variable ever holds one itself."""

import os
import sys
from pathlib import Path
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import CannotUnlock, UsageError
from vaulttui.secret import Secret

FILE_VARIABLE: Final = "VAULTTUI_PASSPHRASE_FILE"
COMMAND_VARIABLE: Final = "VAULTTUI_PASSPHRASE_COMMAND"
_LARGEST: Final = 1 << 16


def is_given() -> bool:
    """Whether the environment names a place to take the passphrase from."""
    return bool(os.environ.get(FILE_VARIABLE) or os.environ.get(COMMAND_VARIABLE))


def from_environment() -> Secret | None:
    """What the file or the command gives, less one newline at its end; None where neither is named.

    UsageError where both are, CannotUnlock where the one named fails.
    """
    path, command = os.environ.get(FILE_VARIABLE), os.environ.get(COMMAND_VARIABLE)
    if path and command:
        raise UsageError(
            f"{FILE_VARIABLE} and {COMMAND_VARIABLE} are both set.", hint="Unset one of them."
        )
    if path:
        return from_file(Path(path))
    return _from_command(command) if command else None


def from_file(path: Path) -> Secret:
    """What a file, or a pipe, holds, less one newline at its end."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotUnlock(
            f"The passphrase file {safe_text(str(path))} cannot be read: {reason}.",
            hint="Check the path, and that the file is yours.",
        ) from None
    return Secret(content.removesuffix(b"\n"))


def _from_command(command: str) -> Secret:
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
    except ValueError:
        raise UsageError(f"{COMMAND_VARIABLE} has an open quote.") from None
    if not words:
        raise UsageError(f"{COMMAND_VARIABLE} names no command.")
    try:
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=sys.stderr
        ) as started:
            content = started.stdout.read(_LARGEST) if started.stdout else b""
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotUnlock(f"{COMMAND_VARIABLE} cannot be started: {reason}.", hint="") from None
    # One that has more to say than any passphrase is not listened to until its end.
    if started.returncode and len(content) < _LARGEST:
        raise CannotUnlock(
            f"{COMMAND_VARIABLE} failed with code {started.returncode}.",
            hint="See what it says above.",
        )
    return Secret(content.removesuffix(b"\n"))
