"""Prints how many MB a process uses that has a vault open; run by ``measure.memory``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))


def main() -> None:
    """Open the vault named on the command line, build its list, and print resident memory."""
    from tests.bench.samples import PASSPHRASE
    from vaulttui.operations.vaults import open_vault
    from vaulttui.vaultfile.slots import Unlocking

    session = None
    if len(sys.argv) > 1:
        session = open_vault(Path(sys.argv[1]), Unlocking(PASSPHRASE), by="bench")
        assert session.view.rows()
    status = Path("/proc/self/status").read_text("ascii")
    line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
    print(int(line.split()[1]) / 1024)


main()
