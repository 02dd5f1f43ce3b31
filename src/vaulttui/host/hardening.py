"""What the process does before anything else, so that a secret in it stays in it."""

import os
import sys
import threading
from types import TracebackType
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_LISTENING: Final = ("TEXTUAL", "SSLKEYLOGFILE")
"""Variables by which libraries write what they see to files and sockets."""
_GIVEN: Final = "/proc/self/environ"

_environment: dict[bytes, bytes] = {}
_core_limits: list[tuple[int, int]] = []


def harden() -> None:
    """No core dump, no foreign debugger, no logging by libraries, no crash that tells values."""
    _environment.update(_read_environment())
    for name in [name for name in os.environ if name.startswith(_LISTENING)]:
        del os.environ[name]
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    sys.unraisablehook = _on_unraisable
    _forbid_core_dumps()
    _forbid_tracing()


def given_environment() -> dict[bytes, bytes]:
    """What the parent gave this process, before hardening or Python changed any of it."""
    return dict(_environment or os.environb)


def give_back_core_limit() -> None:
    """Restore the limit for a program that takes the place of this one."""
    if _core_limits:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, _core_limits[0])


def describe_crash(error: BaseException) -> str:
    """Where an unexpected error arose and of what class it is: no message, no locals, no values."""
    return _describe(type(error), error.__traceback__)


def _describe(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    name = kind.__name__ if kind else "an error"
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return f"vaulttui met an error that it did not expect ({name})."
    file = os.path.basename(trace.tb_frame.f_code.co_filename)
    return f"vaulttui met an error that it did not expect ({name} at {file}:{trace.tb_lineno})."


def _on_crash(
    kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _tell(_describe(kind, trace))


def _on_thread_crash(args: threading.ExceptHookArgs) -> None:
    _tell(_describe(args.exc_type, args.exc_traceback))


def _on_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    _tell(_describe(unraisable.exc_type, unraisable.exc_traceback))


def _tell(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\nPlease report it; nothing of your vault is in this line.\n")


def _read_environment() -> dict[bytes, bytes]:
    # os.environ is no true copy: under a plain C locale Python sets LC_CTYPE by itself (PEP 538).
    try:
        with open(_GIVEN, "rb") as file:
            entries = file.read().split(b"\0")
    except OSError:
        return dict(os.environb)
    found: dict[bytes, bytes] = {}
    for name, equals, value in (entry.partition(b"=") for entry in entries):
        if name and equals:
            found.setdefault(name, value)
    return found


def _forbid_core_dumps() -> None:
    try:
        import resource

        limits = resource.getrlimit(resource.RLIMIT_CORE)
        # The hard limit stays, since nobody could raise it again for the program of a `run`.
        resource.setrlimit(resource.RLIMIT_CORE, (0, limits[1]))
        _core_limits.append(limits)
    except (ImportError, OSError, ValueError):
        pass  # best effort: where it is not to be had, nothing else is better


def _forbid_tracing() -> None:
    if sys.platform != "linux":
        return
    try:
        from ctypes import CDLL

        CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass  # best effort, as above
