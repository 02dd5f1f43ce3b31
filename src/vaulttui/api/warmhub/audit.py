"""The audit log of a set: the vault's activity about it, in WarmHub's form."""

from collections.abc import Iterator
from typing import Final

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Set
from vaulttui.operations.sets import PUT, UNSET
from vaulttui.session.session import Session
from vaulttui.wire.warmhub import AuditEntry

USUAL: Final = 100
"""How many entries are told where no limit is given."""
_ACTIONS: Final = {PUT: "set", UNSET: "unset", "rm": "delete"}
"""Every other verb is the action's name itself: create, revoke, rename, edit, restore, undo."""


def entries(session: Session, found: Set, limit: int | None) -> tuple[AuditEntry, ...]:
    """The newest first; what a large change did beyond its first records is not told."""
    # Of one moment the later record comes first, as everywhere.
    latest = reversed(list(_about(session, found)))
    about = sorted(latest, key=lambda one: one.latest.at, reverse=True)
    return tuple(map(_entry, about[: limit or USUAL]))


def _about(session: Session, found: Set) -> Iterator[Record]:
    for record in session.view.records("activity"):
        ids = record.m.get("records")
        if isinstance(ids, list) and found.id in ids:
            yield record


def _entry(record: Record) -> AuditEntry:
    verb = text_of(record.m, "verb")
    names = record.m.get("names")
    keys = names[1:] if verb in (PUT, UNSET) and isinstance(names, list) else []
    return AuditEntry(
        timestamp=record.latest.at,
        action=_ACTIONS.get(verb, verb),
        actor_id=f"{text_of(record.m, 'by')}@{text_of(record.m, 'host')}",
        key_names=tuple(str(name) for name in keys) or None,
    )
