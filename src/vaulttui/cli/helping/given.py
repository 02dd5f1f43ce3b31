"""What another program says on standard input, and values in the forms that programs take."""

import sys
from typing import Final

from vaulttui.errors import InvalidValue, UsageError
from vaulttui.secret import Secret

_MOST: Final = 1 << 16
_BREAKS: Final = (b"\n", b"\r", b"\0")


def read_request() -> str:
    """All of standard input; UsageError for more than any program asks with."""
    content = sys.stdin.buffer.read(_MOST + 1) if sys.stdin is not None else b""
    if len(content) > _MOST:
        raise UsageError("The request on standard input is too long.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("The request on standard input is not UTF-8.") from None


def as_line(value: Secret, field: str) -> bytes:
    """A value as the rest of a line; InvalidValue where it would begin a line of its own."""
    content = value.reveal()
    if any(end in content for end in _BREAKS):
        raise InvalidValue(
            f"The {field} holds a line break or NUL, which would break the answer.",
            hint="Set it again with `vaulttui edit`.",
        )
    return content


def as_text(value: Secret, field: str) -> str:
    """A value as text for JSON."""
    try:
        return value.reveal().decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(f"The {field} is not text.") from None
