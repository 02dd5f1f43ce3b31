"""Locking: the program starts itself anew, so that nothing it knew stays in memory.

What the user would miss is sealed under the vault's key before, and crosses in an
unnamed file; only who unlocks the vault can read it.
"""

import contextlib
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Final

from vaulttui.errors import VaulttuiError
from vaulttui.tui.position import Position, pack, unpack
from vaulttui.tui.start import Start

if TYPE_CHECKING:
    from vaulttui.crypto.keys import VaultKeys

RESUME_VARIABLE: Final = "VAULTTUI_RESUME_FD"
_PURPOSE: Final = "position"
_LIMIT: Final = 64 << 20


def seal(position: Position, keys: "VaultKeys") -> bytes:
    """The position as only the vault's key opens it."""
    return keys.seal_state(_PURPOSE, pack(position))


def unseal(sealed: bytes, keys: "VaultKeys") -> Position:
    """What :func:`seal` kept; the usual position where that cannot be read."""
    try:
        return unpack(keys.open_state(_PURPOSE, sealed))
    except VaulttuiError:
        return Position()


def left_behind(start: Start) -> bytes | None:
    """What a locked run handed over, read once; None where this is no such run."""
    named = os.environ.pop(RESUME_VARIABLE, "")
    descriptor = start.resume_fd
    if descriptor is None and named.isascii() and named.isdigit():
        descriptor = int(named)
    if descriptor is None or descriptor <= 2:
        return None
    try:
        with os.fdopen(descriptor, "rb") as file:
            file.seek(0)
            return file.read(_LIMIT)
    except (OSError, ValueError):
        return None


def arguments(start: Start) -> list[str]:
    """The command line that starts the same again."""
    options = ["--vault", str(start.path)]
    if start.key_file is not None:
        options += ["--key-file", str(start.key_file)]
    if start.allow_expensive:
        options.append("--allow-expensive-kdf")
    # -P: what lies in the working directory must not be taken for a part of the program.
    return [sys.executable, "-P", "-m", "vaulttui", *options]


def execute(start: Start, sealed: bytes) -> None:
    """Become a new process that holds nothing but the sealed position; never returns."""
    descriptor = _unnamed_file()
    with contextlib.suppress(OSError):
        os.write(descriptor, sealed)
    os.set_inheritable(descriptor, True)
    command = arguments(start)
    environment = {**os.environ, RESUME_VARIABLE: str(descriptor)}
    os.execve(command[0], command, environment)  # noqa: S606  # no shell is wanted


def _unnamed_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("vaulttui", 0)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
