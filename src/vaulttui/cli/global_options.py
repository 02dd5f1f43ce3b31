"""The options that stand before or after every command, as click knows them."""

from collections.abc import Sequence
from typing import Final

import click

from vaulttui.cli.completing.word import WORD
from vaulttui.cli.options import Options

_SPELLED: Final = (
    ("--vault", "PATH", "The vault to work with."),
    ("--key-file", "PATH", "The key file of the vault."),
    ("--recovery", None, "Unlock with the recovery key in place of the passphrase."),
    ("--json", None, "Print one JSON document."),
    ("--no-input", None, "Ask nothing: a needed answer is an error."),
    ("--yes", None, "Answer confirmations with yes; secrets are asked for all the same."),
    ("--demo", None, "Work with a sample vault in memory."),
    ("--allow-expensive-kdf", None, "Unlock even where that takes very much memory or time."),
)


def global_options(*, hidden: bool) -> Sequence[click.Option]:
    """New options, which write what they find into the context's :class:`Options`."""
    return [
        click.Option(
            [spelling],
            metavar=metavar,
            type=WORD if metavar else None,
            is_flag=True if metavar is None else None,
            expose_value=False,
            hidden=hidden,
            callback=_keep,
            help=text,
        )
        for spelling, metavar, text in _SPELLED
    ]


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    if value and option.name:
        setattr(context.ensure_object(Options), option.name, value)
