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
        self._opening = asyncio.Lock()
        self._opened = asyncio.Event()
        if session is not None:
            self._opened.set()

    def give(self, session: Session) -> None:
        """Let requests have an open vault; before the first of them."""
        self._session = session
        self._opened.set()

    async def look(self, function: Callable[[Session], T]) -> T:
        """What a function finds that changes nothing."""
        await self.refuse_locked()
        return await self._in_worker(lambda: function(self._fresh()))

    async def change(self, function: Callable[[Session], T]) -> T:
        """What a function returns that reads and changes; nothing comes between the two.

        It should edit once. Where another program changed the same meanwhile it is called
        again, on what is there then: what it decides by it must look up itself.
        """
        await self.refuse_locked()
        return await self._in_worker(lambda: self._changed(function))

    async def refuse_locked(self) -> None:
        """Raise Locked or Unusable where the vault is not open and cannot be opened.

        Who asks just after somebody else has waits for a moment: an unlock counts at once.
        """
        if self._opened.is_set():
            return
        arrived = monotonic()
        async with self._opening:
            if self._opened.is_set():
                return
            if self._asked > arrived:
                raise Locked
            await asyncio.sleep(self._asked + _BETWEEN_LOOKS - monotonic())
            self._asked = monotonic()
            await self._in_worker(self._open)
            self._opened.set()

    async def until_open(self) -> None:
        """Wait until the vault is unlocked, for work that no request waits for."""
        await self._opened.wait()

    async def _in_worker(self, work: Callable[[], T]) -> T:
        if self._one_at_a_time is None:
            self._one_at_a_time = CapacityLimiter(1)
        return await to_thread.run_sync(work, limiter=self._one_at_a_time)

    def _changed(self, function: Callable[[Session], T]) -> T:
        for _ in range(_TRIES - 1):
            session = self._fresh()
            try:
                return function(session)
            except Conflict:
                continue
        return function(self._fresh())

    def _fresh(self) -> Session:
        session = self._session
        if session is None:
            raise Locked
        try:
            session.refresh()
        except VaulttuiError as error:
            raise Unusable(error) from None
        return session

    def _open(self) -> None:
        try:
            self._session = self._unlock()
        except VaulttuiError as error:
            raise Unusable(error) from None
        if self._session is None:
            raise Locked
