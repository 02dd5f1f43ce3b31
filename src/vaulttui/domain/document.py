"""The document inside a vault: all revisions of all records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.revisions import (
    WITHOUT_HISTORY,
    Record,
    Revision,
    canonical,
    see,
)
from vaulttui.errors import Damaged

ACTIVITY_KEPT: Final = 10_000


_Held = Revision | tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Growth:
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
        records = self._united(first, known, rest)
        known.update(revision.rev for revision in rest)
        return Growth({**first, **records}, known)

    def take(self, growth: "Growth") -> None:
        """Let a growth happen."""
        self._records |= growth.records
        self._known |= growth.known

    def _united(
        self, first: Mapping[str, _Held], known: set[str], rest: Iterable[Revision]
    ) -> dict[str, _Held]:
        grown: dict[str, tuple[Revision, ...]] = {}
        seen = set[str]()
        for revision in rest:
            before = grown.get(revision.id) or _tuple(
                first.get(revision.id) or self._records[revision.id]
            )
            grown[revision.id] = _united(before, revision)
            again = revision.rev in known or revision.rev in self._known or revision.rev in seen
            if again and not any(other.rev == revision.rev for other in before):
                raise Damaged("One revision belongs to two records.")
            seen.add(revision.rev)
        for record_id, held in first.items():
            if isinstance(held, Revision) and held.par and record_id not in grown:
                see((held,))
        for group in grown.values():
            see(group)
        return {key: group[0] if len(group) == 1 else group for key, group in grown.items()}

    def _revisions_of(self, record_id: str) -> tuple[Revision, ...]:
        return _tuple(self._records.get(record_id, ()))

    def kind_of(self, record_id: str) -> str:
        """The kind of a record; KeyError where there is none."""
        held = self._records[record_id]
        return held.k if isinstance(held, Revision) else held[0].k

    def record(self, record_id: str) -> Record | None:
        """What one sees of a record, deleted ones too; None where there is none."""
        revisions = self._revisions_of(record_id)
        return see(revisions) if revisions else None

    def of_kind(self, kind: str) -> Iterator[Record]:
        """All records of a kind, deleted ones too, in no promised order."""
        for shown in self.shown(kind):
            yield see((shown,)) if isinstance(shown, Revision) else shown

    def shown(self, kind: str) -> Iterator[Revision | Record]:
        """The same; a record of one revision is given as that revision, at no cost."""
        for held in list(self._records.values()):
            if isinstance(held, Revision):
                if held.k == kind:
                    yield held
            elif held[0].k == kind:
                yield see(held)

    def revisions(self) -> Iterator[Revision]:
        """Every revision, as it stands."""
        for held in self._records.values():
            if isinstance(held, Revision):
                yield held
            else:
                yield from held

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
        fading: list[Record] = []
        kept = Document()
        for record_id, held in self._records.items():
            first = held if isinstance(held, Revision) else held[0]
            if first.k in WITHOUT_HISTORY:
                fading.append(see(self._revisions_of(record_id)))
            else:
                kept._records[record_id] = held
        activity = sorted(
            (record for record in fading if record.kind == "activity"),
            key=lambda record: record.latest.order,
        )
        forgotten = {record.id for record in activity[:-ACTIVITY_KEPT]}
        for record in fading:
            if record.id not in forgotten:
                heads = record.heads
                kept._records[record.id] = heads[0] if len(heads) == 1 else heads
        kept._known = {revision.rev for revision in kept.revisions()}
        return kept


def _tuple(held: _Held) -> tuple[Revision, ...]:
    return (held,) if isinstance(held, Revision) else held


def _husks_last(revisions: Iterable[Revision]) -> Iterable[Revision]:
    # A husk stands in place of what it was compared with, so all else is compared before.
    ordered = list(revisions)
    if any(revision.husk for revision in ordered):
        ordered.sort(key=lambda revision: revision.husk)
    return ordered


def _united(before: tuple[Revision, ...], revision: Revision) -> tuple[Revision, ...]:
    if before and before[0].k != revision.k:
        raise Damaged("A record changes its kind.")
    for place, known in enumerate(before):
        if known.rev == revision.rev:
            kept = _one_of(known, revision)
            return (*before[:place], kept, *before[place + 1 :])
    return (*before, revision)


def _one_of(known: Revision, again: Revision) -> Revision:
    """Of the same revision met twice: the husk stands, and two whole ones must be equal."""
    if known.husk or again.husk:
        if canonical(_bare(known)) != canonical(_bare(again)):
            raise Damaged("One revision has two contents.")
        return known if known.husk else again
    if canonical(known) != canonical(again) or known.more != again.more:
        raise Damaged("One revision has two contents.")
    return known


def _bare(revision: Revision) -> Revision:
    return revision.as_husk()
