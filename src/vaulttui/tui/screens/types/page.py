"""What is shown of a credential type beside the list."""

from collections.abc import Iterator

from vaulttui.domain.fields import Field
from vaulttui.domain.text import plural
from vaulttui.domain.types import CredentialType
from vaulttui.inject.of_type import given_by
from vaulttui.operations import types
from vaulttui.session.session import Session
from vaulttui.tui.screens.types.rows import traits
from vaulttui.tui.screens.types.template_form import TABLES
from vaulttui.tui.widgets.page import Item, Page, Section

_MOST = 12


def page_of(session: Session, found: CredentialType) -> Page:
    """A type as a page."""
    whose = "ships with vaulttui, read-only" if found.managed else "your own"
    return Page(
        found.id,
        found.name,
        f"{found.id} · {whose} · version {found.version} · kind {found.kind}",
        description=found.description,
        sections=(
            Section("Fields", tuple(map(_field, found.fields))),
            *_metadata(found),
            *_given(found),
            _used(session, found),
        ),
    )


def _field(field: Field) -> Item:
    notes = ((field.help, "dim"),) if field.help else ()
    told = " · ".join(traits(field))
    return Item(f"field {field.id}", field.label, told, notes=notes)


def _metadata(found: CredentialType) -> Iterator[Section]:
    if found.metadata:
        yield Section("Asked for each lookup", tuple(map(_field, found.metadata)))


def _given(found: CredentialType) -> Iterator[Section]:
    if not found.injectors:
        names, about = given_by(found)
        items = (Item("given", "", names), *((Item("", "", about, "dim"),) if about else ()))
        yield Section("Programs get", items)
        return
    for table, words in TABLES.items():
        rows = getattr(found.injectors, table).items()
        if rows:
            items = tuple(_template(f"{table} {name}", name, text) for name, text in rows)
            yield Section(f"Programs get: {words.title.lower()}", items)


def _template(key: str, name: str, text: str) -> Item:
    first, *others = text.strip().split("\n")
    more = len(others) - _MOST
    notes = [(line, "") for line in others[:_MOST]]
    notes += [(f"and {more} lines more", "dim")] if more > 0 else []
    return Item(key, name, first, notes=tuple(notes))


def _used(session: Session, found: CredentialType) -> Section:
    users = types.users_of(session, found.id)
    items = [Item(f"credential {row.id}", row.name) for row in users[:_MOST]]
    if len(users) > 1:
        items.append(Item(f"type {found.id}", f"all {len(users):,} in the list"))
    title = f"Used by {plural(len(users), 'credential')}" if users else "Used by"
    return Section(title, tuple(items), "none yet: n in the list of credentials makes one")
