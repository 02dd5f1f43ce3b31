"""A new secret in place of the one that a field of a credential holds."""

from typing import Any

from vaulttui.domain.credentials import GENERATED, Credential
from vaulttui.domain.fields import Field
from vaulttui.operations import credentials
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.generator import Generator
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.text import shown


def renew(screen: VaultScreen[Any], credential: Credential, field: Field) -> None:
    """Let the user make it, and save it at once."""
    vault, session = screen.vault, screen.vault.open_session

    def made(secret: Secret | None) -> None:
        if secret is not None:
            given = credentials.Given(secret, GENERATED)
            edits = credentials.Edits(values={field.id: given})
            vault.perform(lambda: credentials.edit(session, credential, edits), then)

    def then(_changed: Credential) -> None:
        told = f"{shown(field.label)} has a new value; the former one is in y History."
        vault.tell(told, undo="undoes")

    title = f"{shown(credential.name, 60)} · {shown(field.label, 40)}"
    screen.app.push_screen(Generator(title), made)
