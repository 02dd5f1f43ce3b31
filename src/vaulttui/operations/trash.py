"""The trash: deleted credentials that can be restored, until they are purged."""

from collections.abc import Sequence
from dataclasses import dataclass

from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Record
from vaulttui.errors import NotFound
from vaulttui.operations.addresses import former_state
from vaulttui.operations.credentials import refuse_managed
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted credential, as it was; ``deleted_at`` in milliseconds since 1970 UTC."""

    id: str
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
    return [_trashed(record) for record in session.view.trash()]


def restore(session: Session, record: Record) -> Credential:
    """Bring a deleted credential back as it was; NotFound where it was forgotten for good."""
    if record.purged:
        raise NotFound("Nothing of this credential is left to restore: it was purged.")
    draft = Draft.of(record)
    draft.take_back_all(former_state(record))
    with session.edit("restore") as change:
        change.put(draft)
    return session.view.credential(record.id)


def purge(session: Session, records: Sequence[Record]) -> int:
    """Forget deleted credentials for good; return how many. Backups still hold them."""
    with session.edit("purge") as change:
        for record in records:
            change.forget(record.revisions)
    return len(records)


def _trashed(record: Record) -> Trashed:
    former = former_state(record)
    name, type_id = former.m.get("name"), former.m.get("type")
    return Trashed(
        id=record.id,
        name=name if isinstance(name, str) else "",
        type_id=type_id if isinstance(type_id, str) else "",
        deleted_at=record.latest.at,
        record=record,
    )
