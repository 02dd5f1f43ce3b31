"""What the real program does to a vault, in a process of its own, for strace to watch.

``python -m tests.vaultfile.traced DOING PATH VAULT_ID VAULT_KEY``
"""

import os
import sys
from pathlib import Path

from tests.vaultfile.samples import opened, recovery_slot, revision
from vaulttui.crypto.keys import VaultKeys
from vaulttui.errors import VaulttuiError
from vaulttui.secret import Secret
from vaulttui.vaultfile.vault import VaultFile


def main(doing: str, path: str, vault_id: str, vault_key: str) -> None:
    """Do it, and say ``saved`` or the error's name."""
    keys = VaultKeys(bytes.fromhex(vault_id), Secret(bytes.fromhex(vault_key)))
    change = revision(m={"name": "traced"})
    try:
        if doing == "create":
            VaultFile.create(path, recovery_slot)
        elif doing == "commit":
            opened(Path(path), keys).commit([change])
        else:
            opened(Path(path), keys).rewrite(lambda header: header, [change])
    except VaulttuiError as error:
        os.write(1, type(error).__name__.encode())
    else:
        os.write(1, b"saved")


if __name__ == "__main__":
    main(*sys.argv[1:])
