"""What became of each effect, told while it happens and at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Final, Protocol

from vaulttui.sync.effects import Effect

SETTLES: Final = "`vaulttui resume` settles it."
"""What to do about an effect whose outcome is unknown, and can be known yet."""


class Outcome(StrEnum):
    """How an effect ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "outcome unknown"
    LEFT = "not tried"


@dataclass(frozen=True, slots=True)
class Result:
    """An effect with its outcome; ``message`` says why it is not done."""

    effect: Effect
    outcome: Outcome
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all effects, in the order of the plan."""

    remote: str
    results: tuple[Result, ...]

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return sum(one.outcome is outcome for one in self.results)

    @property
    def hint(self) -> str:
        """What to do next where not everything is done; what is open comes first."""
        hints = [one.hint for one in self.results if one.outcome is not Outcome.DONE and one.hint]
        if SETTLES in hints or self.all_done:
            return "" if self.all_done else SETTLES
        return next(iter(hints), "Plan again to see what is left.")

    @property
    def all_done(self) -> bool:
        """True where nothing failed, was left or is unknown."""
        return all(one.outcome is Outcome.DONE for one in self.results)


class Watcher(Protocol):
    """Is told what happens, in the thread that does it. ``stop`` ends it after what is sent."""

    stop: Event

    def began(self, effect: Effect) -> None:
        """A request is about to be sent."""

    def waits(self, seconds: float, effect: Effect | None, *, asked: bool) -> None:
        """Nothing is asked for so many seconds; ``effect`` is None while one looks.

        ``asked``: the remote wants the pause.
        """

    def ended(self, result: Result) -> None:
        """An effect has its outcome, or another one than before."""


class Unwatched:
    """Nobody looks."""

    def __init__(self) -> None:
        self.stop = Event()

    def began(self, effect: Effect) -> None:
        """Told to nobody."""

    def waits(self, seconds: float, effect: Effect | None, *, asked: bool) -> None:
        """Told to nobody."""

    def ended(self, result: Result) -> None:
        """Told to nobody."""


def in_order(effects: Sequence[Effect], results: dict[str, Result]) -> tuple[Result, ...]:
    """The results, in the order of the plan."""
    return tuple(results[one.id] for one in effects if one.id in results)
