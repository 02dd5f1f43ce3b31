"""Work off the screen's thread of which only the last that was asked for counts."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from vaulttui.errors import VaulttuiError
from vaulttui.tui.frames.screen import VaultScreen

T = TypeVar("T")


class Newest(Generic[T]):
    """Does one job at a time for a screen: a fast hand never makes two threads compete.

    What is asked for while one is under way replaces whatever waits; only the result
    of the last is shown.
    """

    def __init__(self, owner: VaultScreen[Any]) -> None:
        self._owner = owner
        self._waiting: Callable[[], None] | None = None
        self._busy = False
        self._asked = 0

    @property
    def pending(self) -> bool:
        """Whether a result is still to come."""
        return self._waiting is not None or self._busy

    def ask(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do this, in place of what was asked for before."""
        self.drop()
        asked = self._asked

        def done(result: T) -> None:
            self._busy = False
            if asked == self._asked and self._owner.is_attached:
                then(result)
            self._next()

        def start() -> None:
            self._busy = True
            run = self._guarded(job)
            self._owner.vault.perform(run, done, failed=self._failed, group="newest")

        self._waiting = start
        if not self._busy:
            self._next()

    def drop(self) -> None:
        """Want nothing any more of what was asked for."""
        self._asked += 1
        self._waiting = None

    def _next(self) -> None:
        start, self._waiting = self._waiting, None
        if start is not None:
            start()

    def _guarded(self, job: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            try:
                return job()
            except VaulttuiError:
                raise
            except BaseException:
                # Only the worker hears of it, and the next is to be done all the same.
                self._busy = False
                raise

        return run

    def _failed(self, error: VaulttuiError) -> None:
        self._busy = False
        self._owner.vault.tell_error(error)
        self._next()
