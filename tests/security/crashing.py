"""The program with a place in it that raises: ``crashing.py KIND SECRET_FILE ARGUMENT…``.

What it raises has the secret in its message and in its locals.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vaulttui import __main__
from vaulttui.host.hardening import harden


def main(kind: str, place: str, *arguments: str) -> int:
    """Break one place, then run."""
    harden()
    sys.argv[1:] = arguments

    def fail(*_: object) -> None:
        sentinel = Path(place).read_text("utf-8")
        raise ValueError(f"cannot use {sentinel}")

    if kind in _SCREEN:
        from vaulttui.tui.screens.browse.browse import Browse

        setattr(Browse, "action_reveal", _SCREEN[kind](fail, place))  # noqa: B010 - a broken one
    else:
        from vaulttui.operations import credentials

        setattr(credentials, "find", _COMMAND[kind](fail))  # noqa: B010 - as above
    return __main__.main()


Fail = Callable[..., None]


def _thread(fail: Fail) -> Fail:
    def start(*_: object) -> Any:  # whatever was asked for
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        return []

    return start


def _unraisable(fail: Fail) -> Fail:
    class Broken:
        __del__ = fail

    def drop(*_: object) -> Any:  # as above
        Broken()
        return []

    return drop


def _dumpable(_fail: Fail, place: str) -> Fail:
    def note(*_: object) -> None:
        from ctypes import CDLL

        answer = CDLL(None).prctl(3, 0, 0, 0, 0)
        Path(place).with_name("dumpable").write_text(f"{answer} {os.getpid()}", "ascii")

    return note


_COMMAND: dict[str, Callable[[Fail], Fail]] = {
    "command": lambda fail: fail,
    "command-thread": _thread,
    "command-unraisable": _unraisable,
}
_SCREEN: dict[str, Callable[[Fail, str], Fail]] = {
    "handler": lambda fail, _: fail,
    "timer": lambda fail, _: lambda screen: screen.set_timer(0.01, fail),
    "worker": lambda fail, _: lambda screen: screen.vault.perform(fail, fail),
    "thread": lambda fail, _: _thread(fail),
    "unraisable": lambda fail, _: _unraisable(fail),
    "dumpable": _dumpable,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
