"""An apply under way: told by the thread that does it, and looked at by the screen."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from threading import Event
from time import monotonic

from vaulttui.sync.effects import Effect
from vaulttui.sync.report import Outcome, Result


class Doing(StrEnum):
    """What is under way."""

    READ = "reading"
    APPLY = "applying"
    RESUME = "settling"
    ADOPT = "taking over"


class Run:
    """What became of each effect so far, and the pauses that the remote wants.

    ``moves`` grows with all that is to be shown anew.
    """

    def __init__(self, doing: Doing, effects: Mapping[str, Effect] | None = None) -> None:
        self.doing = doing
        self.effects = effects or {}
        self.stop = Event()
        self.then = ""
        """What follows once it has stopped, in words."""
        self.results: dict[str, Result] = {}
        self.sent: set[str] = set()
        self.moves = 0
        self.began_at = monotonic()
        self._pauses: dict[str, float] = {}
        self.asked = False
        """Whether the remote wanted the last pause."""

    def began(self, effect: Effect) -> None:
        """A request is about to be sent."""
        effect_id = effect.id
        self.sent.add(effect_id)
        self._go_on(effect_id)

    def waits(self, seconds: float, effect: Effect | None, *, asked: bool) -> None:
        """Nothing is asked for so long, for this effect or for all."""
        self._pauses[effect.id if effect else ""] = monotonic() + seconds
        self.asked = asked
        self.moves += 1

    def ended(self, result: Result) -> None:
        """An effect has its outcome, or another one than before."""
        effect_id = result.effect.id
        self.results[effect_id] = result
        self.sent.add(effect_id)
        self._go_on(effect_id)

    def _go_on(self, effect_id: str) -> None:
        self._pauses.pop(effect_id, None)
        self.moves += 1

    @property
    def stops(self) -> bool:
        """Whether it was asked to stop after what is sent."""
        return self.stop.is_set()

    @property
    def seconds(self) -> float:
        """How long it takes so far."""
        return monotonic() - self.began_at

    def pause_left(self, *, wanted: bool) -> int:
        """The seconds until an effect is tried again, or until there is another look."""
        at = [end for one, end in list(self._pauses.items()) if bool(one) is wanted]
        return max(0, round(max(at) - monotonic())) if at else 0

    def pauses(self, effect_id: str) -> bool:
        """Whether an effect waits until it may be tried again."""
        return self._pauses.get(effect_id, 0) > monotonic()

    def counts(self) -> Counter[Outcome]:
        """How many effects ended how."""
        return Counter(one.outcome for one in list(self.results.values()))
