"""An unlocked vault in use: the only owner of state."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import Record, Revision
from vaulttui.errors import Conflict, NotFound, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.session.activity import activity_note
from vaulttui.session.change import Change, Touched
from vaulttui.session.draft import Draft
from vaulttui.session.reads import Read, ReadLog
from vaulttui.session.view import View
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.known import Changed
from vaulttui.vaultfile.vault import VaultFile

Clock = Callable[[], int]
Listener = Callable[[], None]


def clock() -> int:
    """Now, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


class Session:
    """Views and changes one open vault; ``by`` names the front end in what is remembered.

    ``reads`` is the folder for the sealed log of what was looked at; None keeps none.
    """

    def __init__(
        self, file: VaultFile, *, by: str, reads: Path | None = None, now: Clock = clock
    ) -> None:
        self.file = file
        self.view = View(file.document)
        self.now = now
        self._by = by
        self._reads = ReadLog(reads, file.keys) if reads is not None else None
        self._one_at_a_time = RLock()
        self._untold = False
        self._undo: list[list[tuple[Touched, str]]] = []
        self._listeners: list[Listener] = []

    @property
    def keys(self) -> VaultKeys:
        """What opens and seals this vault's values."""
        return self.file.keys

    def close(self) -> None:
        """Let go of the file. Only a new process forgets what memory held."""
        self._listeners.clear()
        self.file.close()

    # Looking

    def reveal(self, record: Record, field: str, *, verb: str = "get") -> Secret:
        """Open one value, remembered as a read; NotFound where the field holds none."""
        value = self.peek(record, field)
        self.remember(record, field, verb)
        return value

    def peek(self, holder: Record | Revision, field: str) -> Secret:
        """Open one value for the program's own use."""
        if field in holder.v:
            return self.keys.open_value(holder.id, field, holder.v[field])
        public = holder.m.get(f"field.{field}")
        if not isinstance(public, str):
            raise NotFound(f"The field {field} holds no value.")
        return Secret.from_text(public)

    def remember(self, record: Record, field: str, verb: str) -> None:
        """Note on this machine that a value was looked at."""
        self.note_read(verb, str(record.m.get("name", "")), field, record.id)

    def note_read(self, verb: str, name: str, field: str, record_id: str = "") -> None:
        """Note on this machine a look that is not at one record's value alone."""
        if self._reads is not None:
            self._reads.append(Read(self.now(), verb, record_id, name, field, self._by))

    def remember_all(self, looked_at: Iterable[tuple[Record, str]], verb: str) -> None:
        """Note on this machine, in one go, that values were looked at, by record and field."""
        if self._reads is not None:
            now = self.now()
            self._reads.append(
                *(
                    Read(now, verb, record.id, str(record.m.get("name", "")), field, self._by)
                    for record, field in looked_at
                )
            )

    def reads(self) -> list[Read]:
        """What this machine remembers of looks at this vault."""
        return self._reads.entries() if self._reads is not None else []

    # Changing

    @contextmanager
    def edit(self, verb: str, kind: str = "credential") -> Iterator[Change]:
        """Open a change; leaving it saves all of it durably, or raises and changes nothing."""
        with self._changing():
            change = Change(self.keys, self.now(), self._check)
            yield change
            self._save(change, verb, kind)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let one thread change the view, and tell of it even where what it wanted failed."""
        try:
            with self._one_at_a_time:
                yield
        finally:
            if self._untold:
                self._untold = False
                self._announce()

    def _check(self, draft: Draft, beside: Mapping[str, Draft]) -> None:
        # Imported here, because looking needs no rules.
        from vaulttui.session.rules import Seen, check_draft

        check_draft(Seen(self.view, beside), draft)

    def _save(self, change: Change, verb: str, kind: str) -> None:
        names = change.names
        change.note = activity_note(verb, kind, self._by, change.concerned, names)
        revisions = change.revisions()
        if not revisions:
            return
        united = change.united
        if change.forgets:
            self._write(
                lambda: self.file.rewrite(lambda header: header, revisions, united), revisions
            )
        else:
            self._write(lambda: self.file.commit(revisions, united), revisions)
        written = {revision.id: revision.rev for revision in revisions}
        # What is noted of key slots follows the slots, which no undo brings back.
        if change.touched and not change.forgets and kind != "meta":
            self._undo.append([(touch, written[touch.id]) for touch in change.touched])

    def rewrite(
        self, header: Callable[[Header], Header], verb: str, note: Draft | None = None
    ) -> None:
        """Save the vault as a new file with another header: its key slots are in there.

        ``note`` is a record that is saved with it.
        """
        with self._changing():
            change = Change(self.keys, self.now(), lambda *_: None)
            activity = Draft.new("activity")
            activity.m = activity_note(verb, "slot", self._by, [], [])
            change.put(activity)
            if note is not None:
                change.put(note)
            revisions = change.revisions()
            self._write(lambda: self.file.rewrite(header, revisions), revisions)

    def _write(self, save: Callable[[], Changed], revisions: Sequence[Revision]) -> None:
        try:
            others = save()
        except VaulttuiError:
            # A save that fails may have read what others wrote: the next try must see it.
            self._apply(self.file.news(), frozenset())
            raise
        self._apply(others, frozenset(revision.id for revision in revisions))

    def _apply(self, others: Changed, ours: frozenset[str]) -> None:
        self._untold = self._untold or bool(others or ours)
        if others.anew:
            self.view.turn_to(self.file.document)
        else:
            self.view.follow(self.file.document, others.ids | ours)

    # Undoing

    @property
    def can_undo(self) -> bool:
        """True where this session made a change that it can take back."""
        return bool(self._undo)

    def undo(self) -> list[str]:
        """Take back this session's last change; return the names of the records concerned.

        Raises NotFound where there is none, Conflict where a record changed since.
        """
        with self._one_at_a_time:
            if not self._undo:
                raise NotFound("There is nothing to undo in this session.")
            # Nothing is brought back that another program has just forgotten for good.
            self.refresh()
            steps = self._undo[-1]
            depth = len(self._undo)
            names = [name for step in steps if (name := self._undo_name(step)) is not None]
            try:
                with self.edit("undo") as change:
                    for touch, rev in steps:
                        self._take_back(change, touch, rev)
            except Conflict:
                # A step that can never be taken back must not bar the way to those before it.
                del self._undo[depth - 1 :]
                raise
            self._forget_undone(depth)
        return names

    def _forget_undone(self, depth: int) -> None:
        """Drop the step taken back, and let the earlier ones follow to what taking it back made."""
        written = {touch.id: rev for step in self._undo[depth:] for touch, rev in step}
        moved = {
            head.rev: written[touch.id]
            for touch, _ in self._undo[depth - 1]
            if touch.before is not None and touch.id in written
            for head in touch.before.heads
        }
        self._undo = [
            [(touch, moved.get(rev, rev)) for touch, rev in step]
            for step in self._undo[: depth - 1]
        ]

    def _undo_name(self, step: tuple[Touched, str]) -> str | None:
        touch, _ = step
        record = touch.before or self.view.record(touch.id)
        name = record.m.get("name") if record else None
        return name if isinstance(name, str) else None

    def _take_back(self, change: Change, touch: Touched, rev: str) -> None:
        record = self.view.record(touch.id)
        if record is None or [head.rev for head in record.heads] != [rev]:
            raise Conflict("The record was changed again since; undo would lose that change.")
        former = {head.rev for head in touch.before.heads} if touch.before else set()
        if any(one.husk for one in record.revisions if one.rev in former):
            raise Conflict("What the record held before was forgotten for good.")
        if touch.before is None or touch.before.deleted:
            change.delete(record)
            return
        draft = Draft.of(record)
        draft.take_back_all(touch.before)
        change.put(draft)

    # Following

    def refresh(self) -> bool:
        """Look whether other programs wrote; True where the view changed."""
        with self._changing():
            changed = self.file.refresh()
            if changed:
                self._apply(changed, frozenset())
        return bool(changed)

    def listen(self, listener: Listener) -> None:
        """Call ``listener``, in whatever thread made the change, after each change of the view."""
        self._listeners.append(listener)

    def _announce(self) -> None:
        for listener in list(self._listeners):
            listener()
