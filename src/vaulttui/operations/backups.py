"""Former states of the vault file, and going back to one."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.document import Document
from vaulttui.errors import VaulttuiError
from vaulttui.session.session import Session
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


def backups_of(session: Session) -> list[Backup]:
    """The backups of an open vault, newest first."""
    return list_backups(session.file.place)


def asks_again(session: Session, name: str) -> bool:
    """True where a backup opens with other secrets than what opened the vault just now.

    Then only who has them should let it take the vault's place.
    """
    source = backup_place(session.file.place, name)
    with contextlib.closing(source):
        header = peek(source).header
    opened = session.file.slot
    return opened is not None and opened.raw not in header.slots


def bring_back(
    session: Session, name: str, offer: Unlocking | None, *, allow_expensive: bool = False
) -> Restored:
    """Let a backup take an open vault's place, and go on with it; see :func:`restore`.

    Without an offer the vault's own key opens it.
    """
    place = session.file.place
    backup = _opened(place, name, offer or session.keys, allow_expensive)
    with contextlib.closing(backup):

        def put(file: VaultFile) -> VaultFile:
            _put(place, backup)
            slot = backup.slot or file.slot
            return VaultFile.open_with_keys(place, backup.keys, slot)

        session.replace(put)
        return Restored(name, len(backup.document))


def restore(path: Path, name: str, offer: Unlocking, *, allow_expensive: bool = False) -> Restored:
    """Let a backup take the vault's place; the present file becomes a backup itself.

    The backup opens with the secrets it had then.
    """
    place = Place.find(path, Disk())
    try:
        with contextlib.closing(_opened(place, name, offer, allow_expensive)) as backup:
            _put(place, backup)
            return Restored(name, len(backup.document))
    finally:
        place.close()


def _opened(place: Place, name: str, by: Unlocking | VaultKeys, allow_expensive: bool) -> VaultFile:
    source = backup_place(place, name)
    if isinstance(by, VaultKeys):
        return VaultFile.open_with_keys(source, by, None)
    with contextlib.closing(source):
        return VaultFile.open(source.path, by, allow_expensive=allow_expensive, disk=source.disk)


def _put(place: Place, backup: VaultFile) -> None:
    with place.writing():
        header = replace(
            backup.header,
            file_id=random_bytes(16),
            epoch=max(backup.header.epoch, _epoch(place)) + 1,
            base_seq=backup.next_seq,
        )
        document = Document(backup.document.revisions())
        replace_file(place, header, backup.keys, document, backup.opaque)


def _epoch(place: Place) -> int:
    try:
        return peek(place).header.epoch
    except VaulttuiError:
        return 0
