"""An apply as one follows it on a command line, and stops it with control-C."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

from vaulttui.cli import output
from vaulttui.cli.plans import result_line
from vaulttui.sync.effects import Effect
from vaulttui.sync.report import Outcome, Result

_ERASE = "\r\x1b[K"


class Following:
    """Tells what became of each effect as it ends, and counts a pause down on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self.stop = Event()
        self._quiet = quiet
        self._over = Event()
        self._asked: set[str] = set()

    def began(self, effect: Effect) -> None:
        """The countdown ends where the work goes on."""
        self._over.set()

    def waits(self, seconds: float, effect: Effect | None, *, asked: bool) -> None:
        """Say for how long nothing is asked, and who wants it so."""
        if self._quiet or seconds < 1:
            return
        why = "The remote wants a pause" if asked else "Asking again after a pause"
        if sys.stderr is None or not sys.stderr.isatty():
            output.tell(f"{why} of {seconds:.0f} s.")
            return
        self._over.set()
        self._over = Event()
        Thread(target=_count_down, args=(why, int(seconds), self._over), daemon=True).start()

    def ended(self, result: Result) -> None:
        """A line for each effect; one that ended otherwise before gets another."""
        self._over.set()
        if not self._quiet and result.outcome is not Outcome.LEFT:
            output.tell(result_line(result))

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Let the first control-C end it after what is sent, and the second at once."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            if self.stop.is_set():
                raise KeyboardInterrupt
            self.stop.set()
            if not self._quiet:
                output.tell("Stopping after what is sent; control-C again stops at once.")

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            self._over.set()
            signal.signal(signal.SIGINT, before)


def _count_down(why: str, seconds: int, over: Event) -> None:
    for left in range(seconds, 0, -1):
        sys.stderr.write(f"{_ERASE}{why}: {left} s left")
        sys.stderr.flush()
        if over.wait(1):
            break
    sys.stderr.write(_ERASE)
    sys.stderr.flush()
