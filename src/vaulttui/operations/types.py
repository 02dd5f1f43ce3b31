"""Credential types of the user's own: adding, changing, showing and removing them."""

from collections.abc import Iterable, Iterator
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
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def add(session: Session, text: str) -> CredentialType:
    """Add a type from its TOML, or the next version of a known one.

    Raises InvalidValue for a file that is no type, for a managed id, and, naming
    what breaks, for a change that is not safe while credentials use the type.
    """
    made = next_version(session, parse_type(text))
    known = session.view.type(made.id)
    if made == known:
        return made
    refuse_breaking(made, len(users_of(session, made.id)), breaks_of(session, made))
    with session.edit("type add", kind="type") as change:
        put_type(session, change, made)
    return type_named(session, made.id)


def next_version(session: Session, new: CredentialType) -> CredentialType:
    """The type as it would be saved: the known one itself where nothing is different.

    Raises InvalidValue for the id of a managed type.
    """
    known = session.view.type(new.id)
    if known is None:
        return new
    if known.managed:
        raise InvalidValue(
            f"The type {new.id} is managed; it ships with the program.",
            hint="Give yours another id.",
        )
    if type_to_json(replace(new, version=known.version)) == type_to_json(known):
        return known
    return replace(new, version=max(new.version, known.version + 1))


def put_type(session: Session, change: Change, made: CredentialType) -> None:
    """Let a type be saved with a change."""
    record = session.view.type_record(made.id)
    draft = Draft.of(record) if record else Draft.new("type")
    draft.m.update(type_to_json(made))
    change.put(draft)


def breaks_of(session: Session, new: CredentialType) -> tuple[str, ...]:
    """What a next version breaks for the credentials there are, a sentence each."""
    known, users = session.view.type(new.id), users_of(session, new.id)
    if known is None or not users:
        return ()
    return (*breaking_changes(known, new), *_taken(session, known, new, users))


def refuse_breaking(made: CredentialType, users: int, breaks: Iterable[str]) -> None:
    """Raise InvalidValue where anything breaks, and name the way through."""
    told = " ".join(breaks)
    if told:
        raise InvalidValue(
            f"{plural(users, 'credential')} of the type {made.id}; this breaks them: {told}",
            hint="`vaulttui type add FILE --migrate --dry-run` shows what would become of them, "
            "and --move OLD=NEW lets a field take over from another.",
        )


def _taken(
    session: Session, known: CredentialType, new: CredentialType, users: Iterable[CredentialRow]
) -> Iterator[str]:
    fresh = [one.id for one in new.fields if known.field(one.id) is None]
    if not fresh:
        return
    own = [session.view.credential(row.id).record.m for row in users]
    for field_id in fresh:
        count = sum(f"extra.{field_id}" in m for m in own)
        if count:
            yield (
                f'The new field "{field_id}" is an extra field of '
                f"{plural(count, 'credential')} already."
            )


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
    return type_to_toml(as_custom(found) if found.managed else found)


def as_custom(found: CredentialType) -> CredentialType:
    """A managed type as the custom one it would be: what only managed ones can do is left out."""
    kind = found.kind if found.kind in CUSTOM_KINDS else "cloud"
    return replace(found, managed=False, awx_id=None, inject=Inject.FIELDS, kind=kind, metadata=())


def users_of(session: Session, type_id: str) -> list[CredentialRow]:
    """The living credentials of a type, by name."""
    return session.view.of_type(type_id)
