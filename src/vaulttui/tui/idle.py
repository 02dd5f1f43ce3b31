"""The idle lock: what counts the time without a key, and the notice before it ends."""

import time
from collections.abc import Callable
from typing import Final

from textual.app import App
from textual.widgets import Static

NOTICE_SECONDS: Final = 15
_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds() -> float:
    """A clock that goes on while the machine sleeps, where the system has one."""
    return time.clock_gettime(_CLOCK)


class IdleNotice(Static):
    """Counts the last seconds, above everything else."""

    DEFAULT_CSS = """
    IdleNotice {
        layer: _toastrack;
        dock: top;
        width: 1fr;
        height: 1;
        content-align: center middle;
        background: $warning;
        color: $background;
        text-style: bold;
    }
    IdleNotice:ansi { text-style: reverse; }
    """


class Idle:
    """Locks after ``limit`` seconds without a key or the mouse."""

    def __init__(self, app: App[int], lock: Callable[[], None], limit: float) -> None:
        self._app = app
        self._lock = lock
        self.limit = limit
        self._last = seconds()
        self._notice: IdleNotice | None = None

    def touch(self) -> None:
        """Somebody is there."""
        self._last = seconds()
        if self._notice is not None:
            self._notice.remove()
            self._notice = None

    def tick(self, *, held: bool = False) -> None:
        """Look at the clock, once a second; ``held`` while something must not be cut off."""
        if held:
            self.touch()
            return
        left = self.limit - (seconds() - self._last)
        if left <= 0:
            self._lock()
        elif left <= NOTICE_SECONDS:
            self._show(int(left) + 1)

    def _show(self, left: int) -> None:
        if self._notice is None or not self._notice.is_attached:
            self._notice = IdleNotice(markup=False)
            self._app.screen.mount(self._notice)
        self._notice.update(f"Locks in {left} s. Any key keeps the vault open.")
