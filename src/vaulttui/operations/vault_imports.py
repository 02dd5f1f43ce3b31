"""Taking in another vault: records by their ids, with their history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vaulttui.domain.bindings import SUBJECTS
from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.references import derived, redirected
from vaulttui.domain.revisions import WITHOUT_HISTORY, Json, Record, Revision, see
from vaulttui.domain.text import safe_text
from vaulttui.errors import Damaged
from vaulttui.formats.imported import NotCarried
from vaulttui.operations.imports import Action, ImportPlan, OnConflict, PlannedRow
from vaulttui.operations.vault_names import Names, former
from vaulttui.session.change import Taken
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.resealing import marks_of, resealed
from vaulttui.vaultfile.vault import VaultFile

TOOL: Final = "vaulttui"
_COPIED: Final = ("credential", "set")
_OWNED: Final = ("project", "set")
"""Kinds whose name is unique within an organization only."""
_ENDS: Final = ("credential", "set", "project", "external", "remote")
_LAST: Final = 99
_KINDS: Final = "type organization project credential set assignment source remote binding"
_ORDER: Final = {kind: place for place, kind in enumerate(_KINDS.split())}
"""Each kind after those that it names, so that what is changed on the way finds them."""


@dataclass(slots=True)
class VaultPlan:
    """Everything an import of a vault would do."""

    rows: list[PlannedRow] = field(default_factory=list)
    left: list[NotCarried] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    forgotten: list[Revision] = field(default_factory=list)

    def told(self) -> ImportPlan:
        """What a person or a program is told of it."""
        return ImportPlan(TOOL, tuple(self.rows), tuple(self.left))


def plan(session: Session, source: VaultFile, on_conflict: OnConflict) -> VaultPlan:
    """Say what taking in a vault would do; nothing is written.

    Raises Tampered where a value of it does not open.
    """
    return _Planning(session, source, on_conflict).done()


def apply(session: Session, planned: VaultPlan) -> None:
    """Do what a plan says, all of it or nothing."""
    with session.edit("import") as change:
        for taken in planned.taken:
            change.take_in(taken)
        change.forget(planned.forgotten)
        for draft in planned.drafts:
            change.put(draft)


class _Planning:
    """One plan being made."""

    def __init__(self, session: Session, source: VaultFile, on_conflict: OnConflict) -> None:
        self._session = session
        self._source = source
        self._on_conflict = on_conflict
        self._plan = VaultPlan()
        document = source.document
        found = [record for key in document if (record := document.record(key)) is not None]
        self._incoming = {
            record.id: record
            for record in sorted(found, key=lambda one: _ORDER.get(one.kind, _LAST))
            if record.kind != "meta"
        }
        self._marks = marks_of(tuple(document.revisions()), source.keys, session.keys)
        self._names = Names(session, self._incoming)
        self._ids = {**self._names.joined, **self._copies()}

    def done(self) -> VaultPlan:
        self._plan.left += self._names.told
        for record in self._incoming.values():
            self._one(record)
        if self._source.opaque:
            why = "only a newer vaulttui can read them"
            self._plan.left.append(NotCarried("", "parts of the file", why))
        return self._plan

    def _copies(self) -> dict[str, str]:
        """A new id for each record that is here and shall come a second time."""
        if self._on_conflict is not OnConflict.NEW:
            return {}
        return {
            record.id: Draft.new(record.kind).id
            for record in self._incoming.values()
            if record.kind in _COPIED and not record.deleted and self._here(record) is not None
        }

    def _here(self, record: Record) -> Record | None:
        return self._session.view.record(record.id)

    def _one(self, record: Record) -> None:
        here = self._here(record)
        mapped = redirected(record.kind, record.m, self._ids)
        other = derived(record.kind, mapped)
        if record.id in self._names.stays:
            self._tell(record, Action.SKIP)
        elif other is not None and not record.deleted and mapped != record.m:
            self._rederived(record, other, mapped)
        elif record.id in self._ids and record.kind in _COPIED:
            self._copied(record, mapped)
        elif here is None:
            self._new(record, mapped)
        elif here.kind != record.kind:
            self._leave(record, "the whole record", "its id belongs to something else here")
        elif self._on_conflict is OnConflict.UPDATE:
            self._update(here, record, mapped)
        else:
            self._tell(record, Action.SKIP)

    # What becomes of one record

    def _new(self, record: Record, mapped: Mapping[str, Json]) -> None:
        holds = self._session.file.document.holds
        if any(holds(revision.rev) for revision in record.revisions):
            self._leave(record, "the whole record", "a part of it belongs to something else here")
            return
        self._take(None, record, record.revisions)
        self._lay(self._plan.taken[-1].after, record, mapped)
        self._tell(record, Action.NEW)

    def _update(self, here: Record, record: Record, mapped: Mapping[str, Json]) -> None:
        """Unite both histories; of a revision that both have, the one here stands."""
        known = {revision.rev: revision for revision in here.revisions}
        husks = {one.rev for one in record.revisions if one.husk}
        forgotten = [one for one in here.revisions if one.rev in husks and not one.husk]
        fresh = [one for one in record.revisions if one.rev not in known]
        if any(self._session.file.document.holds(one.rev) for one in fresh):
            self._leave(record, "its changes", "a part of them belongs to something else here")
            return
        if not fresh and not forgotten:
            self._tell(record, Action.SKIP)
            return
        left = [one.as_husk() if one.rev in husks else one for one in here.revisions]
        try:
            after = see((*left, *fresh))
        except Damaged as error:
            self._leave(record, "its changes", error.message.rstrip("."))
            return
        self._plan.forgotten += forgotten
        if fresh:
            self._take(here, after, fresh, left)
            self._lay(self._plan.taken[-1].after, record, mapped)
        self._tell(record, Action.UPDATE)

    def _take(
        self,
        before: Record | None,
        after: Record,
        fresh: Sequence[Revision],
        left: Sequence[Revision] = (),
    ) -> None:
        heads = {head.rev for head in after.heads}
        ordered = sorted(fresh, key=lambda one: (one.rev in heads, one.order))
        keys = self._source.keys, self._session.keys
        sealed = tuple(resealed(ordered, *keys, self._marks))
        self._plan.taken.append(Taken(before, see((*left, *sealed)), sealed))

    def _lay(self, after: Record, record: Record, mapped: Mapping[str, Json]) -> None:
        """Let a record name what is here, under a name that is free: a change on top of it."""
        if after.deleted:
            return
        draft = Draft.of(after)
        for key, value in mapped.items():
            if value != record.m[key] and draft.m.get(key) == record.m[key]:
                draft.m[key] = value
        self._names.give(draft, self._plan.left)
        if draft.m != after.m:
            self._plan.drafts.append(draft)

    def _rederived(self, record: Record, other: str, mapped: dict[str, Json]) -> None:
        """What two records belong together by, where one of them is another one here."""
        if self._session.view.record(other) is not None:
            self._tell(record, Action.SKIP)
            return
        if not all(self._lives(mapped[key]) for key in _ENDS if key in mapped):
            self._leave(record, f"the {record.kind}", "one of its ends is deleted")
            return
        draft = Draft.new(record.kind, other)
        draft.m = mapped
        self._plan.drafts.append(draft)
        self._tell(record, Action.NEW)

    def _copied(self, record: Record, mapped: dict[str, Json]) -> None:
        draft = Draft.new(record.kind, self._ids[record.id])
        draft.m = {key: mapped[key] for key in mapped if key not in ("source", "managed")}
        for name, sealed in record.v.items():
            draft.set(name, self._source.keys.open_value(record.id, name, sealed))
        self._names.give(draft, self._plan.left)
        self._plan.drafts.append(draft)
        self._tell(record, Action.NEW)

    def _lives(self, record_id: str) -> bool:
        if record_id in self._ids.values():
            return True
        record = self._session.view.record(record_id) or self._incoming.get(record_id)
        return record is not None and not record.deleted

    # Telling of it

    def _leave(self, record: Record, what: str, why: str) -> None:
        self._plan.left.append(NotCarried(self._name(record), what, why))

    def _tell(self, record: Record, action: Action) -> None:
        if record.kind in WITHOUT_HISTORY or record.purged:
            return
        m = former(record)
        credential = record.kind == "credential"
        self._plan.rows.append(
            PlannedRow(
                name=self._name(record),
                type_id=text_of(m, "type") if credential else record.kind,
                tags=tuple(tag for tag, there in sorted(under(m, "tag.")) if there is True),
                fields=sum(key.startswith("field.") for key in m) + len(record.v)
                if credential
                else sum(key.startswith("key.") for key in m),
                action=action,
                draft=None,
                deleted=record.deleted,
                kind=record.kind,
            )
        )

    def _name(self, record: Record) -> str:
        return safe_text(self._named(former(record), record.kind))

    def _named(self, m: Mapping[str, Json], kind: str) -> str:
        if kind == "assignment":
            subject = f"set:{self._end(m, 'set')}" if m.get("set") else self._end(m, "credential")
            return f"{subject} to {self._end(m, 'project')}"
        if kind == "source":
            field, external = text_of(m, "field"), self._end(m, "external")
            return f"{self._end(m, 'credential')}/{field} from {external}"
        if kind == "binding":
            ends = (self._end(m, end) for end in SUBJECTS if end in m)
            return f"{next(ends, '')} to {self._end(m, 'remote')}"
        owner = self._owner(text_of(m, "organization")) if kind in _OWNED else ""
        return "/".join(filter(None, (owner, text_of(m, "name"))))

    def _end(self, m: Mapping[str, Json], key: str) -> str:
        found = self._incoming.get(text_of(m, key))
        return self._named(former(found), found.kind) if found else text_of(m, key)[:32]

    def _owner(self, record_id: str) -> str:
        found = self._incoming.get(record_id) or self._session.view.record(record_id)
        return text_of(found.m, "name") if found and not found.deleted else ""
