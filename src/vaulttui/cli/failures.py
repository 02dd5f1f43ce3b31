"""Where every error becomes words or JSON on standard error, and an exit code."""

import os
import sys
from collections.abc import Sequence

from vaulttui.cli.output import tell
from vaulttui.errors import Ambiguous, Interrupted, NotFound, UsageError, VaulttuiError
from vaulttui.host.hardening import describe_crash

_REPORT = "Please report it with this line, in which nothing of your vault stands."


def report(error: VaulttuiError, *, as_json: bool) -> int:
    """Tell of an error; return its exit code."""
    candidates = error.candidates if isinstance(error, Ambiguous) else ()
    if as_json:
        _as_json(error, candidates)
    else:
        tell(f"vaulttui: {error.message}")
        for candidate in candidates:
            tell(f"  {candidate}")
        if error.hint:
            tell(f"  {error.hint}")
    return error.exit_code


def interrupted() -> Interrupted:
    """The user pressed control-C."""
    return Interrupted("Interrupted; nothing was left half done.")


def refused(error: OSError) -> VaulttuiError:
    """What the system said where nobody closer knew what it is about."""
    if isinstance(error, FileNotFoundError) and _is_nowhere():
        return NotFound("The present folder is not there any more.", hint="Go to another one.")
    return VaulttuiError(f"The system refused: {error.strerror}.")


def unexpected(error: BaseException) -> VaulttuiError:
    """A mistake of this program: where it is, and nothing of what it held."""
    if isinstance(error, MemoryError):
        return VaulttuiError("There is not enough memory.")
    return VaulttuiError(describe_crash(error), hint=_REPORT)


def misused(message: str, command: str) -> UsageError:
    """A command line that cannot be read."""
    # click ends some sentences with a question.
    ended = message if message.endswith("?") else message.removesuffix(".") + "."
    return UsageError(ended, hint=f"See `{command} --help`.")


def _as_json(error: VaulttuiError, candidates: Sequence[str]) -> None:
    import msgspec

    shape: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
    }
    if candidates:
        shape["candidates"] = candidates
    if sys.stderr is not None:
        sys.stderr.write(msgspec.json.encode({"error": shape}).decode() + "\n")


def _is_nowhere() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False
