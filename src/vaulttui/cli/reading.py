"""Files that the command line names, and standard input: read up to a limit."""

import sys

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError


def read_file(path: str, most: int) -> bytes:
    """A file that the command line names, of so many bytes at most."""
    shown = safe_text(path)
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {shown}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the path is none"
        raise VaulttuiError(f"{shown} cannot be read: {reason}.") from None
    return _whole(content, most, shown)


def read_stdin(most: int) -> bytes:
    """What standard input gives, of so many bytes at most."""
    if sys.stdin is None:
        raise VaulttuiError("Standard input is closed.")
    return _whole(sys.stdin.buffer.read(most + 1), most, "Standard input")


def _whole(content: bytes, most: int, shown: str) -> bytes:
    if len(content) > most:
        raise InvalidValue(f"{shown} is larger than {most >> 20} MiB.")
    return content
