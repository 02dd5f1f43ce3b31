"""Asking a remote, in a thread for which nobody waits when the program ends or locks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

from textual.worker import Worker

from vaulttui.errors import Interrupted, VaulttuiError
from vaulttui.tui.frames.screen import VaultScreen

T = TypeVar("T")


def ask(
    screen: VaultScreen[Any],
    job: Callable[[], T],
    then: Callable[[T], object],
    failed: Callable[[VaulttuiError], object],
) -> Worker[None]:
    """Do it there, and come back to the screen with its result or its error.

    A remote that never answers must hold nobody up: cancelled, the worker drops the result,
    and the thread ends by itself or with the program.
    """
    answer: Future[T] = Future()

    def work() -> None:
        answer.set_running_or_notify_cancel()
        try:
            answer.set_result(job())
        except BaseException as error:  # noqa: BLE001  # whoever waits raises it
            answer.set_exception(error)

    async def wait() -> None:
        try:
            result = await asyncio.wrap_future(answer)
        except VaulttuiError as error:
            _back(screen, failed, error)
        except Exception:
            # The app says where it broke; the screen must not wait for ever.
            _back(screen, failed, Interrupted("It ended before its end."))
            raise
        else:
            _back(screen, then, result)

    Thread(target=work, name="remote", daemon=True).start()
    return screen.app.run_worker(wait(), group="remote", exit_on_error=False)


def _back(screen: VaultScreen[Any], callback: Callable[[T], object], result: T) -> None:
    def deliver() -> None:
        if screen.is_attached:
            callback(result)

    screen.app.call_later(deliver)
