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
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.reads import Read, ReadLog
from vaulttui.session.undo import Step, Steps, take_back
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
        self._steps = Steps()
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

    def remember_all(
        self, looked_at: Iterable[tuple[Record, str]], verb: str, to: str = ""
    ) -> None:
        """Note on this machine, in one go, that values were looked at, by record and field.

        ``to`` names the remote that they are sent to.
        """
        if self._reads is not None:
            now = self.now()
            self._reads.append(
                *(
                    Read(now, verb, record.id, str(record.m.get("name", "")), field, self._by, to)
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
            change = self._change()
            yield change
            step = self._save(change, verb, kind)
            # What is noted of key slots follows the slots, which no undo brings back.
            if step is not None and kind != "meta":
                self._steps.note(step)

    @contextmanager
    def bookkeeping(self) -> Iterator[Change]:
        """Open a change of what the program keeps for itself, saved as durably as any other.

        No activity tells of it and no undo takes it back: it holds nothing but ledger,
        journal, operations, and bindings that learn which object they answer for.
        """
        with self._changing():
            change = self._change()
            yield change
            self._store(change)

    def _change(self) -> Change:
        return Change(self.keys, self.now(), self._check)

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

    def _save(self, change: Change, verb: str, kind: str) -> Step | None:
        """Save it and note it; the step to be taken back, if it is one."""
        change.note = activity_note(verb, kind, self._by, change.concerned, change.names)
        written = self._store(change)
        if not written or change.forgets or not change.touched:
            return None
        touched = tuple((touch, written[touch.id]) for touch in change.touched)
        return Step(kind, touched, change.mentioned)

    def _store(self, change: Change) -> dict[str, str]:
        """Save it; the revision that each record has got."""
        revisions, united = change.revisions(), change.united
        if not revisions:
            return {}
        if change.forgets:
            self._write(
                lambda: self.file.rewrite(lambda header: header, revisions, united), revisions
            )
        else:
            self._write(lambda: self.file.commit(revisions, united), revisions)
        return {revision.id: revision.rev for revision in revisions}

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

    def replace(self, put: Callable[[VaultFile], VaultFile]) -> None:
        """Let ``put`` lay another file in the vault's place, and go on with the one it returns.

        No change made before can be undone in that one.
        """
        with self._changing():
            reads = self.reads()
            self.file = put(self.file)
            if self._reads is not None:
                self._reads = self._reads.anew(self.file.keys, reads)
            self._steps = Steps()
            self.view.turn_to(self.file.document)
            self._untold = True

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
        return bool(self._steps.done)

    @property
    def can_redo(self) -> bool:
        """True where the last that this session did was to take changes back."""
        return bool(self._steps.undone)

    def undo(self) -> list[str]:
        """Take back this session's last change; return the names of the records concerned.

        Raises NotFound where there is none, Conflict where a record changed since.
        """
        return self._turn("undo", self._steps.done, self._steps.undone)

    def redo(self) -> list[str]:
        """Make again the change that was taken back last; return names as ``undo`` does.

        Any new change ends that. Raises NotFound where there is none, Conflict where a
        record changed since.
        """
        return self._turn("redo", self._steps.undone, self._steps.done)

    def _turn(self, verb: str, steps: list[Step], turned: list[Step]) -> list[str]:
        with self._changing():
            if not steps:
                raise NotFound(f"There is nothing to {verb} in this session.")
            # Nothing is brought back that another program has just forgotten for good.
            self.refresh()
            step = steps[-1]
            names = step.names(self.view)
            change = self._change()
            try:
                take_back(change, self.view, step, verb)
                back = self._save(change, verb, step.kind)
            except Conflict:
                # A step that can never be taken back must not bar the way to those before it.
                steps.pop()
                raise
            steps.pop()
            self._steps.turn(step, back)
            turned += [back] if back else []
        return names

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
