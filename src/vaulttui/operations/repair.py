"""Salvage: a new vault from every frame of a damaged one that is still authentic."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.document import Document
from vaulttui.errors import Exists, VaultDamaged, VaulttuiError
from vaulttui.session.session import Session
from vaulttui.vaultfile.backups import backup_place, list_backups
from vaulttui.vaultfile.checkpoint import create_file, replace_file
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.salvage import Salvage, salvage, salvage_with
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile, peek


@dataclass(frozen=True, slots=True)
class Repaired:
    """Where the repaired vault lies, how many credentials it holds, and what was lost."""

    path: str
    credentials: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a repair would leave: how many credentials, and how many the best backup holds."""

    credentials: int
    lost: tuple[str, ...]
    backup: str | None
    backup_credentials: int


def forecast(path: Path, offer: Unlocking, *, allow_expensive: bool = False) -> Forecast:
    """Say what a repair would save, and what a backup would give; nothing is written."""
    place = Place.find(path, Disk())
    try:
        found = salvage(place, offer, allow_expensive=allow_expensive)
        best = max(_backups(place, found.keys), default=(0, None))
        return Forecast(_living(found.document), found.lost, best[1], best[0])
    finally:
        place.close()


def _backups(place: Place, keys: VaultKeys) -> Iterator[tuple[int, str]]:
    for backup in list_backups(place):
        source = backup_place(place, backup.name)
        with contextlib.suppress(VaulttuiError), contextlib.closing(source):
            file = VaultFile.open_with_keys(source, keys, None)
            yield _living(file.document), backup.name


def _living(document: Document) -> int:
    return sum(not shown.deleted for shown in document.shown("credential"))


def forecast_of(session: Session) -> Forecast:
    """Say what a repair of an open vault would leave; nothing is written."""
    found = _salvage_open(session.file)
    best = max(_backups(session.file.place, found.keys), default=(0, None))
    return Forecast(_living(found.document), found.lost, best[1], best[0])


def repair_open(session: Session) -> Repaired:
    """Write an open vault anew from its file and from what is in memory, and go on with it."""
    done: list[Salvage] = []

    def put(file: VaultFile) -> VaultFile:
        with file.place.writing():
            done.append(_salvage_open(file))
            _replace(file.place, done[0])
        return VaultFile.open_with_keys(file.place, file.keys, file.slot)

    session.replace(put)
    found = done[0]
    return Repaired(session.file.place.path, _living(found.document), found.lost)


def _salvage_open(file: VaultFile) -> Salvage:
    """What its file still gives, and what was read of it before it was damaged."""
    try:
        header = peek(file.place).header
    except VaultDamaged:
        header = file.header
    found = salvage_with(file.place, header, file.keys)
    with contextlib.suppress(VaultDamaged):
        found.document.add(file.document.revisions())
    return found


def repair(
    path: Path, offer: Unlocking, out: Path | None = None, *, allow_expensive: bool = False
) -> Repaired:
    """Write what can be saved to ``out``, or in the vault's place, keeping the damaged file."""
    place = Place.find(path, Disk())
    try:
        if out is None:
            with place.writing():
                found = salvage(place, offer, allow_expensive=allow_expensive)
                _replace(place, found)
            return Repaired(place.path, _living(found.document), found.lost)
        found = salvage(place, offer, allow_expensive=allow_expensive)
        return _create(out, found)
    finally:
        place.close()


def _replace(place: Place, found: Salvage) -> None:
    replace_file(place, _fresh(found), found.keys, found.document, found.opaque)


def _create(out: Path, found: Salvage) -> Repaired:
    target = Place.find(out, Disk())
    try:
        with target.writing():
            if target.disk.status_of(target.folder, target.name) is not None:
                raise Exists(f"{target.shown} exists already.", hint="Choose another path.")
            create_file(target, _fresh(found), found.keys, found.document, found.opaque)
        return Repaired(target.path, _living(found.document), found.lost)
    finally:
        target.close()


def _fresh(found: Salvage) -> Header:
    return replace(
        found.header,
        file_id=random_bytes(16),
        epoch=found.header.epoch + 1,
        base_seq=found.next_seq,
    )
