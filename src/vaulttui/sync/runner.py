"""Doing effects on a remote: some at once, each in the journal before it is sent."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import (
    OddAnswer,
    Refused,
    Rejected,
    RemoteFailed,
    Throttled,
    Unanswered,
    Unreachable,
    VaulttuiError,
)
from vaulttui.remotes.protocol import Dialect, Kind, Step, Verb, Written
from vaulttui.sync.book import Book
from vaulttui.sync.effects import Effect
from vaulttui.sync.notes import Before, Desk
from vaulttui.sync.report import Outcome, Result, Watcher
from vaulttui.sync.steps import Steps

LONGEST_PAUSE: Final = 300.0
_REPEATS: Final = 4
_TURNED_AWAY: Final = 2
"""After so many refused logins in a row nothing more is asked."""


@dataclass(slots=True)
class Runner:
    """One run over a remote. ``before`` is what was seen of each effect's object."""

    dialect: Dialect
    steps: Steps
    book: Book
    desk: Desk
    watcher: Watcher
    doubted: Mapping[tuple[Kind, str], set[str]]
    before: Callable[[Effect], Before]
    first_pause: float = 0.5
    results: dict[str, Result] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    _refusals: int = 0
    _given_up: str = ""
    _objects: dict[tuple[Kind, str], asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def run(self, effects: Sequence[Effect]) -> None:
        """Do all, as many at once as the dialect bears; what must come first comes first."""
        ended = {effect.id: asyncio.Event() for effect in effects}
        waiting = iter(effects)

        async def work() -> None:
            for effect in waiting:
                for first in effect.after:
                    if first in ended:
                        await ended[first].wait()
                self._note(await self._tried(effect))
                ended[effect.id].set()

        count = min(self.dialect.abilities.at_once, len(effects))
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(work())

    def _note(self, result: Result) -> None:
        self.results[result.effect.id] = result
        self.watcher.ended(result)

    async def _tried(self, effect: Effect) -> Result:
        reason = self._why_not(effect)
        if reason:
            return Result(effect, Outcome.LEFT, reason)
        if not self.dialect.abilities.marks:
            return await self.done(effect)
        # What the remote says of an object last must be what we hear last.
        async with self._objects[effect.object_kind, effect.key]:
            return await self.done(effect)

    def _why_not(self, effect: Effect) -> str:
        if self.watcher.stop.is_set():
            return "stopped before it began"
        for first in effect.after:
            known = self.results.get(first)
            if known is not None and known.outcome is not Outcome.DONE:
                return f"waits for {known.effect.kind} {safe_text(known.effect.key)}"
        return self._given_up

    async def done(self, effect: Effect) -> Result:
        """Do one effect, and write down what came of it."""
        self.watcher.began(effect)
        try:
            step = self.steps.step(effect)
            await self.book.keep(self.desk.begun(effect, self.before(effect)))
        except VaulttuiError as error:
            return Result(effect, Outcome.FAILED, error.message, error.hint)
        try:
            written = await self._written(effect, step)
        except RemoteFailed as error:
            return await self._failed(effect, error)
        self._refusals = 0
        return await self.confirm(effect, written)

    async def confirm(self, effect: Effect, written: Written) -> Result:
        """Write down that an effect is done."""
        place = (effect.object_kind, effect.key)
        if written.object_id and effect.verb is Verb.CREATE:
            self.steps.made[place] = written.object_id
        doubted = self.doubted.get(place, set())
        doubted -= {*effect.slots, *effect.removed}
        unread = self.dialect.abilities.marks and written.mark is None and _leaves_mark(effect)
        self.written[effect.id] = written
        try:
            await self.book.keep(self.desk.done(effect, written, doubted, unread=unread))
        except VaulttuiError as error:
            return Result(effect, Outcome.UNKNOWN, f"done there, not noted here: {error.message}")
        return Result(effect, Outcome.DONE)

    async def _written(self, effect: Effect, step: Step) -> Written:
        if _asks_nothing(step):
            return Written(step.object_id)
        written = await self._repeated(effect, step)
        if written.pending:
            # Where this cannot be noted the work goes on there all the same.
            with suppress(VaulttuiError):
                await self.book.keep(self.desk.taken(effect, written.pending))
            return await self.dialect.follow(written.pending)
        return written

    async def _repeated(self, effect: Effect, step: Step) -> Written:
        """Ask; again where nothing was done, or where doing it twice is doing it once."""
        pause = self.first_pause
        for left in reversed(range(_REPEATS)):
            try:
                return await self.dialect.write(step)
            except Throttled as error:
                wanted = pause if error.retry_after is None else error.retry_after
                if not left or wanted > LONGEST_PAUSE or self.watcher.stop.is_set():
                    raise
                await self._wait(wanted, effect)
            except RemoteFailed as error:
                if not left or not _may_repeat(error, step) or self.watcher.stop.is_set():
                    raise
                await self._wait(pause, effect)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    async def _wait(self, seconds: float, effect: Effect) -> None:
        self.watcher.waits(seconds, effect)
        await asyncio.to_thread(self.watcher.stop.wait, seconds)

    async def _failed(self, effect: Effect, error: RemoteFailed) -> Result:
        if is_unknown(error):
            return Result(effect, Outcome.UNKNOWN, error.message, error.hint)
        self._refusals = self._refusals + 1 if isinstance(error, Refused) else 0
        if self._refusals >= _TURNED_AWAY:
            self._given_up = "the remote takes the login no more"
        elif isinstance(error, Unreachable):
            self._given_up = "the remote cannot be reached"
        try:
            await self.book.keep(self.desk.dropped(effect))
        except VaulttuiError as own:
            return Result(effect, Outcome.UNKNOWN, own.message, own.hint)
        return Result(effect, Outcome.FAILED, error.message, error.hint)


def is_unknown(error: RemoteFailed) -> bool:
    """True where a write may have been done although it failed."""
    broken = isinstance(error, Rejected) and error.status >= 500
    return broken or isinstance(error, Unanswered | OddAnswer)


def _may_repeat(error: RemoteFailed, step: Step) -> bool:
    if isinstance(error, Unreachable):
        return True
    return is_unknown(error) and step.verb is Verb.CHANGE and not isinstance(error, OddAnswer)


def _asks_nothing(step: Step) -> bool:
    asks = step.values or step.public or step.remove or step.projects is not None
    return step.verb is Verb.CHANGE and not asks


def _leaves_mark(effect: Effect) -> bool:
    return bool(effect.binding_id) and (effect.verb is not Verb.DELETE or bool(effect.removed))
