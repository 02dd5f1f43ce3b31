"""Values that a person types."""

from collections.abc import Iterable

from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.host.terminal import Terminal
from vaulttui.operations.credentials import Given
from vaulttui.secret import Secret


def prompted(fields: Iterable[Field], terminal: Terminal) -> dict[str, Given]:
    """Ask for each field's value: secrets twice and unseen, others once."""
    return {field.id: Given(_ask(field, terminal)) for field in fields}


def _ask(field: Field, terminal: Terminal) -> Secret:
    shown = f"{safe_text(field.label, 80)}: "
    return terminal.ask_secret_twice(shown) if field.secret else terminal.ask_line(shown)
