"""Lines of environment files, written so that every reader gets the identical bytes."""

import re
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEPT_BY_BASH: Final = re.compile(
    "_|BASH(OPTS|PID|_(ALIASES|ARGC|ARGV|ARGV0|CMDS|COMMAND|LINENO|SOURCE|SUBSHELL|VERSINFO))"
    "|COMP_WORDBREAKS|DIRSTACK|EPOCH(REALTIME|SECONDS)|E?UID|FUNCNAME|GROUPS|HISTCMD|LINENO"
    "|OPTIND|PPID|S?RANDOM|SECONDS|SHELLOPTS"
)
"""Names that bash sets itself, or that are lists to it: what is assigned to them is not kept."""
_BARE: Final = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_EXPANDED: Final = re.compile(r"\$\{[^}]*\}")
"""python-dotenv puts another variable in the place of this, whatever the quotes."""
_HINT: Final = "Take the format json, or shell where there is one."


def shell_line(name: str, value: bytes) -> bytes:
    """``export NAME='…'`` and a newline; any bytes but NUL, or InvalidValue naming the variable."""
    _check(name, value)
    return b"export " + name.encode() + b"='" + value.replace(b"'", b"'\\''") + b"'\n"


def dotenv_line(name: str, value: bytes) -> bytes:
    """``NAME=…`` and a newline, for a file that bash sources and python-dotenv reads.

    InvalidValue names the variable where no way of writing means the same to both.
    """
    _check(name, value)
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(name, "is not UTF-8 text") from None
    if "\r" in text:
        raise _refused(name, "holds a carriage return") from None
    if _EXPANDED.search(text):
        raise _refused(name, "holds ${…}, which python-dotenv would replace")
    # The releases of python-dotenv do not agree on a backslash before the closing quote.
    if text.endswith("\\"):
        raise _refused(name, "ends in a backslash")
    return f"{name}={_quoted(name, text)}\n".encode()


def _quoted(name: str, text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    if "'" not in text and "\\\\" not in text:
        return f"'{text}'"
    # Between double quotes bash also takes these two for its own, escaped or not.
    if "$" in text or "`" in text:
        raise _refused(name, "holds quotes or backslashes beside $ or `")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _check(name: str, value: bytes) -> None:
    if not _VARIABLE.fullmatch(name):
        raise InvalidValue(
            f"{safe_text(name, 128)} cannot be the name of a variable.",
            hint="It begins with a letter or _, and goes on with letters, digits and _.",
        )
    if _KEPT_BY_BASH.fullmatch(name):
        raise InvalidValue(
            f"Bash keeps the variable {name} for itself.", hint="Give it another name."
        )
    if b"\0" in value:
        raise _refused(name, "holds a zero byte, which no variable can", hint="")


def _refused(name: str, why: str, hint: str = _HINT) -> InvalidValue:
    return InvalidValue(f"The value of {name} {why}; it cannot be written as a line.", hint=hint)
