"""Files that a person names, and standard input: read up to a limit."""

import os
import stat
import sys
from pathlib import Path

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError


def read_file(path: str | Path, most: int) -> bytes:
    """A file of so many bytes at most; InvalidValue for a larger one."""
    return _whole(begin_of_file(path, most + 1), most, safe_text(str(path)))


def read_stdin(most: int) -> bytes:
    """What standard input gives, of so many bytes at most; InvalidValue for more."""
    return _whole(begin_of_stdin(most + 1), most, "Standard input")


def begin_of_file(path: str | Path, most: int) -> bytes:
    """So many bytes of a file, or all it has; NotFound where there is none."""
    shown = safe_text(str(path))
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise NotFound(f"There is no file {shown}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the path is none"
        raise VaulttuiError(f"{shown} cannot be read: {reason}.") from None


def refuse_endless(path: str | Path) -> None:
    """InvalidValue for a pipe or a device, for whoever cannot stop waiting for what comes of it.

    A thread that waits at a pipe keeps the program from ending.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        # Who reads it tells why that cannot be.
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InvalidValue(
            f"{safe_text(str(path))} is a pipe or a device.", hint="Copy what it gives into a file."
        )


def begin_of_stdin(most: int) -> bytes:
    """So many bytes of standard input, or all it has."""
    if sys.stdin is None:
        raise VaulttuiError("Standard input is closed.")
    return sys.stdin.buffer.read(most)


def _whole(content: bytes, most: int, shown: str) -> bytes:
    if len(content) > most:
        raise InvalidValue(f"{shown} is larger than {most >> 20} MiB.")
    return content
