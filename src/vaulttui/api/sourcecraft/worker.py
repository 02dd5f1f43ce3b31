"""Who does what was promised: after the answer, one after the other, and again after a restart."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
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
_QUIET: Final = 0.05
_LONGEST_GATHERING: Final = 0.1
"""Seconds: for each commit of a set all its keys are written once more, and kept as its history."""


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
    """Carries out operations; those of one set in the order in which they were accepted."""

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
            try:
                if not await self._vault.change(self._carry_out_some):
                    await self._promised.wait()
                await self._gathered()
            except Locked:
                await self._vault.until_open()
            except (Refusal, VaulttuiError):
                await asyncio.sleep(_PAUSE)

    async def _gathered(self) -> None:
        """Wait until no more is promised for a moment: what comes together is done together."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_GATHERING):
                while self._promised.is_set():
                    self._promised.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_QUIET):
                            await self._promised.wait()

    def _carry_out_some(self, session: Session) -> bool:
        """End what waits longest, with all that goes into the same commit; False if nothing does.

        What is to fail touches no set, so that it need not wait for its turn.
        """
        waiting = operations.pending(session)
        doomed = next((one for one in waiting if one.key in self._fails), None)
        if doomed is not None:
            self._fail(session, doomed)
        elif waiting:
            operations.carry_out_together(session, operations.together(waiting))
        return bool(waiting)

    def _fail(self, session: Session, operation: Operation) -> None:
        code = self._fails[operation.key]
        if code == CANCEL:
            operations.cancel(session, operation.id)
        else:
            operations.fail(session, operation.id, code, "The server was told to fail here.")
