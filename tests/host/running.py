"""``run`` without a vault: ``running.py [-e NAME=VALUE]… [-f NAME=CONTENT]… -- WORD…``."""

import argparse
import os
import sys

from vaulttui.errors import VaulttuiError
from vaulttui.host.hardening import harden
from vaulttui.host.run import run
from vaulttui.host.run_folder import choose, make
from vaulttui.secret import Secret


def main() -> int:
    """Run; a folder is made where there are files, and FOLDER holds its path."""
    harden()
    parser = argparse.ArgumentParser()
    parser.add_argument("-e", action="append", default=[])
    parser.add_argument("-f", action="append", default=[])
    parser.add_argument("--big", action="store_true")
    parser.add_argument("words", nargs="+")
    asked = parser.parse_args()
    variables, files = (
        {name: Secret(value) for name, value in _pairs(by)} for by in (asked.e, asked.f)
    )
    if asked.big:
        variables |= {f"BIG{count}": Secret(bytes([120]) * 120_000) for count in range(60)}
    folder = make(choose()) if files else None
    if folder is not None:
        variables["FOLDER"] = Secret(os.fsencode(folder.path))
    try:
        run(asked.words, variables, folder=folder, files=files)
    except VaulttuiError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - as the command line does
        return error.exit_code


def _pairs(words: list[str]) -> list[tuple[str, bytes]]:
    return [
        (name, os.fsencode(value)) for name, _, value in (word.partition("=") for word in words)
    ]


if __name__ == "__main__":
    sys.exit(main())
