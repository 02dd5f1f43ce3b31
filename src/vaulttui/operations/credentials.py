"""Adding, changing, finding and reading credentials."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from vaulttui.domain.credentials import (
    GENERATED,
    TYPED,
    Credential,
    CredentialRow,
    ValueInfo,
    extra_fields,
    extra_to_json,
)
from vaulttui.domain.fields import Field
from vaulttui.domain.revisions import Json
from vaulttui.domain.text import safe_text
from vaulttui.errors import InUse, InvalidValue, NotFound, UsageError
from vaulttui.secret import Secret
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

if TYPE_CHECKING:
    from vaulttui.domain.projects import Project
    from vaulttui.domain.types import CredentialType

__all__ = [
    "GENERATED",
    "TYPED",
    "Edits",
    "Given",
    "Owner",
    "add",
    "duplicate",
    "edit",
    "find",
    "get",
]


class Given(msgspec.Struct, frozen=True):
    """A value as the user gave it, and how it came to be."""

    value: Secret
    origin: str = TYPED


class Owner(msgspec.Struct, frozen=True):
    """Whom a credential is to belong to; an id of None is ``personal``."""

    organization_id: str | None


class Edits(msgspec.Struct, frozen=True):
    """What is to be different; what is not named stays.

    ``expires`` is by field, in milliseconds since 1970 UTC; None takes the
    expiry away. A new value that is not named there expires when it says so
    itself, as certificates and tokens do. ``projects`` become its only ones;
    None leaves them.
    """

    name: str | None = None
    description: str | None = None
    values: Mapping[str, Given] = msgspec.field(default_factory=dict)
    clear: frozenset[str] = frozenset()
    extra: tuple[tuple[Field, Given], ...] = ()
    expires: Mapping[str, int | None] = msgspec.field(default_factory=dict)
    tag: frozenset[str] = frozenset()
    untag: frozenset[str] = frozenset()
    owner: Owner | None = None
    projects: "tuple[Project, ...] | None" = None


def add(session: Session, type_id: str, edits: Edits, *, incomplete: bool = False) -> Credential:
    """Make a credential; InvalidValue where a required field lacks a value."""
    credential_type = type_named(session, type_id)
    draft = Draft.new("credential")
    draft.m["name"] = edits.name or ""
    draft.m["type"] = credential_type.id
    with session.edit("add") as change:
        _lay(draft, credential_type, edits, change)
        _require(draft, credential_type, frozenset() if not incomplete else None)
        change.put(draft)
        for project in edits.projects or ():
            from vaulttui.operations.assignments import put_assignment

            put_assignment(change, draft.id, project)
    return session.view.credential(draft.id)


def edit(
    session: Session, credential: Credential, edits: Edits, *, incomplete: bool = False
) -> Credential:
    """Change what is named; a required field may stay empty only where it was."""
    refuse_managed(credential)
    credential_type = _type_of(session, credential)
    draft = Draft.of(credential.record)
    lacked = frozenset(_lacking(draft, credential_type))
    with session.edit("edit") as change:
        _lay(draft, credential_type, edits, change)
        _require(draft, credential_type, None if incomplete else lacked)
        change.put(draft)
        if edits.projects is not None:
            from vaulttui.operations.assignments import reassign_within

            reassign_within(change, session, credential, edits.projects)
    return session.view.credential(credential.id)


def duplicate(session: Session, credential: Credential, name: str) -> Credential:
    """Copy values, tags and extra fields under another name.

    What is true of the original alone is not: history, source, exclusions.
    """
    from vaulttui.domain.exclusions import EXEMPT

    draft = Draft.new("credential")
    draft.m = {
        key: value
        for key, value in credential.record.m.items()
        if key not in ("source", "managed") and not key.startswith(EXEMPT)
    }
    draft.m["name"] = name
    for sealed in credential.sealed:
        # A sealed value belongs to its record: it has to be opened and sealed again.
        draft.set(sealed, session.peek(credential.record, sealed))
    with session.edit("duplicate") as change:
        change.put(draft)
    return session.view.credential(draft.id)


def find(session: Session, query: str) -> list[CredentialRow]:
    """The living credentials that fit a query, by name."""
    from vaulttui.domain.search import Query

    return session.view.find(Query.parse(query), session.now())


def get(session: Session, credential: Credential, field_id: str, *, verb: str = "get") -> Secret:
    """One value, remembered as a read."""
    if not credential.present(field_id):
        found = field_of(session, credential, field_id)
        raise NotFound(
            f"The field {found.id} of {safe_text(credential.name)} holds no value.",
            hint="Set it with `vaulttui edit`.",
        )
    return session.reveal(credential.record, field_id, verb=verb)


def fields_of(session: Session, credential: Credential) -> tuple[Field, ...]:
    """All fields: the type's, the credential's own, and those its type has no more."""
    credential_type = session.view.type(credential.type_id)
    known = (*(credential_type.fields if credential_type else ()), *credential.extra)
    ids = {known_field.id for known_field in known}
    lost = [
        Field(id=name, label=name, secret=name in credential.sealed)
        for name in (*credential.public, *sorted(credential.sealed))
        if name not in ids
    ]
    return (*known, *lost)


def field_of(session: Session, credential: Credential, field_id: str) -> Field:
    """One field by its id; NotFound names those there are."""
    fields = fields_of(session, credential)
    for found in fields:
        if found.id == field_id:
            return found
    names = ", ".join(safe_text(found.id) for found in fields)
    raise NotFound(
        f"{safe_text(credential.name)} has no field {safe_text(field_id)}.",
        hint=f"Its fields are {names}.",
    )


def only_secret(session: Session, credential: Credential) -> str:
    """The field meant where none is named; UsageError where there is not exactly one secret."""
    secret = sorted(credential.sealed)
    if len(secret) == 1:
        return secret[0]
    if not secret:
        raise NotFound(f"{safe_text(credential.name)} holds no secret value.")
    raise UsageError(
        f"{safe_text(credential.name)} holds several secrets.",
        hint=f"Name one of {', '.join(map(safe_text, secret))}.",
    )


def missing(session: Session, credential: Credential) -> tuple[str, ...]:
    """The required fields that hold no value."""
    credential_type = session.view.type(credential.type_id)
    required = credential_type.required if credential_type else ()
    return tuple(name for name in required if not credential.present(name))


def type_named(session: Session, type_id: str) -> "CredentialType":
    """A type by its id, or NotFound."""
    from vaulttui.domain.identifiers import check_identifier

    found = session.view.type(check_identifier(type_id, "type"))
    if found is None:
        raise NotFound(f"There is no type {safe_text(type_id)}.", hint="See `vaulttui type list`.")
    return found


def refuse_managed(credential: Credential) -> None:
    """Raise InUse for a credential that may only be read."""
    if credential.managed:
        raise InUse(
            f"{safe_text(credential.name)} is managed and may only be read.",
            hint="Duplicate it, and change the copy.",
        )


def _type_of(session: Session, credential: Credential) -> "CredentialType":
    found = session.view.type(credential.type_id)
    if found is None:
        raise NotFound(
            f"The type {safe_text(credential.type_id)} of this credential is not there any more.",
            hint="Add it again with `vaulttui type add`, or restore it.",
        )
    return found


def _lay(draft: Draft, credential_type: "CredentialType", edits: Edits, change: Change) -> None:
    draft.m["type_version"] = credential_type.version
    texts = {"name": edits.name, "description": edits.description}
    draft.m.update({key: text for key, text in texts.items() if text is not None})
    if edits.owner is not None:
        _own(draft, edits.owner)
    for tag in edits.untag:
        draft.m.pop(f"tag.{tag}", None)
    for tag in sorted(edits.tag):
        draft.m[f"tag.{tag}"] = True
    for cleared in edits.clear:
        _clear(draft, credential_type, cleared)
    for field_id, given in edits.values.items():
        _set(draft, _field(draft, credential_type, field_id), given, change.now)
    for extra, given in edits.extra:
        draft.m[f"extra.{extra.id}"] = extra_to_json(extra)
        _set(draft, extra, given, change.now)
    for field_id, moment in edits.expires.items():
        _expire(draft, _field(draft, credential_type, field_id), moment, change.now)


def _own(draft: Draft, owner: Owner) -> None:
    if owner.organization_id is None:
        draft.m.pop("organization", None)
    else:
        draft.m["organization"] = owner.organization_id


def _field(draft: Draft, credential_type: "CredentialType", field_id: str) -> Field:
    found = credential_type.field(field_id)
    if found is not None:
        return found
    for extra in extra_fields(draft.m):
        if extra.id == field_id:
            return extra
    names = ", ".join(known.id for known in credential_type.fields)
    raise NotFound(
        f"The type {credential_type.id} has no field {safe_text(field_id)}.",
        hint=f"Its fields are {names}; an extra field is written +FIELD:KIND=….",
    )


def checked(target: Field, value: Secret) -> bytes:
    """The bytes that a field stores for a value; InvalidValue where it takes none such."""
    from vaulttui.domain.validation import check_value

    return check_value(target, value.reveal())


def hold(draft: Draft, target: Field, value: bytes) -> None:
    """Let a field hold what was checked: sealed, or as text where it is public."""
    if target.secret:
        draft.set(target.id, Secret(value))
        draft.m.pop(f"field.{target.id}", None)
    else:
        draft.clear(target.id)
        draft.m[f"field.{target.id}"] = value.decode("utf-8")


def _set(draft: Draft, target: Field, given: Given, now: int) -> None:
    from vaulttui.domain.expiry import own_expiry

    value = checked(target, given.value)
    former = _value_info(draft, target.id)
    if not value:
        raise InvalidValue(f"The value of {target.id} is empty.", hint="To take it away, clear it.")
    hold(draft, target, value)
    info = ValueInfo(now, given.origin, own_expiry(given.value))
    draft.m[f"value.{target.id}"] = {**_kept(former), **info.to_json()}


def _clear(draft: Draft, credential_type: "CredentialType", field_id: str) -> None:
    target = _field(draft, credential_type, field_id)
    draft.clear(target.id)
    for part in ("field", "value", "extra"):
        draft.m.pop(f"{part}.{target.id}", None)


def _expire(draft: Draft, target: Field, moment: int | None, now: int) -> None:
    known = _value_info(draft, target.id)
    if not known and target.id not in draft.fields and f"field.{target.id}" not in draft.m:
        raise NotFound(f"The field {target.id} holds no value that could expire.")
    stored = {**ValueInfo(now, TYPED).to_json(), **known}
    stored.pop("expires_at", None)
    draft.m[f"value.{target.id}"] = stored if moment is None else {**stored, "expires_at": moment}


def _value_info(draft: Draft, field_id: str) -> dict[str, Json]:
    stored = draft.m.get(f"value.{field_id}")
    return stored if isinstance(stored, dict) else {}


def _kept(former: dict[str, Json]) -> dict[str, Json]:
    # A new value is not as old as the former one, nor does it expire with it.
    return {key: value for key, value in former.items() if key != "expires_at"}


def _lacking(draft: Draft, credential_type: "CredentialType") -> list[str]:
    held = draft.fields
    return [
        name
        for name in credential_type.required
        if name not in held and f"field.{name}" not in draft.m
    ]


def _require(
    draft: Draft, credential_type: "CredentialType", excused: frozenset[str] | None
) -> None:
    if excused is None:
        return
    lacking = [name for name in _lacking(draft, credential_type) if name not in excused]
    if lacking:
        raise InvalidValue(
            f"The type {credential_type.id} needs {', '.join(lacking)}.",
            hint="Give a value, or say --incomplete to leave it for later.",
        )
