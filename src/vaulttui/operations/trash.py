"""The trash: what was deleted and can be restored, until it is purged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.metadata import id_of, text_of
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.revisions import Record
from vaulttui.errors import NotFound
from vaulttui.operations.addresses import former_state
from vaulttui.operations.credentials import refuse_managed
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

_LOOSE: Final = ("assignment", "source", "binding", "ledger", "journal", "operation")
_ENDS: Final = ("credential", "set", "project", "external", "remote", "binding")


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted record, as it was; ``deleted_at`` in milliseconds since 1970 UTC.

    ``kind`` is credential, set, project, organization or remote; ``type_id`` is the same
    word where it is no credential. A project's or set's ``name`` may be ORG/NAME.
    """

    id: str
    kind: str
    name: str
    type_id: str
    deleted_at: int
    record: Record


def rm(session: Session, credentials: Sequence[Credential]) -> None:
    """Move credentials to the trash, all in one change."""
    for credential in credentials:
        refuse_managed(credential)
    with session.edit("rm") as change:
        for credential in {credential.id: credential for credential in credentials}.values():
            change.delete(credential.record)


def trashed(session: Session) -> list[Trashed]:
    """What lies in the trash, the last deleted first."""
    return [_trashed(session, record) for record in session.view.trash()]


def restore(session: Session, record: Record) -> Record:
    """Bring back what was deleted, as it was; NotFound where it was forgotten for good.

    Its assignments, keys, sources and bindings count again. Raises Exists where its name
    was given to another meanwhile.
    """
    if record.purged:
        raise NotFound(f"Nothing of this {record.kind} is left to restore: it was purged.")
    draft = Draft.of(record)
    draft.take_back_all(former_state(record))
    if record.kind == "credential":
        _give_way(session, draft)
    with session.edit("restore", record.kind) as change:
        change.put(draft)
    return session.view.record(record.id) or record


def purge(session: Session, records: Sequence[Record]) -> int:
    """Forget what was deleted for good; return how many. Backups still hold it."""
    gone = frozenset(record.id for record in records)
    with session.edit("purge", _kind(records)) as change:
        for record in records:
            change.forget(record.revisions)
        for loose in _pointing_at(session, gone):
            change.delete(loose)
    return len(records)


def _give_way(session: Session, draft: Draft) -> None:
    """Of a field that its type has got meanwhile, it has none of its own any more."""
    found = session.view.type(text_of(draft.m, "type"))
    for field in found.fields if found else ():
        draft.m.pop(f"extra.{field.id}", None)


def _kind(records: Sequence[Record]) -> str:
    kinds = {record.kind for record in records}
    return kinds.pop() if len(kinds) == 1 else "credential"


def _pointing_at(session: Session, gone: frozenset[str]) -> Iterator[Record]:
    """What only meant what is gone, and what meant that in turn: no restoring brings it back."""
    lost = set(gone)
    for kind in _LOOSE:
        for record in session.view.records(kind):
            if not lost.isdisjoint(text_of(record.m, key) for key in _ENDS):
                lost.add(record.id)
                yield record


def _trashed(session: Session, record: Record) -> Trashed:
    m = former_state(record).m
    name, kind = text_of(m, "name"), record.kind
    owner = session.view.graph.organization_name(id_of(m, "organization"))
    if kind in ("set", "project") and owner != PERSONAL:
        name = f"{owner}/{name}"
    return Trashed(
        id=record.id,
        kind=kind,
        name=name,
        type_id=text_of(m, "type") if kind == "credential" else kind,
        deleted_at=record.latest.at,
        record=record,
    )
