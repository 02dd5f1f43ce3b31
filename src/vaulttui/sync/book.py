"""Ledger and journal, written while requests are under way: those that wait go in one commit."""

import asyncio
from collections.abc import Callable
from typing import Final

from vaulttui.errors import Conflict
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Note = Callable[["Page"], None]
"""Writes what it has to say; called again where another program was quicker."""
_TRIES: Final = 5


class Page:
    """The drafts of one commit: several notes may add to one record."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._drafts: dict[str, Draft] = {}
        self._gone: set[str] = set()

    def draft(self, kind: str, record_id: str) -> Draft:
        """The record as it is to be, be it there already or not."""
        self._gone.discard(record_id)
        if record_id not in self._drafts:
            record = self.session.view.record(record_id)
            self._drafts[record_id] = Draft.of(record) if record else Draft.new(kind, record_id)
        return self._drafts[record_id]

    def leave(self, record_id: str) -> None:
        """Forget a draft."""
        self._drafts.pop(record_id, None)

    def delete(self, record_id: str) -> None:
        """Let a record go, if it is there."""
        self._drafts.pop(record_id, None)
        self._gone.add(record_id)

    def write(self, change: Change) -> None:
        """Put everything into a change."""
        for draft in self._drafts.values():
            change.put(draft)
        for record_id in self._gone:
            record = self.session.view.record(record_id)
            if record is not None and not record.deleted:
                change.delete(record)


class Book:
    """What one program writes into ledger and journal; ``keep`` returns once it is durable."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[tuple[Note, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, note: Note) -> None:
        """Write one note, together with all that wait by then; raises what the save raises."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((note, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            failed: Exception | None = None
            try:
                await asyncio.to_thread(commit, self._session, [note for note, _ in batch])
            except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits must hear it
                failed = error
            for _, written in batch:
                if not written.done():
                    written.set_exception(failed) if failed else written.set_result(None)


def commit(session: Session, notes: list[Note]) -> None:
    """Save notes in one commit; where another program touched the same, once more."""
    for left in reversed(range(_TRIES)):
        page = Page(session)
        for note in notes:
            note(page)
        try:
            with session.bookkeeping() as change:
                page.write(change)
        except Conflict:
            if not left:
                raise
            session.refresh()
        else:
            return
