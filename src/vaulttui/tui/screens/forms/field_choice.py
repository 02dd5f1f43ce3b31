"""Choosing a credential, and then one of its fields."""

from collections.abc import Callable
from typing import Any

from vaulttui.operations import credentials
from vaulttui.tui.dialogs.field_chooser import CredentialChooser, FieldChooser
from vaulttui.tui.frames.screen import VaultScreen


def choose_field(screen: VaultScreen[Any], title: str, then: Callable[[str, str], object]) -> None:
    """Ask for both; ``then`` gets their ids. Where there is one field, that is meant."""
    session = screen.vault.open_session

    def credential_chosen(credential_id: str | None) -> None:
        if credential_id is None:
            return
        credential = session.view.credential(credential_id)
        fields = credentials.fields_of(session, credential)

        def field_chosen(field_id: str | None) -> None:
            if field_id is not None:
                then(credential_id, field_id)

        if len(fields) == 1:
            field_chosen(fields[0].id)
        else:
            screen.app.push_screen(FieldChooser(credential, fields), field_chosen)

    screen.app.push_screen(CredentialChooser(title, session.view.rows()), credential_chosen)
