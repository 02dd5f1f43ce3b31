"""Getting a new recovery key into safe hands: into a file, or shown and typed back."""

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from vaulttui.cli import clear_file
from vaulttui.cli.options import Options
from vaulttui.errors import AnswerNeeded, InvalidValue, UsageError, VaulttuiError
from vaulttui.operations.vaults import read_recovery_key, write_recovery_key
from vaulttui.secret import Secret

Keeper = Callable[[Secret], None]
_TRIES: Final = 3
_SHOWN: Final = "This is the recovery key. It opens the vault without the passphrase:"
_ADVICE: Final = "Write it down, and keep it where neither fire nor anybody else finds it."


def keeper(out: str | None, options: Options) -> Keeper:
    """What will take the key; raises at once where that could not succeed."""
    if out is not None:
        path = Path(out)
        clear_file.agree(path, options, force=False)
        return partial(write_recovery_key, path)
    if not options.terminal.answers:
        raise AnswerNeeded(
            "The recovery key has to be shown and typed back.",
            hint="Say --recovery-out PATH or --no-recovery.",
        )
    return partial(_type_back, options)


def both() -> UsageError:
    """The two options that exclude each other."""
    return UsageError("Only one of --recovery-out and --no-recovery can be.")


def _type_back(options: Options, line: Secret) -> None:
    terminal = options.terminal
    wanted = read_recovery_key(line)
    with terminal.aside():
        terminal.show_secret(_SHOWN, line, _ADVICE)
        for _ in range(_TRIES):
            typed = terminal.ask_line("Type it back: ")
            with contextlib.suppress(VaulttuiError):
                if read_recovery_key(typed) == wanted:
                    return
            terminal.show_secret("That is not the key. It is:", line, "")
    raise InvalidValue("The recovery key was not typed back; nothing was changed.")
