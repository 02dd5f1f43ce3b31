"""Doing effects on a remote: some at once, each in the journal before it is sent."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from vaulttui.domain.text import lasting, safe_text
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
from vaulttui.remotes.protocol import Dialect, Step, Verb, Written
from vaulttui.sync.book import Book, Note
from vaulttui.sync.effects import Effect
from vaulttui.sync.notes import Before, Desk, Sight
from vaulttui.sync.report import SETTLES, Outcome, Result, Watcher
from vaulttui.sync.steps import Steps
from vaulttui.sync.wanted import Place

T = TypeVar("T")

LONGEST_PAUSE: Final = 300.0
FIRST_PAUSE = 0.5
"""Seconds before the first repeat; each further pause is twice as long."""
_REPEATS: Final = 4
_GLANCE: Final = 0.1
"""Seconds between looks whether to stop."""
STOPPED: Final = "stopped before it began"
GOES_ON: Final = "the remote took the write, and does not say yet that it is done"
_TURNED_AWAY: Final = 2
"""After so many refused logins in a row nothing more is asked."""


@dataclass(slots=True)
class Runner:
    """One run over a remote. ``sight`` is the reading before it.

    ``doubted`` are slots that others may have written since we did, by object.
    """

    dialect: Dialect
    steps: Steps
    book: Book
    desk: Desk
    watcher: Watcher
    doubted: Mapping[Place, set[str]]
    sight: Sight
    results: dict[str, Result] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    asked: bool = False
    """A write was sent: the reading may not be true any more."""
    _free_at: float = 0.0
    """Until then the remote wants nothing to be asked, by the clock of the event loop."""
    _refusals: int = 0
    _given_up: str = ""
    _objects: dict[Place, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def run(self, effects: Sequence[Effect]) -> None:
        """Do all, as many at once as the dialect bears; what must come first comes first."""
        ended = {effect.id: asyncio.Event() for effect in effects}

        async def do(effect: Effect) -> None:
            for first in effect.after:
                if first in ended:
                    await ended[first].wait()
            self.note(await self._tried(effect))
            ended[effect.id].set()

        await self.each(effects, do)

    async def each(self, works: Sequence[T], do: Callable[[T], Awaitable[None]]) -> None:
        """Do something with all, in their order, as many at once as the dialect bears."""
        waiting = iter(works)

        async def work() -> None:
            for one in waiting:
                await do(one)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.dialect.abilities.at_once, len(works))):
                group.create_task(work())

    def note(self, result: Result) -> None:
        """Tell how an effect ended, or ended otherwise than before."""
        self.results[result.effect.id] = result
        self.watcher.ended(result)

    def turn(self, effect: Effect) -> AbstractAsyncContextManager[object]:
        """What the remote says of an object last must be what we hear last."""
        marks = self.dialect.abilities.marks
        return self._objects[effect.place] if marks else nullcontext()

    async def ready(self) -> str:
        """Wait for the pause that one effect was told; why nothing is to be asked any more."""
        # It is everybody's: each would be turned away.
        if not await self._passed(self._free_at):
            return STOPPED
        return self._given_up

    async def _tried(self, effect: Effect) -> Result:
        reason = self._why_not(effect) or await self.ready()
        if reason:
            return Result(effect, Outcome.LEFT, reason)
        async with self.turn(effect):
            return await self.done(effect)

    def _why_not(self, effect: Effect) -> str:
        for first in effect.after:
            known = self.results.get(first)
            if known is None:
                return "needs another effect that was left out"
            if known.outcome is not Outcome.DONE:
                return f"waits for {known.effect.kind} {safe_text(known.effect.key)}"
        return ""

    async def done(self, effect: Effect, *, again: bool = False) -> Result:
        """Do one effect, and write down what came of it.

        ``again``: it was sent before, and is in the journal; nobody knows if it was done.
        """
        self.watcher.began(effect)
        if not again:
            try:
                await self.book.keep(self.desk.begun(effect, self._before(effect)))
            except VaulttuiError as error:
                return Result(effect, Outcome.FAILED, error.message, self._hint(error))
        # The note showed what other programs wrote meanwhile.
        try:
            step = self.steps.step(effect)
        except VaulttuiError as error:
            if again:
                return await self.lost(effect, Outcome.UNKNOWN, error)
            result = Result(effect, Outcome.FAILED, error.message, self._hint(error))
            return await self._closed(self.desk.dropped(effect), result)
        try:
            written = await self._written(effect, step)
        except RemoteFailed as error:
            return await self._failed(effect, error, again=again)
        self._refusals = 0
        return await self.confirm(effect, written)

    def _before(self, effect: Effect) -> Before:
        doubted = self.doubted.get(effect.place, ())
        return Before.of(effect, self.steps.object_id(effect), self.sight, doubted)

    async def lost(self, effect: Effect, outcome: Outcome, error: VaulttuiError) -> Result:
        """Give an effect up of which nobody will ever know whether it was done."""
        note = self.desk.lost(effect, self.steps.object_id(effect))
        given_up = "given up: " if outcome is Outcome.UNKNOWN else ""
        result = Result(effect, outcome, f"{given_up}{error.message}", self._hint(error))
        return await self._closed(note, result)

    def _hint(self, error: VaulttuiError) -> str:
        return error.hint.replace(
            "remote show NAME", f"remote show {safe_text(self.steps.remote.name)}"
        )

    async def confirm(self, effect: Effect, written: Written) -> Result:
        """Write down that an effect is done."""
        if written.object_id and effect.verb is Verb.CREATE:
            self.steps.made[effect.place] = written.object_id
        written = replace(written, object_id=written.object_id or self.steps.object_id(effect))
        doubted = self.doubted.get(effect.place, set())
        doubted -= {*effect.slots, *effect.removed}
        unread = self.dialect.abilities.marks and written.mark is None and _leaves_mark(effect)
        self.written[effect.id] = written
        try:
            await self.book.keep(self.desk.done(effect, written, doubted, unread=unread))
        except VaulttuiError as error:
            told = f"done there, not noted here: {error.message}"
            return Result(effect, Outcome.UNKNOWN, told, SETTLES)
        return Result(effect, Outcome.DONE)

    async def _written(self, effect: Effect, step: Step) -> Written:
        if _asks_nothing(step):
            return Written(step.object_id)
        written = await self._repeated(effect, step)
        if written.pending:
            # Where this cannot be noted the work goes on there all the same.
            with suppress(VaulttuiError):
                await self.book.keep(self.desk.taken(effect, written.pending))
            return await self._followed(written.pending)
        return written

    async def _followed(self, pending: str) -> Written:
        """Wait for what goes on there: it does so whether we can look or not."""
        try:
            written = await as_rejected(self.dialect.follow(pending))
        except Rejected:
            raise
        except RemoteFailed as error:
            raise Unanswered(error.message, hint=error.hint) from None
        if written.pending:
            raise Unanswered(GOES_ON)
        return written

    async def _repeated(self, effect: Effect, step: Step) -> Written:
        """Ask; again where nothing was done, or where doing it twice is doing it once.

        Of several errors the first is raised after which it may have been done.
        """
        pause = FIRST_PAUSE
        lost: RemoteFailed | None = None
        for left in reversed(range(_REPEATS)):
            try:
                self.asked = True
                return await as_rejected(self.dialect.write(step))
            except RemoteFailed as error:
                self._hear(error)
                lost = lost or (error if is_unknown(error) else None)
                wanted = _pause_after(error, step, pause) if left else None
                asked = isinstance(error, Throttled)
                if wanted is None or not await self._waited(wanted, effect, asked=asked):
                    raise (lost or error) from None
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _hear(self, error: RemoteFailed) -> None:
        """Note the pause that a remote asks for, where it says how long."""
        if isinstance(error, Throttled) and error.retry_after is not None:
            if error.retry_after > LONGEST_PAUSE:
                self._given_up = f"the remote wants a pause of {lasting(int(error.retry_after))}"
            else:
                now = asyncio.get_running_loop().time()
                self._free_at = max(self._free_at, now + error.retry_after)

    async def _waited(self, seconds: float, effect: Effect, *, asked: bool) -> bool:
        """Wait; False where somebody wants to stop."""
        if self.watcher.stop.is_set():
            return False
        self.watcher.waits(seconds, effect, asked=asked)
        return await self._passed(asyncio.get_running_loop().time() + seconds)

    async def _passed(self, end: float) -> bool:
        """Wait until then; False where somebody wants to stop."""
        loop = asyncio.get_running_loop()
        while not self.watcher.stop.is_set():
            left = end - loop.time()
            if left <= 0:
                return True
            await asyncio.sleep(min(left, _GLANCE))
        return False

    async def _failed(self, effect: Effect, error: RemoteFailed, *, again: bool) -> Result:
        self._refusals = self._refusals + 1 if isinstance(error, Refused) else 0
        if self._refusals >= _TURNED_AWAY:
            self._given_up = "the remote takes the login no more"
        elif isinstance(error, Unreachable):
            self._given_up = "the remote cannot be reached"
        if is_unknown(error) or (again and not isinstance(error, Rejected)):
            # It stays open: to do it later settles what became of it the first time.
            return Result(effect, Outcome.UNKNOWN, error.message, SETTLES)
        if again or (isinstance(error, Rejected) and error.partly):
            return await self.lost(effect, Outcome.FAILED, error)
        result = Result(effect, Outcome.FAILED, error.message, self._hint(error))
        return await self._closed(self.desk.dropped(effect), result)

    async def _closed(self, note: Note, result: Result) -> Result:
        """Take an effect out of the journal; what cannot be noted stays open."""
        try:
            await self.book.keep(note)
        except VaulttuiError as error:
            return Result(result.effect, Outcome.UNKNOWN, error.message, SETTLES)
        return result


async def as_rejected(work: Coroutine[object, object, Written]) -> Written:
    """Give what a dialect cannot send at all out as a no to this one request."""
    try:
        return await work
    except RemoteFailed:
        raise
    except VaulttuiError as error:
        raise Rejected(error.message, 0, error.code, hint=error.hint) from None


def is_unknown(error: RemoteFailed) -> bool:
    """True where a write may have been done although it failed."""
    broken = isinstance(error, Rejected) and error.status >= 500
    return broken or isinstance(error, Unanswered | OddAnswer)


def _pause_after(error: RemoteFailed, step: Step, pause: float) -> float | None:
    """Seconds to wait before asking again; None where nothing speaks for it."""
    if isinstance(error, Throttled):
        wanted = pause if error.retry_after is None else error.retry_after
        return wanted if wanted <= LONGEST_PAUSE else None
    again = is_unknown(error) and step.verb is Verb.CHANGE and not isinstance(error, OddAnswer)
    return pause if again or isinstance(error, Unreachable) else None


def _asks_nothing(step: Step) -> bool:
    asks = step.values or step.public or step.remove or step.projects is not None
    return step.verb is Verb.CHANGE and not asks


def _leaves_mark(effect: Effect) -> bool:
    return bool(effect.binding_id) and (effect.verb is not Verb.DELETE or bool(effect.removed))
