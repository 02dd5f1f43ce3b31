"""A look at the whole vault that is under way: how far it has come, and stopping it."""

from time import monotonic
from typing import Final

from textual.widgets import Static

from vaulttui.errors import Interrupted
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.bars import bar, percent

_QUICK: Final = 0.5
_BAR: Final = 20


class Looking:
    """Told by the thread that looks; once ``stopped``, it ends that with Interrupted."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.stopped = False

    def __call__(self, done: int, total: int) -> None:
        """Take note of how many credentials of how many were looked at."""
        if self.stopped:
            raise Interrupted("The look at the vault was stopped.")
        self.done, self.total = done, total


class LookingLine(Static):
    """Says how far a look has come once it takes longer than a moment."""

    DEFAULT_CSS = "LookingLine { height: auto; color: $muted; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="looking", markup=False)
        self._looking: Looking | None = None
        self._began = 0.0

    @property
    def seen(self) -> bool:
        """Whether it says anything."""
        return self._looking is not None and monotonic() - self._began >= _QUICK

    def on_mount(self) -> None:
        """Look at it ten times a second, while there is something to look at."""
        self.display = False
        self._timer = self.set_interval(0.1, self._turn, pause=self._looking is None)

    def follow(self, looking: Looking | None) -> None:
        """Say how far this one has come; None says nothing."""
        if self._looking is None:
            self._began = monotonic()
        self._looking = looking
        if looking is None:
            self._timer.pause()
            self.display = False
        else:
            self._timer.resume()

    def _turn(self) -> None:
        if self._looking is None or not self.seen:
            return
        done, total = self._looking.done, self._looking.total
        told = f"{done:,} of {total:,}  {bar(done, total, _BAR)} {percent(done, total)}"
        self.display = True
        self.update(plain(f"Looking: {told if total else '…'}  esc stops"))
