"""Faults in the order that a test wants them, and who hears of what happens."""

from collections.abc import Callable
from threading import Event

from tests.sync.model_remote import Fault, lost
from tests.sync.world import World
from vaulttui.errors import Unreachable
from vaulttui.sync.effects import Effect
from vaulttui.sync.report import Outcome, Report, Result


class Script:
    """Faults for the writes of a run, in turn; None lets one pass, and so does the end."""

    def __init__(self, *faults: Fault | None, what: str = "write") -> None:
        self.faults, self.what = iter(faults), what

    def __call__(self, what: str) -> Fault | None:
        return next(self.faults, None) if what == self.what else None


class Listener:
    """Hears what happens; ``until`` stops the run."""

    def __init__(self, until: Callable[["Listener"], bool] = lambda _heard: False) -> None:
        self.stop = Event()
        self.until = until
        self.began_: list[Effect] = []
        self.waited: list[float] = []
        self.asked: list[bool] = []
        self.results: list[Result] = []

    def began(self, effect: Effect) -> None:
        self.began_.append(effect)
        self._look()

    def waits(self, seconds: float, effect: Effect | None, *, asked: bool) -> None:
        self.waited.append(seconds)
        self.asked.append(asked)
        self._look()

    def ended(self, result: Result) -> None:
        self.results.append(result)

    def _look(self) -> None:
        if self.until(self):
            self.stop.set()


def left_open(world: World, slot: str) -> None:
    """Another value is sent; it arrives, and nobody knows that it did."""
    world.put("db", slot, "3")
    world.model.faults = and_no_reading(Script(*[lost(late=True)[0]] * 9))
    world.apply()
    world.model.faults = lambda _what: None


def outcomes(report: Report) -> list[Outcome]:
    return [one.outcome for one in report.results]


def held(world: World, name: str = "db") -> dict[str, bytes]:
    return world.model.things[world.place(name)].values


def and_no_reading(faults: Callable[[str], Fault | None]) -> Callable[[str], Fault | None]:
    """The same; and after the first write nothing can be read."""
    written: list[str] = []

    def both(what: str) -> Fault | None:
        written.extend([what] * (what == "write"))
        if what == "read" and written:
            return Fault(Unreachable("no route"))
        return faults(what)

    return both
