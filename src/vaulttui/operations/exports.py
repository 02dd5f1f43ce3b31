"""Another vault file with all of this vault, or with the part of it that a query names."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vaulttui.crypto.kdf import default_cost
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import Revision
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import InUse, NotFound
from vaulttui.formats.imported import NotCarried
from vaulttui.host.files import refuse_taken
from vaulttui.operations.credentials import find
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.copying import write_vault
from vaulttui.vaultfile.resealing import resealed
from vaulttui.vaultfile.slots import SlotType, Unlocking, check_passphrase, make_slot

VERB = "export"
"""What an export is remembered as on this machine."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into a file, and what was left behind."""

    credentials: int
    records: int
    left: tuple[NotCarried, ...]


def refuse_place(session: Session, path: Path, *, force: bool) -> None:
    """Raise where a file must not be written: one is there, or it is this vault itself."""
    refuse_taken(path, force=force)
    own = session.file.place.path
    there = os.path.join(os.path.realpath(path.parent), path.name)
    if there == own or (path.exists() and os.path.exists(own) and os.path.samefile(path, own)):
        raise InUse(f"{safe_text(str(path))} is this vault itself.", hint="Choose another name.")


def to_vault(
    session: Session,
    path: Path,
    passphrase: Secret,
    chosen: Sequence[str] | None = None,
    *,
    force: bool = False,
) -> Exported:
    """Write a vault of its own, under a passphrase of its own, with the whole history.

    With ids chosen: these credentials, and what they need. Raises Exists where the
    file is there.
    """
    refuse_place(session, path, force=force)
    offer = Unlocking(passphrase=check_passphrase(passphrase))
    revisions, exported = whole(session) if chosen is None else part(session, chosen)

    def slots(keys: VaultKeys) -> Sequence[bytes]:
        return [make_slot(keys, SlotType.PASSPHRASE, offer, default_cost())]

    write_vault(path, slots, lambda keys: resealed(revisions, session.keys, keys), overwrite=force)
    remember(session, exported.credentials, path)
    return exported


def remember(session: Session, credentials: int, path: Path) -> None:
    """Note on this machine that values left the vault."""
    session.note_read(VERB, plural(credentials, "credential"), str(path))


def whole(session: Session) -> tuple[list[Revision], Exported]:
    """Every revision but those of ``meta``, which tells of this file's own key slots."""
    chosen = [one for one in session.file.document.revisions() if one.k != "meta"]
    left = []
    if session.file.opaque:
        parts = plural(len(session.file.opaque), "part")
        left.append(NotCarried("", f"{parts} of the file", "only a newer vaulttui can read them"))
    return chosen, Exported(len(session.view.rows()), len({one.id for one in chosen}), tuple(left))


def fitting(session: Session, query: str) -> list[str] | None:
    """The ids of the credentials that fit, None for all of them; NotFound where none fits."""
    if not query.strip():
        return None
    ids = [row.id for row in find(session, query)]
    if not ids:
        raise NotFound("No credential fits.", hint="See `vaulttui list` with the same words.")
    return ids


def part(session: Session, ids: Sequence[str]) -> tuple[list[Revision], Exported]:
    """The revisions of credentials and of what they need."""
    along = dict.fromkeys([*ids, *_needed(session, ids)])
    found = [session.view.record(record_id) for record_id in along]
    chosen = [revision for record in found if record for revision in record.revisions]
    return chosen, Exported(len(ids), len(along), tuple(_left(session, ids)))


def _needed(session: Session, ids: Sequence[str]) -> list[str]:
    """Types, sources, assignments, projects and organizations that belong to credentials."""
    view, graph, inside = session.view, session.view.graph, frozenset(ids)
    credentials = [view.credential(record_id) for record_id in ids]
    types = [view.type_record(type_id) for type_id in {one.type_id for one in credentials}]
    sources = [one for each in ids for one in graph.sources_of(each) if one.external_id in inside]
    assigned = [one for each in ids for one in graph.assignments_of(each)]
    projects = [found for one in assigned if (found := graph.project(one.project_id))]
    owners = [one.organization_id for one in credentials]
    owners += [one.organization_id for one in projects]
    return [
        *(record.id for record in types if record is not None),
        *(owner for owner in owners if owner and graph.organization(owner)),
        *(project.id for project in projects),
        *(one.id for one in assigned),
        *(one.id for one in sources),
    ]


def _left(session: Session, ids: Sequence[str]) -> list[NotCarried]:
    """What points at the credentials, or feeds them, and does not go along."""
    view, graph, inside = session.view, session.view.graph, frozenset(ids)
    sets = {one.id: one for record_id in ids for one, _ in graph.keys_at(record_id)}
    left = [
        NotCarried(safe_text(graph.full_name(one)), "the set", "only credentials were chosen")
        for one in sets.values()
    ]
    for record_id in ids:
        for source in graph.sources_of(record_id):
            if source.external_id not in inside:
                external = view.credential(source.external_id).name
                left.append(
                    NotCarried(
                        safe_text(view.credential(record_id).name),
                        f"the source of its field {safe_text(source.field)}",
                        f"{safe_text(external)} is not among them",
                    )
                )
    return left
