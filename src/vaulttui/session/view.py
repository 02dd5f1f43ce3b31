"""What a session shows of its vault, and the indexes that keep every look-up flat."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Final

from vaulttui.domain.credentials import Credential, CredentialRow, credential_row
from vaulttui.domain.document import Document
from vaulttui.domain.metadata import id_of
from vaulttui.domain.revisions import WITHOUT_HISTORY, Record, Revision
from vaulttui.errors import NotFound

if TYPE_CHECKING:
    # Types and queries are imported where they are used: most runs of `get` need neither.
    from vaulttui.domain.ledger import Entry
    from vaulttui.domain.search import Query
    from vaulttui.domain.types import CredentialType
    from vaulttui.session.graph import Graph
    from vaulttui.session.kept import Kept

_BESIDE: Final = frozenset(
    {"organization", "project", "set", "assignment", "source", "remote", "binding"}
)
"""The kinds that the graph is made of; as a literal, because most runs of `get` need no graph."""
_KEPT: Final = WITHOUT_HISTORY - {"activity"}
"""The kinds that the program keeps for itself: written often, and never part of the graph."""
TRASHED_KINDS: Final = frozenset({"credential", "set", "project", "organization", "remote"})
"""The kinds of which a deleted record can be restored by name."""


class View:
    """The living records of a document, found by id, name, source and query.

    Indexes are built when they are first asked for, and then follow each change
    record by record.
    """

    def __init__(self, document: Document) -> None:
        self._building = RLock()
        self.turn_to(document)

    def turn_to(self, document: Document) -> None:
        """Show another document, which replaced the former one whole."""
        self._document = document
        self._moved: list[tuple[CredentialRow | None, CredentialRow | None]] = []
        self._rows: dict[str, CredentialRow] | None = None
        self._sorted: list[CredentialRow] | None = None
        self._names: dict[str, list[str]] | None = None
        self._sources: dict[tuple[str, str], str] | None = None
        self._types: dict[str, Record] | None = None
        self._owners: dict[str, set[str]] | None = None
        self._beside: dict[str, dict[str, Record]] | None = None
        self._graph: Graph | None = None
        self._kept: Kept | None = None

    # Records

    def record(self, record_id: str) -> Record | None:
        """What one sees of a record, deleted ones too."""
        return self._document.record(record_id)

    def records(self, kind: str) -> Iterator[Record]:
        """All living records of a kind."""
        if kind in _KEPT:
            with self._building:
                return iter(self._known_kept().records(kind))
        return (record for record in self._document.of_kind(kind) if not record.deleted)

    def credential(self, record_id: str) -> Credential:
        """A living credential by its id, or NotFound."""
        record = self._document.record(record_id)
        if record is None or record.deleted or record.kind != "credential":
            raise NotFound("The credential is not there any more.")
        return Credential(record)

    def trash(self) -> list[Record]:
        """What can be restored, the last deleted first."""
        gone = [
            record
            for record in self._document.of_kinds(TRASHED_KINDS)
            if record.deleted and not record.purged
        ]
        return sorted(gone, key=lambda record: record.latest.order, reverse=True)

    # Credentials

    def rows(self) -> list[CredentialRow]:
        """All living credentials as rows, by name."""
        with self._building:
            if self._sorted is None:
                self._sorted = sorted(self._all_rows().values(), key=_by_name)
            elif self._moved:
                self._sorted = _moved(self._sorted, self._moved)
            self._moved = []
            return self._sorted

    def find(self, query: "Query", now_ms: int) -> list[CredentialRow]:
        """The rows that fit a query: names that begin with its words first, then by name."""
        rows = self.rows()
        found = query.select(rows, now_ms, self._members)
        return [rows[index] for index in query.ranked(rows, found)]

    def _members(self, qualifier: str, name: str) -> frozenset[str]:
        if qualifier == "organization":
            return self.owned_by(name)
        return self.graph.members(qualifier, name)

    def owned_by(self, name: str) -> frozenset[str]:
        """The ids of the living credentials of an organization, by its name."""
        with self._building:
            if self._owners is None:
                self._owners = {}
                for shown in self._living():
                    owner = self.graph.organization_name(id_of(shown.m, "organization")).casefold()
                    self._owners.setdefault(owner, set()).add(shown.id)
            return frozenset(self._owners.get(name.casefold(), ()))

    def named(self, name: str) -> list[CredentialRow]:
        """The living credentials of exactly this name."""
        with self._building:
            if self._names is None:
                self._names = {}
                for shown in self._living():
                    self._names.setdefault(str(shown.m.get("name")), []).append(shown.id)
            return [self._row(row_id) for row_id in self._names.get(name, ())]

    def with_id(self, prefix: str) -> list[CredentialRow]:
        """The living credentials whose id begins so."""
        return [credential_row(shown) for shown in self._living() if shown.id.startswith(prefix)]

    def names(self) -> list[tuple[str, str, str]]:
        """Id, name and type of every living credential; far cheaper than the rows of all."""
        return [
            (shown.id, str(shown.m.get("name")), str(shown.m.get("type")))
            for shown in self._living()
        ]

    def _living(self) -> Iterator[Revision | Record]:
        return (shown for shown in self._document.shown("credential") if not shown.deleted)

    def _row(self, row_id: str) -> CredentialRow:
        # One name needs no list of everything.
        if self._rows is not None:
            return self._rows[row_id]
        return credential_row(self.credential(row_id).record)

    def from_source(self, tool: str, source_id: str) -> str | None:
        """The id of the credential imported from there, in the trash too."""
        with self._building:
            if self._sources is None:
                self._sources = {}
                for record in self._document.of_kind("credential"):
                    self._note_source(record)
            return self._sources.get((tool, source_id))

    def _all_rows(self) -> dict[str, CredentialRow]:
        if self._rows is None:
            self._rows = {shown.id: credential_row(shown) for shown in self._living()}
        return self._rows

    def _note_source(self, record: Record) -> None:
        # What lies in the trash is known by what it was, so that no import brings it back.
        states = [record.m, *(revision.m for revision in reversed(record.revisions))]
        source = next((m["source"] for m in states if isinstance(m.get("source"), dict)), None)
        if source is not None and self._sources is not None:
            self._sources[str(source.get("tool")), str(source.get("id"))] = record.id

    # Types

    def type(self, type_id: str) -> "CredentialType | None":
        """A managed type, or the present version of a custom one."""
        from vaulttui.domain.catalogue import managed
        from vaulttui.domain.types import type_from_json

        record = self._type_records().get(type_id)
        if record is not None:
            return type_from_json(dict(record.m))
        return managed(type_id)

    def types(self) -> "list[CredentialType]":
        """All types: the managed ones in the catalogue's order, then the custom ones by id."""
        from vaulttui.domain.catalogue import managed, managed_ids

        known = [managed(type_id) for type_id in managed_ids()]
        custom = [self.type(type_id) for type_id in sorted(self._type_records())]
        return [found for found in (*known, *custom) if found is not None]

    def type_record(self, type_id: str) -> Record | None:
        """The record of a custom type."""
        return self._type_records().get(type_id)

    def of_type(self, type_id: str) -> list[CredentialRow]:
        """The living credentials of a type, by name."""
        return [row for row in self.rows() if row.type_id == type_id]

    def _type_records(self) -> dict[str, Record]:
        if self._types is None:
            self._types = {str(record.m.get("id")): record for record in self.records("type")}
        return self._types

    # What the program keeps for itself

    def ledger(self, binding_id: str) -> "dict[str, Entry]":
        """What was last confirmed of a binding's object, by slot; the object's own under ``""``."""
        with self._building:
            return self._known_kept().ledger(binding_id)

    def _known_kept(self) -> "Kept":
        if self._kept is None:
            from vaulttui.session.kept import Kept

            found = self._document.of_kinds(_KEPT)
            self._kept = Kept(record for record in found if not record.deleted)
        return self._kept

    # What belongs to what

    def count_of_organization(self, organization_id: str | None) -> int:
        """How many living credentials it owns; None is ``personal``."""
        return sum(shown.m.get("organization") == organization_id for shown in self._living())

    @property
    def graph(self) -> "Graph":
        """What belongs to what, as it is now; bookkeeping of remotes does not make it anew."""
        with self._building:
            if self._graph is None:
                from vaulttui.session.graph import Graph

                self._beside = self._beside or self._read_beside()
                copied = {kind: dict(records) for kind, records in self._beside.items()}
                self._graph = Graph(copied, self._lives, lambda one: self.type(one) is not None)
            return self._graph

    def _read_beside(self) -> dict[str, dict[str, Record]]:
        found: dict[str, dict[str, Record]] = {kind: {} for kind in _BESIDE}
        for record in self._document.of_kinds(_BESIDE):
            if not record.deleted:
                found[record.kind][record.id] = record
        return found

    def _lives(self, credential_id: str) -> bool:
        record = self._document.record(credential_id)
        return record is not None and record.kind == "credential" and not record.deleted

    def _follow_beside(self, record: Record) -> None:
        self._graph = self._owners = None
        if self._beside is None:
            return
        if record.deleted:
            self._beside[record.kind].pop(record.id, None)
        else:
            self._beside[record.kind][record.id] = record

    # Following changes

    def follow(self, document: Document, record_ids: frozenset[str]) -> None:
        """Bring the indexes up to date with records that changed since they were built."""
        with self._building:
            self._document = document
            for record_id in record_ids:
                record = self._document.record(record_id)
                if record is None or record.kind == "credential":
                    self._follow_credential(record_id, record)
                elif record.kind in _BESIDE:
                    self._follow_beside(record)
                elif record.kind in _KEPT:
                    self._follow_kept(record)
                elif record.kind == "type":
                    # Its coming and going brings and takes bindings.
                    self._types = self._graph = None

    def _follow_kept(self, record: Record) -> None:
        if self._kept is not None:
            self._kept.follow(record)

    def _follow_credential(self, record_id: str, record: Record | None) -> None:
        # Its coming and going brings and takes assignments.
        self._graph = self._owners = None
        if record is not None and record.purged:
            self._sources = None
        elif record is not None and self._sources is not None:
            self._note_source(record)
        if self._rows is None:
            self._names = None
            return
        before = self._rows.pop(record_id, None)
        after = credential_row(record) if record is not None and not record.deleted else None
        if after is not None:
            self._rows[record_id] = after
        self._follow_names(before, after)
        if self._sorted is not None:
            self._moved.append((before, after))

    def _follow_names(self, before: CredentialRow | None, after: CredentialRow | None) -> None:
        if self._names is None:
            return
        if before is not None:
            self._names[before.name].remove(before.id)
        if after is not None:
            self._names.setdefault(after.name, []).append(after.id)


def _moved(
    rows: Sequence[CredentialRow],
    moves: Iterable[tuple[CredentialRow | None, CredentialRow | None]],
) -> list[CredentialRow]:
    # A list handed out stays as it is: whoever shows it keeps it until told.
    moved = list(rows)
    for before, after in moves:
        if before is not None:
            del moved[bisect_left(moved, _by_name(before), key=_by_name)]
        if after is not None:
            insort(moved, after, key=_by_name)
    return moved


def _by_name(row: CredentialRow) -> tuple[str, str, str]:
    return row.name.casefold(), row.name, row.id
