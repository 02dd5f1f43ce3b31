"""A type's form apart from its widgets: what it begins with, and the type that it comes to."""

from collections.abc import Container, Mapping
from dataclasses import replace
from itertools import count
from typing import Final

import msgspec

from vaulttui.domain.fields import Field
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.types import CredentialType, Injectors, parse_type, type_to_toml
from vaulttui.domain.types.templates import with_names
from vaulttui.errors import InvalidValue
from vaulttui.operations.types import as_custom
from vaulttui.session.session import Session
from vaulttui.tui.position import Templates, TypeField, TypeState

TABLES: Final = ("env", "file", "extra_vars")
"""The lists of templates, as the state and the type's file call them."""
with_changes = msgspec.structs.replace


def filled(found: CredentialType) -> TypeState:
    """A custom type to be changed."""
    return with_changes(_content(found), of=found.version)


def copied(found: CredentialType, taken: Container[str]) -> TypeState:
    """A type of one's own that begins as another is, under an id that is free."""
    base = f"my-{found.id}" if found.managed else found.id
    free = (base if at == 1 else f"{base}-{at}" for at in count(1))
    new_id = next(one for one in free if one not in taken)
    custom = as_custom(found) if found.managed else found
    return _new(replace(custom, id=new_id, name=f"{found.name}, my own"[:512]))


def _new(found: CredentialType) -> TypeState:
    state = _content(found)
    fresh = tuple(with_changes(one, was="") for one in state.fields)
    return with_changes(state, fields=fresh)


def read(session: Session, text: str) -> TypeState:
    """What a type's file says: a change of the type of its id, or a new one.

    What cannot be read is to be edited as the text that it is.
    """
    try:
        found = parse_type(text)
    except InvalidValue:
        return TypeState(text=text)
    known = session.view.type(found.id)
    if known is None or known.managed:
        return _new(found)
    return taken_over(filled(known), found)


def taken_over(state: TypeState, found: CredentialType) -> TypeState:
    """The state with the content of a type: rows of the same id stay those that they were."""
    were = {one.field.id: one.was for one in state.fields}
    content = _content(found)
    fields = tuple(
        TypeField(one.field, were.get(one.field.id, one.field.id if state.of else ""))
        for one in content.fields
    )
    return with_changes(content, of=state.of, fields=fields)


def _content(found: CredentialType) -> TypeState:
    injectors = found.injectors
    return TypeState(
        id=found.id,
        name=found.name,
        kind=found.kind,
        description=found.description,
        fields=tuple(TypeField(one, one.id) for one in found.fields),
        env=tuple(injectors.env.items()),
        file=tuple(injectors.file.items()),
        extra_vars=tuple(injectors.extra_vars.items()),
    )


def written(state: TypeState) -> str:
    """The state as the TOML of a type, right or not."""
    if state.text is not None:
        return state.text
    return type_to_toml(
        CredentialType(
            id=state.id,
            name=state.name,
            version=max(1, state.of),
            kind=state.kind,
            description=state.description,
            fields=tuple(one.field for one in state.fields),
            injectors=Injectors(dict(state.env), dict(state.file), dict(state.extra_vars)),
        )
    )


def type_of(session: Session, before: TypeState, state: TypeState) -> CredentialType:
    """The type that the form says; InvalidValue with the first thing that is wrong."""
    if state.text is None:
        _check(state)
    found = parse_type(written(state))
    if before.of and found.id != before.id:
        raise InvalidValue(f"The id stays {before.id}: credentials name their type by it.")
    known = None if before.of else session.view.type(found.id)
    if known is not None:
        whose = "ships with the program" if known.managed else "is there already"
        raise InvalidValue(f"The type {found.id} {whose}.", hint="Give yours another id.")
    return found


def _check(state: TypeState) -> None:
    if not state.name.strip():
        raise InvalidValue("The type needs a name.")
    if not state.id:
        raise InvalidValue("The type needs an id, by which the command line knows it.")
    check_identifier(state.id, "credential type")
    if not state.fields:
        raise InvalidValue("The type needs a field.", hint="+ a field makes one.")


def moves_of(session: Session, state: TypeState, found: CredentialType) -> Mapping[str, str]:
    """The fields that take over: those whose row got another id, as far as both are there."""
    known = session.view.type(found.id)
    if known is None or not state.of:
        return {}
    return {
        one.was: one.field.id
        for one in state.fields
        if one.was not in ("", one.field.id) and known.field(one.was) and found.field(one.field.id)
    }


# Rows


def with_field(state: TypeState, at: int, field: Field) -> TypeState:
    """The state with a field put at a place; templates and needs follow another id."""
    rows = list(state.fields)
    if at >= len(rows):
        return with_changes(state, fields=(*rows, TypeField(field)))
    former, rows[at] = rows[at].field.id, with_changes(rows[at], field=field)
    if former == field.id:
        return with_changes(state, fields=tuple(rows))
    names = {former: field.id}
    rows = [with_changes(row, field=_needing(row.field, names)) for row in rows]
    tables = {table: _renamed(getattr(state, table), names) for table in TABLES}
    return with_changes(state, fields=tuple(rows), **tables)


def _needing(field: Field, names: Mapping[str, str]) -> Field:
    return with_changes(field, needs=tuple(names.get(one, one) for one in field.needs))


def _renamed(templates: Templates, names: Mapping[str, str]) -> Templates:
    return tuple((name, with_names(template, names)) for name, template in templates)


def with_template(state: TypeState, table: str, at: int, row: tuple[str, str]) -> TypeState:
    """The state with a template put at a place of one of the tables."""
    rows = [*getattr(state, table)]
    rows[at : at + 1] = [row]
    return with_changes(state, **{table: tuple(rows)})


def without(state: TypeState, table: str, at: int) -> TypeState:
    """The state without a row; ``table`` is "fields" or one of the tables."""
    rows = list(getattr(state, table))
    del rows[at]
    return with_changes(state, **{table: tuple(rows)})


def swapped(state: TypeState, table: str, at: int, to: int) -> TypeState:
    """The state with two rows in each other's place."""
    rows = list(getattr(state, table))
    rows[at], rows[to] = rows[to], rows[at]
    return with_changes(state, **{table: tuple(rows)})
