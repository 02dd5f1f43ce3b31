"""A look at the command line and environment of every process that starts meanwhile."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final

from tests.security.canaries import Canaries

_PROC: Final = Path("/proc")
_STEP: Final = 0.01


class Watch:
    """``with Watch(canaries) as watch:``, then ``watch.leaks`` and ``watch.saw``."""

    def __init__(self, canaries: Canaries) -> None:
        self.seen: set[tuple[bytes, bytes]] = set()
        self._canaries = canaries
        self._before = _pids()
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def leaks(self) -> list[str]:
        """Canaries seen, and in which of the two."""
        return [
            f"{name} in {where}"
            for seen in self.seen
            for where, content in zip(("argv", "the environment"), seen, strict=True)
            for name in self._canaries.among(content)
        ]

    def saw(self, command: bytes, variable: bytes) -> bool:
        """Whether a process was seen with these in its command line and environment."""
        return any(command in argv and variable in environ for argv, environ in self.seen)

    def _watch(self) -> None:
        while not self._over.wait(_STEP):
            for pid in _pids() - self._before:
                self._look(_PROC / pid)

    def _look(self, process: Path) -> None:
        with contextlib.suppress(OSError):
            argv = (process / "cmdline").read_bytes().replace(b"\0", b" ")
            self.seen.add((argv, (process / "environ").read_bytes()))


def wait_until(so: Callable[[], bool], seconds: float = 20) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + seconds
    never = Event()
    while not so():
        assert time.monotonic() < end, "waited in vain"
        never.wait(_STEP)


def _pids() -> set[str]:
    return {entry.name for entry in _PROC.iterdir() if entry.name.isdecimal()}
