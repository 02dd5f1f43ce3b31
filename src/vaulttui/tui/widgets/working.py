"""What is under way, with a sign that turns and the seconds it takes so far."""

from time import monotonic
from typing import Final

from textual.widgets import Static

from vaulttui.tui.text import plain

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_COUNTED: Final = 1.0


class WorkingLine(Static):
    """One line, there while something is under way."""

    DEFAULT_CSS = "WorkingLine { color: $muted; height: auto; }"

    def __init__(self) -> None:
        super().__init__(id="working", markup=False)
        self._doing = ""
        self._turns = 0
        self._began = 0.0

    @property
    def busy(self) -> bool:
        """True between ``start`` and ``stop``."""
        return bool(self._doing)

    def on_mount(self) -> None:
        """Turn only where there is something to turn for."""
        self.display = self.busy
        self._timer = self.set_interval(0.1, self._turn, pause=not self._doing)

    def start(self, doing: str) -> None:
        """Say what is under way: a sentence without its full stop."""
        self._doing = doing
        self._turns = 0
        self._began = monotonic()
        self.display = True
        if self.is_mounted:
            self._timer.resume()
        self._turn()

    def stop(self) -> None:
        """Say nothing any more."""
        self._doing = ""
        self._timer.pause()
        self.display = False

    def _turn(self) -> None:
        passed = monotonic() - self._began
        seconds = f" {passed:.0f} s" if passed >= _COUNTED else ""
        self.update(plain(f"{_SPINNER[self._turns % len(_SPINNER)]} {self._doing}…{seconds}"))
        self._turns += 1
