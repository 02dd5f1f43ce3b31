"""Giving a value to what a remote holds and the vault does not: in the form where it belongs."""

from typing import Any

from vaulttui.domain.bindings import slot_name
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.sets import Set
from vaulttui.errors import NotFound
from vaulttui.operations.credentials import fields_of
from vaulttui.operations.placeholders import Placeholder
from vaulttui.session.session import Session
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.screens.forms.key_form import KeyForm
from vaulttui.tui.screens.forms.opening import change
from vaulttui.tui.text import shown


def give_value(screen: VaultScreen[Any], row: Placeholder) -> None:
    """Open the form of the key or credential that answers for it."""
    found = _bound(screen, row)
    if isinstance(found, Set):
        _key_form(screen, found, row.slot)
    elif found is not None:
        change(screen, found)


def generate_value(screen: VaultScreen[Any], row: Placeholder) -> None:
    """Make a new value of the field; of a key in its form."""
    from vaulttui.tui.dialogs.renewal import renew

    found = _bound(screen, row)
    if isinstance(found, Set):
        form = _key_form(screen, found, row.slot)
        form.call_after_refresh(form.action_generate_into)
    elif found is not None:
        field = _field(screen.vault.open_session, found, row.slot)
        if field is None or not field.secret:
            screen.vault.tell("Only a secret field can be generated. e opens the form.")
        else:
            renew(screen, found, field)


def _bound(screen: VaultScreen[Any], row: Placeholder) -> Credential | Set | None:
    """What answers for it, if it may be changed."""
    view, (kind, record_id) = screen.vault.open_session.view, row.subject
    try:
        found = view.graph.set(record_id) if kind == "set" else view.credential(record_id)
    except NotFound:
        found = None
    if found is None:
        screen.vault.tell("What answered for it is not there any more.")
    elif isinstance(found, Credential) and found.managed:
        screen.vault.tell(f"{shown(found.name, 60)} is managed and may only be read.")
        return None
    elif isinstance(found, Set) and found.revoked_at is not None:
        screen.vault.tell(f"{shown(found.name, 60)} is revoked; its keys stay as they are.")
        return None
    return found


def _key_form(screen: VaultScreen[Any], found: Set, slot: str) -> KeyForm:
    """Its key; one that is not in the set yet is to be put."""
    form = KeyForm(found, found.key(slot), name=slot)
    screen.app.push_screen(form)
    return form


def _field(session: Session, credential: Credential, slot: str) -> Field | None:
    """The field that fills a slot, as records or as keys name it."""
    for one in fields_of(session, credential):
        if slot in (one.id, slot_name(one.id, keyed=True)):
            return one
    return None
