"""Opening the form of a credential, which is loaded with the first that is opened."""

from collections.abc import Callable
from typing import Any

from vaulttui.domain.credentials import Credential
from vaulttui.operations import credentials
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import FormState
from vaulttui.tui.text import shown

Then = Callable[[str | None], None]
"""Takes the credential's id once it is saved."""


def open_form(
    screen: VaultScreen[Any],
    before: FormState,
    now: FormState | None = None,
    then: Then | None = None,
) -> None:
    """Open a form as it stood, unless the type is gone."""
    from vaulttui.tui.screens.forms.form import Form

    if screen.vault.open_session.view.type(before.type_id) is None:
        told = f"The type {shown(before.type_id, 60)} is gone; without it there is no form."
        screen.vault.tell(told, severity="warning")
    else:
        screen.app.push_screen(Form(before, now), then)


def change(screen: VaultScreen[Any], credential: Credential, then: Then | None = None) -> None:
    """Open the form of a credential that is there."""
    from vaulttui.tui.screens.forms.form_state import filled

    fields = credentials.fields_of(screen.vault.open_session, credential)
    open_form(screen, filled(credential, fields), then=then)
