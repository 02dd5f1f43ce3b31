"""Former states of the vault file, and going back to one."""

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.document import Document
from vaulttui.errors import VaulttuiError
from vaulttui.vaultfile.backups import Backup, backup_place, list_backups
from vaulttui.vaultfile.checkpoint import replace_file
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile, peek


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took the vault's place: how many records it holds."""

    name: str
    records: int


def backups(path: Path) -> list[Backup]:
    """The backups of a vault, newest first; no secret is needed."""
    place = Place.find(path, Disk())
    try:
        return list_backups(place)
    finally:
        place.close()


def restore(path: Path, name: str, offer: Unlocking, *, allow_expensive: bool = False) -> Restored:
    """Let a backup take the vault's place; the present file becomes a backup itself.

    The backup opens with the secrets it had then.
    """
    place = Place.find(path, Disk())
    try:
        source = backup_place(place, name)
        backup = VaultFile.open(source.path, offer, allow_expensive=allow_expensive)
        source.close()
        try:
            with place.writing():
                header = replace(
                    backup.header,
                    file_id=random_bytes(16),
                    epoch=max(backup.header.epoch, _epoch(place)) + 1,
                    base_seq=backup.next_seq,
                )
                document = Document(backup.document.revisions())
                replace_file(place, header, backup.keys, document, backup.opaque)
            return Restored(name, len(document))
        finally:
            backup.close()
    finally:
        place.close()


def _epoch(place: Place) -> int:
    try:
        return peek(place).header.epoch
    except VaulttuiError:
        return 0
