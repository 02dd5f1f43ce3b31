"""The vault as requests use it: one at a time, in worker threads, beside other programs."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

from vaulttui.api.problems import Problem, Refusal
from vaulttui.errors import Conflict, VaulttuiError
from vaulttui.session.session import Session

T = TypeVar("T")
Unlock = Callable[[], Session | None]
"""Opens the vault without asking anybody; None where nobody holds its key."""
_TRIES: Final = 5
_BETWEEN_LOOKS: Final = 1.0


class Locked(Refusal):
    """Nobody holds the vault's key."""

    def __init__(self) -> None:
        super().__init__(Problem.LOCKED)


class Unusable(Refusal):
    """The file is gone, damaged or another one; the message says which."""

    def __init__(self, reason: VaulttuiError) -> None:
        super().__init__(Problem.UNAVAILABLE, reason.message)


class Vault:
    """Lets functions have the session, each after a look at what other programs wrote.

    Both ways raise what the function raises, Locked and Unusable.
    """

    def __init__(self, session: Session | None, unlock: Unlock = lambda: None) -> None:
        self._session = session
        self._unlock = unlock
        self._asked = -_BETWEEN_LOOKS
        self._one_at_a_time: CapacityLimiter | None = None
        self._opened = asyncio.Event()

    async def look(self, function: Callable[[Session], T]) -> T:
        """What a function finds that changes nothing."""
        return await self._in_turn(lambda: function(self._fresh()))

    async def change(self, function: Callable[[Session], T]) -> T:
        """What a function returns that reads and changes; nothing comes between the two.

        It should edit once. Where another program changed the same meanwhile it is called
        again, on what is there then: what it decides by it must look up itself.
        """
        return await self._in_turn(lambda: self._changed(function))

    async def refuse_locked(self) -> None:
        """Raise Locked or Unusable where the vault is not open and cannot be opened."""
        if self._session is None:
            await self.look(lambda _session: None)

    async def until_open(self) -> None:
        """Wait until the vault is unlocked, for work that no request waits for."""
        await self._opened.wait()

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._one_at_a_time is None:
            self._one_at_a_time = CapacityLimiter(1)
        try:
            return await to_thread.run_sync(work, limiter=self._one_at_a_time)
        finally:
            if self._session is not None:
                self._opened.set()

    def _changed(self, function: Callable[[Session], T]) -> T:
        for _ in range(_TRIES - 1):
            session = self._fresh()
            try:
                return function(session)
            except Conflict:
                continue
        return function(self._fresh())

    def _fresh(self) -> Session:
        session = self._session = self._session or self._unlocked()
        try:
            session.refresh()
        except VaulttuiError as error:
            raise Unusable(error) from None
        return session

    def _unlocked(self) -> Session:
        now = monotonic()
        if now - self._asked < _BETWEEN_LOOKS:
            raise Locked
        self._asked = now
        try:
            session = self._unlock()
        except VaulttuiError as error:
            raise Unusable(error) from None
        if session is None:
            raise Locked
        return session
