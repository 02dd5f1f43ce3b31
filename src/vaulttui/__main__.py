"""The program: what must be done first, then a command or the terminal UI."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from vaulttui.host.hardening import harden

if TYPE_CHECKING:
    from vaulttui.cli.options import Options


def main() -> int:
    """Run the command line of this process; return its exit code."""
    harden()
    try:
        from vaulttui.cli.program import run

        return run(sys.argv[1:], _terminal_ui)
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
    from vaulttui.cli.preferences import user_settings
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
    chosen = user_settings(options)
    return run_tui(
        Start(
            path=vault_path(options.vault, chosen.vault),
            demo=options.demo,
            allow_expensive=options.allow_expensive_kdf,
            key_file=options.key_path,
            settings=chosen,
        )
    )


if __name__ == "__main__":
    program()
