"""Taking in what a file of another tool holds: planned first, then done in one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from vaulttui.domain.credentials import (
    IMPORTED,
    Credential,
    ValueInfo,
    extra_fields,
    extra_to_json,
)
from vaulttui.domain.expiry import own_expiry
from vaulttui.domain.fields import Field
from vaulttui.domain.projects import Project
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType, type_to_json
from vaulttui.errors import VaulttuiError
from vaulttui.formats.imported import (
    ImportedCredential,
    ImportedFile,
    NotCarried,
    SourceSecret,
)
from vaulttui.formats.registry import format_named
from vaulttui.operations.credentials import type_named
from vaulttui.operations.import_owners import assign, belong
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.session.view import TRASHED_KINDS

Typing = tuple[CredentialType, CredentialType]
"""The type of a credential as it is here, and as the file knows it."""

LARGEST: Final = 256 << 20
"""Bytes of a file of another tool, attachments and all, that are read."""


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
    """One line of the table that a dry run shows.

    ``kind`` is that of the record; ``deleted`` says that it comes as something deleted.
    """

    name: str
    type_id: str
    tags: tuple[str, ...]
    fields: int
    action: Action
    draft: Draft | None
    record_id: str = ""
    projects: tuple[Project, ...] = ()
    deleted: bool = False
    kind: str = "credential"

    @property
    def trashed(self) -> bool:
        """True where it comes into the trash; what has no place there is only history."""
        return self.deleted and self.kind in TRASHED_KINDS


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import would do, and what it cannot carry."""

    tool: str
    rows: tuple[PlannedRow, ...]
    not_carried: tuple[NotCarried, ...]
    types: tuple[Draft, ...] = ()

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
    there = {one.id: one for one in imported.types}
    fresh = _fresh_types(session, imported, refused)
    types: dict[str, Typing] = {}
    for credential in imported.credentials:
        if credential.type_id not in types:
            new = there[credential.type_id] if credential.type_id in fresh else None
            found = new or type_named(session, credential.type_id)
            types[credential.type_id] = found, there.get(credential.type_id, found)
        known = _known(session, imported.tool, credential)
        action = _action(session, known, on_conflict)
        draft = _draft(session, credential, known, action)
        _lay(draft, types[credential.type_id], imported.tool, credential, session, refused)
        projects = belong(session, draft, credential, refused)
        if action is Action.NEW and known is not None:
            draft.m.pop("source", None)
        if action is Action.UPDATE and not (draft.changed or projects):
            action = Action.SKIP
        rows.append(_row(credential, action, draft, known, projects))
    drafts = tuple(fresh.values())
    return ImportPlan(imported.tool, tuple(rows), (*imported.not_carried, *refused), drafts)


def apply(session: Session, planned: ImportPlan) -> None:
    """Do what a plan says, all of it or nothing."""
    with session.edit("import") as change:
        for draft in planned.types:
            change.put(draft)
        for row in planned.rows:
            if row.draft is not None:
                change.put(row.draft)
        for row in planned.rows:
            if row.draft is not None:
                assign(change, row.draft, row.projects)


def _known(session: Session, tool: str, credential: ImportedCredential) -> str | None:
    """The id of the record that this credential is here."""
    record = session.view.record(credential.record_id) if credential.record_id else None
    if record is not None and record.kind == "credential":
        return record.id
    return session.view.from_source(tool, credential.source_id)


def _action(session: Session, known: str | None, on_conflict: OnConflict) -> Action:
    if known is None or on_conflict is OnConflict.NEW:
        return Action.NEW
    record = session.view.record(known)
    in_trash = record is not None and record.deleted
    return Action.UPDATE if on_conflict is OnConflict.UPDATE and not in_trash else Action.SKIP


def _draft(
    session: Session, credential: ImportedCredential, known: str | None, action: Action
) -> Draft:
    record = session.view.record(known) if known and action is Action.UPDATE else None
    if record is not None:
        return Draft.of(record)
    taken = known is not None or session.view.record(credential.record_id) is not None
    return Draft.new("credential", None if taken else credential.record_id or None)


def _row(
    credential: ImportedCredential,
    action: Action,
    draft: Draft,
    known: str | None,
    projects: tuple[Project, ...],
) -> PlannedRow:
    return PlannedRow(
        name=credential.name,
        type_id=credential.type_id,
        tags=credential.tags,
        fields=len(credential.values) + len(credential.extra),
        action=action,
        draft=None if action is Action.SKIP else draft,
        record_id=known or "" if action is Action.SKIP else draft.id,
        projects=projects,
    )


def _fresh_types(
    session: Session, imported: ImportedFile, refused: list[NotCarried]
) -> dict[str, Draft]:
    """The types of a file that are not here, to be put; one that is here stands."""
    drafts = {}
    for found in imported.types:
        known = session.view.type(found.id)
        if known is None:
            drafts[found.id] = Draft.new("type")
            drafts[found.id].m.update(type_to_json(found))
        elif replace(found, version=known.version) != known:
            why = "another type of that id is here; credentials keep all their values"
            refused.append(NotCarried(safe_text(found.id), "the type", why))
    return drafts


def _lay(
    draft: Draft,
    typing: Typing,
    tool: str,
    credential: ImportedCredential,
    session: Session,
    refused: list[NotCarried],
) -> None:
    draft.m.update(name=credential.name, type=typing[0].id, type_version=typing[0].version)
    # A file of a vault knows the record itself, and where that came from first.
    own = None if credential.record_id else (tool, credential.source_id)
    source = credential.source or own
    if source is not None:
        draft.m["source"] = {"tool": source[0], "id": source[1]}
    known_since = Credential(draft.before).created_at if draft.before else None
    if credential.created_at not in (None, known_since):
        draft.m["created_at"] = credential.created_at
    if credential.description:
        draft.m["description"] = credential.description
    for tag in credential.tags:
        draft.m[f"tag.{tag}"] = True
    fresh = draft.before is None
    for target, value in _values(draft, typing, credential):
        if not target.secret and not _is_text(value):
            draft.m.pop(f"extra.{target.id}", None)
            why = "it is not UTF-8 text, and the field is not secret"
            refused.append(NotCarried(credential.name, target.label, why))
            continue
        stays = _set(draft, target, value, session)
        info = credential.infos.get(target.id) or _usual(credential, target, value, session, stays)
        key = f"value.{target.id}"
        # A public value that never changed came with the record: it needs no note of its own.
        noted = target.secret or info.expires_at is not None or key in draft.m
        if noted or not (fresh or stays):
            draft.m[key] = _info(draft.m.get(key), info, stays=stays)


def _usual(
    credential: ImportedCredential, target: Field, value: Secret, session: Session, stays: bool
) -> ValueInfo:
    """What is known of a value of which the file says no more; one that stays keeps its expiry."""
    expires = credential.expires.get(target.id)
    if expires is None and not stays:
        expires = own_expiry(value)
    return ValueInfo(credential.updated_at or session.now(), IMPORTED, expires)


def _values(
    draft: Draft, typing: Typing, credential: ImportedCredential
) -> Sequence[tuple[Field, Secret]]:
    found = []
    for key, value in credential.values.items():
        field = typing[0].field(key)
        there = typing[1].field(key)
        if field is None and there is None:
            raise VaulttuiError(f"The type {typing[0].id} has no field {key}.")
        if field is None and there is not None:
            field = _extra(draft, Field(key, there.label, there.kind, there.secret))
        if field is not None:
            found.append((field, value))
    return [*found, *((_extra(draft, extra.field), extra.value) for extra in credential.extra)]


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
