"""The program: what must be done first, then a command or the terminal UI."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from vaulttui.host.hardening import harden

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaulttui.cli.options import Options
    from vaulttui.operations.serving import Serving
    from vaulttui.session.session import Session
    from vaulttui.settings import Settings


def main() -> int:
    """Run the command line of this process; return its exit code."""
    harden()
    try:
        from vaulttui.cli.program import run

        return run(sys.argv[1:], _terminal_ui, _server)
    except KeyboardInterrupt:
        return 130


def program() -> NoReturn:
    """Run as a program of its own: nothing is left to do once :func:`main` returned.

    Taking apart a hundred thousand objects would take as long as making them did.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.flush()
    os._exit(code)


def _terminal_ui(options: "Options") -> int:
    from vaulttui.errors import AnswerNeeded
    from vaulttui.host import run_folder
    from vaulttui.paths import vault_path

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise AnswerNeeded(
            "The terminal UI needs a terminal.", hint="Name a command; see `vaulttui --help`."
        )
    from vaulttui.tui.app import run_tui
    from vaulttui.tui.start import Start

    run_folder.sweep()
    chosen, trouble = _settings(options)
    return run_tui(
        Start(
            path=vault_path(options.vault, chosen.vault),
            demo=options.demo,
            allow_expensive=options.allow_expensive_kdf,
            key_file=options.key_path,
            settings=chosen,
            trouble=trouble,
        )
    )


def _server(serving: "Serving", open_vault: "Callable[[], Session]") -> int:
    from vaulttui.api.serving import run_server

    return run_server(serving, open_vault)


def _settings(options: "Options") -> "tuple[Settings, str]":
    """The settings; after a lock the usual ones where they are broken, and what is wrong.

    What was typed before the lock would be lost if nothing started.
    """
    from vaulttui.cli.preferences import user_settings
    from vaulttui.errors import InvalidValue
    from vaulttui.settings import Settings
    from vaulttui.tui.lock import RESUME_VARIABLE

    try:
        return user_settings(options), ""
    except InvalidValue as error:
        if RESUME_VARIABLE not in os.environ:
            raise
        return Settings(), f"{error.message} Until that is mended, what is usual counts."


if __name__ == "__main__":
    program()
