"""The real local server over a vault whose key is given: ``python -m tests.sync.serving …``."""

import sys
from pathlib import Path

from tests.session.sessions import same_vault
from vaulttui.api.serving import run_server
from vaulttui.crypto.keys import VaultKeys
from vaulttui.operations.serving import Serving
from vaulttui.secret import Secret


def main(path: str, vault_id: str, secret: str, dialect: str, token_file: str) -> int:
    """Serve one dialect until a signal."""
    keys = VaultKeys(bytes.fromhex(vault_id), Secret(bytes.fromhex(secret)))
    serving = Serving(Path(path), token_file=Path(token_file), dialects=(dialect,))
    return run_server(serving, lambda: same_vault(Path(path), keys, by="api"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
