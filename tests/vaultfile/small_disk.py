"""Plays on a disk of 160 KiB, run in a process that alone sees it."""

import subprocess
import sys
from pathlib import Path

from tests.vaultfile.samples import NAME, opened, revision, small_vault, state, state_at
from vaulttui.domain.revisions import canonical
from vaulttui.errors import ReadOnly, VaulttuiError
from vaulttui.vaultfile.vault import VaultFile


def fill(disk: Path) -> None:
    """Edit until nothing fits, lose nothing, make room, go on."""
    path = disk / NAME
    vault = small_vault(path)
    refused = 0
    for number in range(400):
        change = revision(m={"name": f"{number}", "text": "x" * 900})
        before = state(vault.document)
        try:
            vault.commit([change])
        except VaulttuiError as error:
            refused += "the disk is full" in error.message
            assert state(vault.document) == before
        assert state_at(path, vault.keys) == state(vault.document)
        if refused > 3:
            break
    assert refused > 3
    _make_room(disk)
    vault.commit([change])
    assert canonical(change) in state_at(path, vault.keys)


def _make_room(disk: Path) -> None:
    for backup in disk.glob(f".{NAME}.backups/*"):
        backup.unlink()
    subprocess.run(["mount", "-o", "remount,size=2m", str(disk)], check=True)


def lock_the_door(disk: Path) -> None:
    """The file system becomes read-only under an open vault."""
    path = disk / NAME
    vault: VaultFile = small_vault(path)
    was = state(vault.document)
    vault.place.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    vault = opened(path, vault.keys)
    for save in (vault.commit, lambda revisions: vault.rewrite(lambda header: header, revisions)):
        try:
            save([revision()])
        except ReadOnly:
            assert state(vault.document) == was == state_at(path, vault.keys)
        else:
            raise AssertionError("saved on a read-only disk")
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    vault.commit([revision()])
    assert state_at(path, vault.keys) == state(vault.document)


if __name__ == "__main__":
    {"fill": fill, "lock_the_door": lock_the_door}[sys.argv[1]](Path(sys.argv[2]))
    print("well")  # noqa: T201  # what the test waits for
