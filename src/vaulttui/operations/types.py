"""Credential types of the user's own: adding, changing, showing and removing them."""

from dataclasses import replace

from vaulttui.domain.credentials import CredentialRow
from vaulttui.domain.text import plural, safe_text
from vaulttui.domain.types import (
    CUSTOM_KINDS,
    CredentialType,
    Inject,
    breaking_changes,
    parse_type,
    type_to_json,
    type_to_toml,
)
from vaulttui.errors import InUse, InvalidValue
from vaulttui.operations.credentials import type_named
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def add(session: Session, text: str) -> CredentialType:
    """Add a type from its TOML, or the next version of a known one.

    Raises InvalidValue for a file that is no type, for a managed id, and, naming
    what breaks, for a change that is not safe while credentials use the type.
    """
    new = parse_type(text)
    record = session.view.type_record(new.id)
    known = session.view.type(new.id)
    if known is not None and known.managed:
        raise InvalidValue(
            f"The type {new.id} is managed; it ships with the program.",
            hint="Give yours another id.",
        )
    if known is not None:
        _refuse_breaking(session, known, new)
    version = max(new.version, known.version + 1) if known else new.version
    draft = Draft.of(record) if record else Draft.new("type")
    plain = {**type_to_json(new), "version": version}
    if known is not None and {**plain, "version": known.version} == type_to_json(known):
        return known
    draft.m.update(plain)
    with session.edit("type add", kind="type") as change:
        change.put(draft)
    return type_named(session, new.id)


def rm(session: Session, type_id: str) -> None:
    """Remove a custom type; InUse while credentials are of it."""
    found = type_named(session, type_id)
    record = session.view.type_record(type_id)
    if found.managed or record is None:
        raise InUse(f"The type {found.id} is managed; it ships with the program.")
    users = users_of(session, type_id)
    if users:
        raise InUse(
            f"{plural(len(users), 'credential')} of the type {found.id} would lose it, "
            f"first {safe_text(users[0].name)}.",
            hint="Delete them, or give them another type, first.",
        )
    with session.edit("type rm", kind="type") as change:
        change.delete(record)


def export(session: Session, type_id: str) -> str:
    """A type as the TOML that `type add` reads; a managed one as the custom type it would be."""
    found = type_named(session, type_id)
    if found.managed:
        kind = found.kind if found.kind in CUSTOM_KINDS else "cloud"
        found = replace(found, managed=False, awx_id=None, inject=Inject.FIELDS, kind=kind)
    return type_to_toml(found)


def users_of(session: Session, type_id: str) -> list[CredentialRow]:
    """The living credentials of a type, by name."""
    return session.view.of_type(type_id)


def _refuse_breaking(session: Session, known: CredentialType, new: CredentialType) -> None:
    breaks = breaking_changes(known, new)
    users = users_of(session, known.id)
    if breaks and users:
        raise InvalidValue(
            f"{plural(len(users), 'credential')} of the type {known.id}; this breaks them: "
            + " ".join(breaks),
            hint="Safe in use are labels, helps, new optional fields and new choices. "
            "For more, add the type under another id.",
        )
