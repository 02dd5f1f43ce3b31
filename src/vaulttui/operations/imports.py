"""Taking in what a file of another tool holds: planned first, then done in one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vaulttui.domain.credentials import IMPORTED, ValueInfo, extra_to_json
from vaulttui.domain.fields import Field
from vaulttui.domain.revisions import Json
from vaulttui.domain.types import CredentialType
from vaulttui.errors import VaulttuiError
from vaulttui.formats.imported import (
    ImportedCredential,
    ImportedFile,
    NotCarried,
    SourceSecret,
)
from vaulttui.formats.registry import format_named
from vaulttui.operations.credentials import type_named
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


class OnConflict(StrEnum):
    """What happens to a credential that was imported before."""

    SKIP = "skip"
    UPDATE = "update"
    NEW = "new"


class Action(StrEnum):
    """What will become of one imported credential."""

    NEW = "new"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One line of the table that a dry run shows."""

    name: str
    type_id: str
    tags: tuple[str, ...]
    fields: int
    action: Action
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import would do, and what it cannot carry."""

    tool: str
    rows: tuple[PlannedRow, ...]
    not_carried: tuple[NotCarried, ...]

    def count(self, action: Action) -> int:
        """How many credentials an action befalls."""
        return sum(row.action is action for row in self.rows)


def read_file(
    format_name: str, origin: str, data: bytes, secret: SourceSecret | None
) -> ImportedFile:
    """Read a file of another tool; ``origin`` is its absolute path, or "-"."""
    return format_named(format_name).read(data, origin=origin, secret=secret)


def plan(session: Session, imported: ImportedFile, on_conflict: OnConflict) -> ImportPlan:
    """Say what importing would do; nothing is written."""
    refused: list[NotCarried] = []
    rows = []
    types: dict[str, CredentialType] = {}
    for credential in imported.credentials:
        if credential.type_id not in types:
            types[credential.type_id] = type_named(session, credential.type_id)
        known = session.view.from_source(imported.tool, credential.source_id)
        action = _action(known, on_conflict)
        draft = _draft(session, known if action is Action.UPDATE else None)
        _lay(draft, types[credential.type_id], imported.tool, credential, session, refused)
        if action is Action.NEW and known is not None:
            del draft.m["source"]
        if action is Action.UPDATE and not draft.changed:
            action = Action.SKIP
        rows.append(_row(credential, action, draft))
    return ImportPlan(imported.tool, tuple(rows), (*imported.not_carried, *refused))


def apply(session: Session, planned: ImportPlan) -> None:
    """Do what a plan says, all of it or nothing."""
    with session.edit("import") as change:
        for row in planned.rows:
            if row.draft is not None:
                change.put(row.draft)


def _action(known: str | None, on_conflict: OnConflict) -> Action:
    if known is None or on_conflict is OnConflict.NEW:
        return Action.NEW
    return Action.UPDATE if on_conflict is OnConflict.UPDATE else Action.SKIP


def _draft(session: Session, known: str | None) -> Draft:
    record = session.view.record(known) if known else None
    return Draft.of(record) if record else Draft.new("credential")


def _row(credential: ImportedCredential, action: Action, draft: Draft) -> PlannedRow:
    return PlannedRow(
        name=credential.name,
        type_id=credential.type_id,
        tags=credential.tags,
        fields=len(credential.values) + len(credential.extra),
        action=action,
        draft=None if action is Action.SKIP else draft,
    )


def _lay(
    draft: Draft,
    credential_type: CredentialType,
    tool: str,
    credential: ImportedCredential,
    session: Session,
    refused: list[NotCarried],
) -> None:
    draft.m.update(
        name=credential.name,
        type=credential_type.id,
        type_version=credential_type.version,
        source={"tool": tool, "id": credential.source_id},
    )
    if credential.description:
        draft.m["description"] = credential.description
    for tag in credential.tags:
        draft.m[f"tag.{tag}"] = True
    for extra in credential.extra:
        draft.m.setdefault(f"extra.{extra.field.id}", extra_to_json(extra.field))
    for target, value in _values(credential_type, credential):
        moment = credential.updated_at or session.now()
        if not _set(draft, target, value, session):
            why = "it is not UTF-8 text, and the field is not secret"
            refused.append(NotCarried(credential.name, target.label, why))
            continue
        info = ValueInfo(moment, IMPORTED, credential.expires.get(target.id))
        draft.m[f"value.{target.id}"] = _info(draft.m.get(f"value.{target.id}"), info)


def _values(
    credential_type: CredentialType, credential: ImportedCredential
) -> Sequence[tuple[Field, Secret]]:
    found = [(credential_type.field(key), value) for key, value in credential.values.items()]
    unknown = [key for key in credential.values if credential_type.field(key) is None]
    if unknown:
        raise VaulttuiError(f"The type {credential_type.id} has no field {unknown[0]}.")
    typed = [(field, value) for field, value in found if field is not None]
    return [*typed, *((extra.field, extra.value) for extra in credential.extra)]


def _set(draft: Draft, target: Field, value: Secret, session: Session) -> bool:
    """Lay one value; values of other tools are taken as they are, whatever their kind says."""
    if not target.secret:
        try:
            draft.m[f"field.{target.id}"] = value.reveal().decode("utf-8")
        except UnicodeDecodeError:
            draft.m.pop(f"extra.{target.id}", None)
            return False
        return True
    before = draft.before
    if before is None or before.fp.get(target.id) != session.keys.fingerprint(value):
        draft.set(target.id, value)
    return True


def _info(stored: Json, info: ValueInfo) -> Mapping[str, Json]:
    known = stored if isinstance(stored, dict) else {}
    fresh = info.to_json()
    same = {key: value for key, value in known.items() if key != "set_at"}
    if known and same == {key: value for key, value in fresh.items() if key != "set_at"}:
        return known
    return fresh
