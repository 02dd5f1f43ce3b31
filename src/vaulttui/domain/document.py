"""The document inside a vault: all revisions of all records."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from vaulttui.domain.revisions import (
    WITHOUT_HISTORY,
    Record,
    Revision,
    canonical,
    see,
    see_next,
)
from vaulttui.errors import Damaged

ACTIVITY_KEPT: Final = 10_000


_Held = Revision | Record


class Growth(msgspec.Struct, frozen=True):
    """Records as they will be held, and the revisions that come in with them."""

    records: Mapping[str, _Held]
    known: set[str]


class Document:
    """A set of revisions by record; grows by union, and shows each record merged.

    A record with one revision, as nearly all have, is held as that revision
    alone: this is what makes 100,000 of them open in a fraction of a second.
    """

    __slots__ = ("_known", "_records")

    def __init__(self, revisions: Iterable[Revision] = ()) -> None:
        self._records: dict[str, _Held] = {}
        self._known: set[str] = set()
        self.add(revisions)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def holds(self, rev: str) -> bool:
        """True where a revision of that id is here, whole or as a husk."""
        return rev in self._known

    @property
    def revision_count(self) -> int:
        """How many revisions all records have together."""
        return len(self._known)

    def add(self, revisions: Iterable[Revision]) -> set[str]:
        """Take in revisions; return the records they touch, or raise Damaged and change nothing."""
        growth = self.grown(revisions)
        self.take(growth)
        return set(growth.records)

    def grown(self, revisions: Iterable[Revision]) -> "Growth":
        """What taking in revisions would change; raises Damaged, and changes nothing itself."""
        first: dict[str, _Held] = {}
        rest: list[Revision] = []
        for revision in _husks_last(revisions):
            if revision.id in first or revision.id in self._records:
                rest.append(revision)
            else:
                first[revision.id] = revision
        known = {revision.rev for revision in first.values() if isinstance(revision, Revision)}
        if len(known) < len(first) or not known.isdisjoint(self._known):
            raise Damaged("One revision belongs to two records.")
        records = self._joined(first, known, rest)
        known.update(revision.rev for revision in rest)
        return Growth({**first, **records}, known)

    def take(self, growth: "Growth") -> None:
        """Let a growth happen."""
        self._records |= growth.records
        self._known |= growth.known

    def _joined(
        self, first: Mapping[str, _Held], known: set[str], rest: Iterable[Revision]
    ) -> dict[str, _Held]:
        """What records become that gain a revision beside those they have."""
        gained: dict[str, list[Revision]] = {}
        seen = set(known)
        for revision in rest:
            group = gained.setdefault(revision.id, [])
            if revision.rev in seen or revision.rev in self._known:
                _replace_known(_tuple(self._held(revision.id, first)), group, revision)
            else:
                _refuse_other_kind(self._held(revision.id, first), revision)
                group.append(revision)
            seen.add(revision.rev)
        for record_id, held in first.items():
            if isinstance(held, Revision) and held.par and record_id not in gained:
                see((held,))
        return {
            record_id: _grown(self._held(record_id, first), group)
            for record_id, group in gained.items()
        }

    def _held(self, record_id: str, first: Mapping[str, _Held]) -> _Held:
        return first.get(record_id) or self._records[record_id]

    def record(self, record_id: str) -> Record | None:
        """What one sees of a record, deleted ones too; None where there is none."""
        held = self._records.get(record_id)
        return see((held,)) if isinstance(held, Revision) else held

    def of_kind(self, kind: str) -> Iterator[Record]:
        """All records of a kind, deleted ones too, in no promised order."""
        for shown in self.shown(kind):
            yield see((shown,)) if isinstance(shown, Revision) else shown

    def of_kinds(self, kinds: Container[str]) -> Iterator[Record]:
        """All records of several kinds, found in one pass."""
        for held in list(self._records.values()):
            if _kind(held) in kinds:
                yield see((held,)) if isinstance(held, Revision) else held

    def shown(self, kind: str) -> Iterator[Revision | Record]:
        """The same; a record of one revision is given as that revision, at no cost."""
        return (held for held in list(self._records.values()) if _kind(held) == kind)

    def revisions(self) -> Iterator[Revision]:
        """Every revision, as it stands."""
        for held in self._records.values():
            yield from _tuple(held)

    def equals(self, revisions: Sequence[Revision]) -> bool:
        """True where these are just the revisions held here, contents included."""
        found = {revision.rev: revision for revision in revisions}
        return len(found) == len(revisions) == len(self._known) and all(
            found.get(revision.rev) == revision for revision in self.revisions()
        )

    def kept(self) -> "Document":
        """What a checkpoint keeps: all, but of kinds without history the heads alone.

        Of activity only the newest 10,000 records stay.
        """
        kept = Document()
        fading: list[Record] = []
        for record_id, held in self._records.items():
            if _kind(held) in WITHOUT_HISTORY:
                fading.append(see(_tuple(held)))
            else:
                kept._records[record_id] = held
        activity = [record for record in fading if record.kind == "activity"]
        activity.sort(key=lambda record: record.latest.order)
        forgotten = {record.id for record in activity[:-ACTIVITY_KEPT]}
        for record in fading:
            if record.id not in forgotten:
                heads = record.heads
                kept._records[record.id] = heads[0] if len(heads) == 1 else see(heads)
        kept._known = {revision.rev for revision in kept.revisions()}
        return kept


def _tuple(held: _Held) -> tuple[Revision, ...]:
    return (held,) if isinstance(held, Revision) else held.revisions


def _kind(held: _Held) -> str:
    return held.k if isinstance(held, Revision) else held.kind


def _husks_last(revisions: Iterable[Revision]) -> Iterable[Revision]:
    # A husk stands in place of what it was compared with, so all else is compared before.
    ordered = list(revisions)
    if any(revision.husk for revision in ordered):
        ordered.sort(key=lambda revision: revision.husk)
    return ordered


def _grown(held: _Held, gained: Sequence[Revision]) -> _Held:
    """A record with what it gained; what it gained may stand for what it had."""
    fresh = {revision.rev: revision for revision in gained}
    had = _tuple(held)
    if len(fresh) == 1 and gained[0].rev not in {revision.rev for revision in had}:
        following = see_next(see(had) if isinstance(held, Revision) else held, gained[0])
        if following is not None:
            return following
    revisions = tuple({**{revision.rev: revision for revision in had}, **fresh}.values())
    record = see(revisions)
    return revisions[0] if len(revisions) == 1 else record


def _refuse_other_kind(held: _Held, revision: Revision) -> None:
    if _kind(held) != revision.k:
        raise Damaged("A record changes its kind.")


def _replace_known(had: Sequence[Revision], gained: list[Revision], revision: Revision) -> None:
    """Meet a revision again: in what a record gained, or else in what it had."""
    for place, known in enumerate(gained):
        if known.rev == revision.rev:
            gained[place] = _one_of(known, revision)
            return
    for known in had:
        if known.rev == revision.rev:
            gained.append(_one_of(known, revision))
            return
    raise Damaged("One revision belongs to two records.")


def _one_of(known: Revision, again: Revision) -> Revision:
    """Of the same revision met twice: the husk stands, and two whole ones must be equal."""
    if known.husk or again.husk:
        if canonical(known.as_husk()) != canonical(again.as_husk()):
            raise Damaged("One revision has two contents.")
        return known if known.husk else again
    if canonical(known) != canonical(again):
        raise Damaged("One revision has two contents.")
    return known
