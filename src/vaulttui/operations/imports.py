"""Taking in what a file of another tool holds: planned first, then done in one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vaulttui.domain.credentials import IMPORTED, ValueInfo, extra_fields, extra_to_json
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
        action = _action(session, known, on_conflict)
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


def _action(session: Session, known: str | None, on_conflict: OnConflict) -> Action:
    if known is None or on_conflict is OnConflict.NEW:
        return Action.NEW
    record = session.view.record(known)
    in_trash = record is not None and record.deleted
    return Action.UPDATE if on_conflict is OnConflict.UPDATE and not in_trash else Action.SKIP


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
    if credential.created_at is not None:
        draft.m["created_at"] = credential.created_at
    if credential.description:
        draft.m["description"] = credential.description
    for tag in credential.tags:
        draft.m[f"tag.{tag}"] = True
    fresh = draft.before is None
    for target, value in _values(draft, credential_type, credential):
        if not target.secret and not _is_text(value):
            draft.m.pop(f"extra.{target.id}", None)
            why = "it is not UTF-8 text, and the field is not secret"
            refused.append(NotCarried(credential.name, target.label, why))
            continue
        moment = credential.updated_at or session.now()
        info = ValueInfo(moment, IMPORTED, credential.expires.get(target.id))
        stays = _set(draft, target, value, session)
        key = f"value.{target.id}"
        # A public value that never changed came with the record: it needs no note of its own.
        noted = target.secret or info.expires_at is not None or key in draft.m
        if noted or not (fresh or stays):
            draft.m[key] = _info(draft.m.get(key), info, stays=stays)


def _values(
    draft: Draft, credential_type: CredentialType, credential: ImportedCredential
) -> Sequence[tuple[Field, Secret]]:
    found = [(credential_type.field(key), value) for key, value in credential.values.items()]
    unknown = [key for key in credential.values if credential_type.field(key) is None]
    if unknown:
        raise VaulttuiError(f"The type {credential_type.id} has no field {unknown[0]}.")
    typed = [(field, value) for field, value in found if field is not None]
    return [*typed, *((_extra(draft, extra.field), extra.value) for extra in credential.extra)]


def _extra(draft: Draft, extra: Field) -> Field:
    """The extra field to fill: what was secret once stays so, whatever the source says now."""
    known = next((field for field in extra_fields(draft.m) if field.id == extra.id), None)
    if known is not None and (known.secret or known == extra):
        return known
    draft.m[f"extra.{extra.id}"] = extra_to_json(extra)
    return extra


def _is_text(value: Secret) -> bool:
    try:
        value.reveal().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _set(draft: Draft, target: Field, value: Secret, session: Session) -> bool:
    """Lay one value as it is, whatever its kind says; True where it was there before."""
    key = f"field.{target.id}"
    if not target.secret:
        text = value.reveal().decode("utf-8")
        stays = draft.m.get(key) == text
        draft.clear(target.id)
        draft.m[key] = text
        return stays
    draft.m.pop(key, None)
    before = draft.before
    if before is not None and before.fp.get(target.id) == session.keys.fingerprint(value):
        return True
    draft.set(target.id, value)
    return False


def _info(stored: Json, info: ValueInfo, *, stays: bool) -> Mapping[str, Json]:
    """What is known of a value: of one that stays all that was, but for the source's expiry."""
    known = stored if isinstance(stored, dict) else {}
    if not known or not stays:
        return {**{key: known[key] for key in known if key != "expires_at"}, **info.to_json()}
    return known if info.expires_at is None else {**known, "expires_at": info.expires_at}
