"""Work that may run away, done by a child that the system holds to limits."""

import contextlib
import os
import resource
from collections.abc import Callable
from typing import Final, NoReturn

from vaulttui.errors import InvalidValue

_MEMORY: Final = 256 << 20
"""Bytes that the child may take beyond what this process has."""
_SECONDS: Final = 5
_MADE: Final = b"+"
_REFUSED: Final = b"-"
_END: Final = b"\xff"
"""What no UTF-8 holds: an answer without it was cut off."""


def apart(work: Callable[[], str]) -> str | None:
    """The text that ``work`` makes; None where it takes too much memory, stack or time.

    What ``work`` raises as InvalidValue is raised here. The child answers and is gone; nothing
    that it changes stays.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(work, writing)
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    # Where the caller ignores SIGCHLD, the system has buried the child already.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)
    if not answer.endswith(_END):
        return None
    text = answer[1 : -len(_END)].decode("utf-8", "surrogatepass")
    if answer.startswith(_REFUSED):
        message, _, hint = text.partition("\n")
        raise InvalidValue(message, hint=hint)
    return text


def _be_child(work: Callable[[], str], writing: int) -> NoReturn:
    try:
        # Where memory or the stack ends, nobody is to hear what Rust and Python have to say.
        os.closerange(0, writing)
        os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
        answer = _answer(work).encode("utf-8", "surrogatepass") + _END
        with open(writing, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _answer(work: Callable[[], str]) -> str:
    _limit()
    try:
        return _MADE.decode() + work()
    except InvalidValue as error:
        return f"{_REFUSED.decode()}{error.message}\n{error.hint}"


def _limit() -> None:
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: _SECONDS}
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + _MEMORY
    for kind, most in limits.items():
        # A limit that is tighter already stays.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
