"""Which effects of a plan are to be done: none without those that it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaulttui.sync.effects import Effect


class Ticks:
    """All are ticked at first, but those that were not before."""

    def __init__(self, effects: Sequence[Effect], unticked: Iterable[str] = ()) -> None:
        self.effects: Mapping[str, Effect] = {one.id: one for one in effects}
        """By their ids, in order."""
        self._needing: dict[str, list[str]] = {}
        for one, effect in self.effects.items():
            for first in effect.after:
                self._needing.setdefault(first, []).append(one)
        self._off: set[str] = set()
        self._untick(one for one in unticked if one in self.effects)

    def __contains__(self, effect_id: object) -> bool:
        """Whether it is to be done."""
        return effect_id in self.effects and effect_id not in self._off

    def state(self, ids: Iterable[str]) -> bool | None:
        """Whether all of these are ticked; None where only some are."""
        found = {one in self for one in ids}
        return found.pop() if len(found) == 1 else None

    def toggle(self, ids: Sequence[str]) -> int:
        """Tick these, or take their ticks away where all have one; how many others went along."""
        before = set(self._off)
        if self.state(ids) is True:
            self._untick(ids)
        else:
            self._tick(ids)
        return len((before ^ self._off) - {*ids})

    def only(self, ids: Sequence[str]) -> int:
        """Tick these and what they need, and nothing beside; how many others are ticked."""
        self._off = set(self.effects)
        self._tick(ids)
        return sum(one in self for one in self.effects) - len(ids)

    @property
    def chosen(self) -> tuple[Effect, ...]:
        """What is to be done, in order."""
        return tuple(one for key, one in self.effects.items() if key not in self._off)

    @property
    def unticked(self) -> tuple[str, ...]:
        """What is left out."""
        return tuple(one for one in self.effects if one in self._off)

    def needing(self, effect_id: str) -> Iterator[Effect]:
        """What cannot be done without it."""
        return (self.effects[one] for one in self._needing.get(effect_id, ()))

    def needed(self, effect_id: str) -> Iterator[Effect]:
        """What must be done before it."""
        after = self.effects[effect_id].after
        return (self.effects[one] for one in after if one in self.effects)

    def _untick(self, ids: Iterable[str]) -> None:
        for one in ids:
            if one not in self._off:
                self._off.add(one)
                self._untick(self._needing.get(one, ()))

    def _tick(self, ids: Iterable[str]) -> None:
        for one in ids:
            self._off.discard(one)
            self._tick(self.effects[one].after if one in self.effects else ())
