"""Two sessions in any order of doings, against a dict."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
)

from tests.session.sessions import NAME, Clock, record
from tests.vaultfile.examples import examples
from vaulttui.errors import Conflict, NotFound
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.memory import ROOT, MemoryDisk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.vault import VaultFile

_SIDES: Final = st.sampled_from([0, 1])
_NAMES: Final = st.sampled_from(["alpha", "Beta", "alpha", "ünï", "\U0001f511"])
_SECRETS: Final = st.binary(max_size=40)


@dataclass(frozen=True)
class Entry:
    """What a record should be: its name and value, and what it was before, oldest first."""

    name: str
    value: bytes | None
    deleted: bool = False
    purged: bool = False
    former: tuple[bytes | None, ...] = ()
    version: int = 0


_Step = tuple[str, Entry | None, int]
"""A record, what it was before a step, and the version that the step made of it."""
_Steps = list[_Step]


@dataclass
class Side:
    """A session, what it has seen, and what it could take back."""

    session: Session
    seen: dict[str, int] = field(default_factory=dict)
    undo: _Steps = field(default_factory=list)
    redo: _Steps = field(default_factory=list)


class Sessions(RuleBasedStateMachine):
    """Each rule is done by one of two programs; a stale one is refused and then sees."""

    records: Bundle[str] = Bundle("records")

    def __init__(self) -> None:
        super().__init__()
        self.disk = MemoryDisk()
        self.clock = Clock()
        file = VaultFile.create(f"/{NAME}", lambda keys: [], self.disk)
        self.keys = file.keys
        self.model: dict[str, Entry] = {}
        self.forgotten: set[str] = set()
        self.sides = [Side(self._session()), Side(self._session())]

    def _session(self) -> Session:
        place = Place(self.disk, self.disk.open_folder(ROOT), NAME, f"/{NAME}")
        file = VaultFile.open_with_keys(place, self.keys, None)
        return Session(file, by="cli", now=self.clock)

    def _saved(self, side: Side, record_id: str, entry: Entry) -> None:
        before = self.model.get(record_id)
        version = before.version + 1 if before else 1
        self.model[record_id] = replace(entry, version=version)
        side.undo.append((record_id, before, version))
        side.redo.clear()
        self._sees_all(side)

    def _sees_all(self, side: Side) -> None:
        side.seen = {record_id: entry.version for record_id, entry in self.model.items()}

    def _fresh(self, side: Side, record_id: str) -> bool:
        return side.seen.get(record_id) == self.model[record_id].version

    def _try(self, side: Side, record_id: str, draft: Draft, entry: Entry) -> None:
        """Save a draft; a side that had not seen the last change is refused once."""
        fresh = self._fresh(side, record_id)
        try:
            with side.session.edit("edit") as change:
                change.put(draft)
        except Conflict:
            assert not fresh
            self._sees_all(side)
        else:
            assert fresh
            if draft.changed:
                self._saved(side, record_id, entry)
            self._sees_all(side)

    @rule(target=records, side=_SIDES, name=_NAMES, value=_SECRETS)
    def add(self, side: int, name: str, value: bytes) -> str:
        draft = Draft.new("credential")
        draft.m.update({"name": name, "type": "login"})
        draft.set("password", Secret(value))
        with self.sides[side].session.edit("add") as change:
            change.put(draft)
        self._saved(self.sides[side], draft.id, Entry(name, value))
        return draft.id

    @rule(side=_SIDES, record_id=records, value=_SECRETS)
    def edit_value(self, side: int, record_id: str, value: bytes) -> None:
        one, entry = self.sides[side], self.model[record_id]
        found = one.session.view.record(record_id)
        if found is None or found.deleted:
            return
        draft = Draft.of(found)
        draft.set("password", Secret(value))
        was = (*entry.former, entry.value)
        self._try(one, record_id, draft, replace(entry, value=value, former=was))

    @rule(side=_SIDES, record_id=records, name=_NAMES)
    def rename(self, side: int, record_id: str, name: str) -> None:
        one, entry = self.sides[side], self.model[record_id]
        found = one.session.view.record(record_id)
        if found is None or found.deleted or found.m["name"] == name:
            return
        draft = Draft.of(found)
        draft.m["name"] = name
        was = (*entry.former, entry.value)
        self._try(one, record_id, draft, replace(entry, name=name, former=was))

    @rule(side=_SIDES, record_id=records)
    def delete(self, side: int, record_id: str) -> None:
        one, entry = self.sides[side], self.model[record_id]
        found = one.session.view.record(record_id)
        if found is None or found.deleted:
            return
        fresh = self._fresh(one, record_id)
        try:
            with one.session.edit("rm") as change:
                change.delete(found)
        except Conflict:
            assert not fresh
            self._sees_all(one)
        else:
            assert fresh
            was = (*entry.former, entry.value)
            self._saved(one, record_id, replace(entry, deleted=True, former=was))

    @rule(side=_SIDES, record_id=records)
    def restore(self, side: int, record_id: str) -> None:
        one, entry = self.sides[side], self.model[record_id]
        found = one.session.view.record(record_id)
        if found is None or not found.deleted or found.purged:
            return
        draft = Draft.of(found)
        former = max((r for r in found.revisions if not r.deleted), key=lambda r: r.order)
        draft.take_back_all(former)
        self._try(one, record_id, draft, replace(entry, deleted=False, former=entry.former))

    @rule(side=_SIDES, record_id=consumes(records))
    def purge(self, side: int, record_id: str) -> None:
        """Forget a deleted record for good: nobody brings it back."""
        one = self.sides[side]
        one.session.refresh()
        self._sees_all(one)
        found = record(one.session, record_id)
        if not found.deleted or found.purged:
            return
        with one.session.edit("purge") as change:
            change.forget(found.revisions)
        self.model[record_id] = replace(self.model[record_id], purged=True, former=())

    @rule(side=_SIDES)
    def undo(self, side: int) -> None:
        one = self.sides[side]
        assert one.session.can_undo is bool(one.undo)
        self._turn(one, one.session.undo, one.undo, one.redo)

    @rule(side=_SIDES)
    def redo(self, side: int) -> None:
        one = self.sides[side]
        assert one.session.can_redo is bool(one.redo)
        self._turn(one, one.session.redo, one.redo, one.undo)

    def _turn(self, side: Side, turn: Callable[[], object], steps: _Steps, turned: _Steps) -> None:
        if not steps:
            return
        record_id, before, version = steps[-1]
        now = self.model[record_id]
        # Each looks at the file first, so that only what changed since forbids it.
        allowed = now.version == version and not now.purged
        try:
            turn()
        except Conflict:
            assert not allowed
            # A step that cannot be taken back does not bar the way to those before it.
            del steps[-1]
            side.session.refresh()
        except NotFound:
            raise AssertionError("there was a step to take back") from None
        else:
            assert allowed
            del steps[-1]
            turned.append(self._taken_back(side, record_id, before))
        self._sees_all(side)

    def _taken_back(self, side: Side, record_id: str, before: Entry | None) -> _Step:
        now = self.model[record_id]
        former = (*now.former, now.value)
        if before is None or before.deleted:
            after = replace(now, deleted=True, former=former)
        else:
            after = replace(before, former=former)
        again = now.version + 1
        self.model[record_id] = replace(after, version=again)
        # What the step had found is there again, so that the others can be taken back too.
        if before is not None:
            for steps in (side.undo, side.redo):
                steps[:] = [
                    (key, was, again if (key, at) == (record_id, before.version) else at)
                    for key, was, at in steps
                ]
        return record_id, now, again

    @rule(side=_SIDES)
    def checkpoint(self, side: int) -> None:
        self.sides[side].session.rewrite(lambda header: header, "checkpoint")
        self._sees_all(self.sides[side])

    @rule(side=_SIDES)
    def reopen(self, side: int) -> None:
        self.sides[side] = Side(self._session())
        self._sees_all(self.sides[side])

    @rule(side=_SIDES)
    def refresh(self, side: int) -> None:
        self.sides[side].session.refresh()
        self._sees_all(self.sides[side])

    @rule(jump=st.sampled_from([-(10**12), -1, 1, 1000, 10**12]))
    def clock_jumps(self, jump: int) -> None:
        self.clock.now += jump

    @invariant()
    def a_program_that_opens_now_sees_the_model(self) -> None:
        self._agrees(self._session())

    @invariant()
    def a_program_that_has_seen_all_shows_the_model(self) -> None:
        versions = {record_id: entry.version for record_id, entry in self.model.items()}
        for side in self.sides:
            if side.seen == versions and not any(entry.purged for entry in self.model.values()):
                self._agrees(side.session)

    def _agrees(self, session: Session) -> None:
        alive = {key: entry for key, entry in self.model.items() if not entry.deleted}
        rows = session.view.rows()
        assert {row.id: row.name for row in rows} == {k: e.name for k, e in alive.items()}
        assert [row.name.casefold() for row in rows] == sorted(r.name.casefold() for r in rows)
        for record_id, entry in self.model.items():
            self._agrees_on(session, record_id, entry)
        for name in {entry.name for entry in alive.values()}:
            found = {row.id for row in session.view.named(name)}
            assert found == {key for key, entry in alive.items() if entry.name == name}

    def _agrees_on(self, session: Session, record_id: str, entry: Entry) -> None:
        found = record(session, record_id)
        assert (found.deleted, found.purged) == (entry.deleted, entry.purged)
        assert found.conflicts == frozenset()
        if not entry.deleted:
            assert session.peek(found, "password").reveal() == entry.value
        kept = {
            session.peek(one, "password").reveal() for one in found.revisions if "password" in one.v
        }
        assert {value for value in entry.former if value is not None} <= kept


TestSessions = Sessions.TestCase
TestSessions.settings = hypothesis.settings(
    examples(100, 2_000), stateful_step_count=examples(25, 50).max_examples
)
