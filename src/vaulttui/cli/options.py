"""The options that stand before or after every command."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from vaulttui.host.terminal import Terminal

KEY_FILE_VARIABLE: Final = "VAULTTUI_KEY_FILE"


class Options:
    """What they say; filled while the command line is read, wherever each stands."""

    def __init__(self) -> None:
        self.vault: str | None = None
        self.key_file: str | None = None
        self.recovery = False
        self.json = False
        self.no_input = False
        self.yes = False
        self.demo = False
        self.allow_expensive_kdf = False

    @property
    def terminal(self) -> "Terminal":
        """Where questions are asked, as far as these options allow."""
        from vaulttui.host.terminal import Terminal

        return Terminal(no_input=self.no_input, yes=self.yes)

    @property
    def key_path(self) -> Path | None:
        """The key file that the option or the environment names."""
        named = self.key_file or os.environ.get(KEY_FILE_VARIABLE)
        return Path(named) if named else None


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
