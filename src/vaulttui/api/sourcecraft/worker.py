"""Who does what was promised: after the answer, one after the other, and again after a restart."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Final

from vaulttui.api.problems import Refusal
from vaulttui.api.vault import Locked, Vault
from vaulttui.domain.operations import Operation
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError, VaulttuiError
from vaulttui.operations import operations
from vaulttui.session.session import Session

CANCEL: Final = "cancel"
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_PAUSE: Final = 1.0
"""Seconds until a vault that could not be changed is tried again."""


def parse_fails(fails: Mapping[str, str]) -> Mapping[str, str]:
    """KEY → CODE; UsageError for a code that is no word."""
    for code in fails.values():
        if not _WORD.fullmatch(code):
            raise UsageError(
                f"--fail sourcecraft:KEY=CODE takes no {safe_text(code, 80)}.",
                hint=f"It is a word of letters and digits; {CANCEL} cancels the operation.",
            )
    return fails


class Worker:
    """Carries out operations in the order in which they were accepted."""

    def __init__(self, vault: Vault, fails: Mapping[str, str]) -> None:
        self._vault = vault
        self._fails = fails
        self._promised = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with what a former run left."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """End after the operation under way; the others wait for the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        """There is something to do."""
        self._promised.set()

    async def _work(self) -> None:
        while True:
            self._promised.clear()
            try:
                await self._carry_out_all()
                await self._promised.wait()
            except Locked:
                await self._vault.until_open()
            except (Refusal, VaulttuiError):
                await asyncio.sleep(_PAUSE)

    async def _carry_out_all(self) -> None:
        for waiting in await self._vault.look(operations.pending):
            await self._vault.change(partial(self._end, waiting))

    def _end(self, operation: Operation, session: Session) -> None:
        code = self._fails.get(operation.key)
        if code == CANCEL:
            operations.cancel(session, operation.id)
        elif code is not None:
            operations.fail(session, operation.id, code, "The server was told to fail here.")
        else:
            operations.carry_out(session, operation.id)
