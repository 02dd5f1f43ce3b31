"""The user's ssh-agent: keys go to it through ssh-add, on its standard input."""

import os
import subprocess
from collections.abc import Sequence
from shutil import which
from typing import Final

from vaulttui.errors import Missing, VaulttuiError
from vaulttui.secret import Secret

SOCKET: Final = "SSH_AUTH_SOCK"
_PROGRAM: Final = "ssh-add"
_STDIN: Final = "-"


def refuse_missing() -> None:
    """Raise where there is no agent that could take a key."""
    if which(_PROGRAM) is None:
        raise Missing("There is no ssh-add here.", hint="Install OpenSSH's client.")
    if not os.environ.get(SOCKET):
        raise Missing(
            f"There is no ssh-agent here: {SOCKET} is not set.",
            hint='Start one with `eval "$(ssh-agent)"`.',
        )


def add(key: Secret, *, lifetime: str | None = None, confirm: bool = False) -> str:
    """Hand over a private key; return what ssh-add says, raise what it refuses.

    ssh-add asks at the terminal for a passphrase that is still on the key.
    """
    limits = ["-t", lifetime] if lifetime is not None else []
    return _ssh_add([*limits, *(["-c"] if confirm else [])], key.reveal())


def remove(public_key: bytes) -> str:
    """Take the key of a public one out again; return what ssh-add says."""
    return _ssh_add(["-d"], public_key + b"\n")


def _ssh_add(words: Sequence[str], given: bytes) -> str:
    done = subprocess.run([_PROGRAM, *words, _STDIN], input=given, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "backslashreplace").strip()
    if done.returncode:
        raise VaulttuiError(f"ssh-add: {said or 'it refused the key'}")
    return said
