"""What a change of one thing means for others, told beside it."""

from collections.abc import Iterable, Sequence
from typing import Final

from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.operations.where_used import Use

_TOLD: Final = 10


def tell_uses(name: str, uses: Sequence[Use], options: Options) -> None:
    """Say what uses something that was renamed, changed or removed."""
    told(uses[:_TOLD], name, options)
    if len(uses) > _TOLD:
        output.notice(f"… and {len(uses) - _TOLD} more uses of it.", as_json=options.json)


def some(names: Sequence[str], most: int = 8) -> str:
    """Names in a row; of many, the first and how many more there are."""
    shown = ", ".join(safe_text(name, 128) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def told(uses: Iterable[Use], name: str, options: Options) -> None:
    """One line for each use."""
    for use in uses:
        output.notice(f"{name}: {use}.", as_json=options.json)
