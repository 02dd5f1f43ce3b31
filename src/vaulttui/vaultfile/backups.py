"""Former states of a vault file, kept beside it at no cost by a second name for the same bytes."""

import contextlib
import re
import time
from collections.abc import Iterator
from typing import Final

import msgspec

from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, VaulttuiError
from vaulttui.vaultfile.disk import NO_LINKS, copy, told
from vaulttui.vaultfile.header import FRAMES_START, read_header
from vaulttui.vaultfile.place import Place

KEPT: Final = 10
_NAME: Final = re.compile(r"(\d{8}T\d{6}Z)-(\d+)-([0-9a-f]{8})\.vtv")


class Backup(msgspec.Struct, frozen=True):
    """One former state: its name, size in bytes, and the epoch its header had."""

    name: str
    taken_at: str
    epoch: int
    size: int


def keep_as_backup(place: Place) -> None:
    """Give the present file a name among the backups, by a link or, where refused, a copy."""
    stamp = _stamp(place)
    folder = _folder(place)
    try:
        try:
            place.disk.link(place.folder, place.name, folder, stamp)
        except FileExistsError:
            return
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            _copy(place, folder, stamp, place.beside("tmp-copy"))
        place.disk.sync_folder(folder)
    finally:
        place.disk.close(folder)


def keep_torn(place: Place, rest: str) -> None:
    """Keep a file with a wrong tail as ``.NAME.rest``, unless nothing may be written there."""
    name = place.beside(rest)
    with contextlib.suppress(OSError, VaulttuiError):
        try:
            place.disk.link(place.folder, place.name, place.folder, name)
        except OSError as error:
            if error.errno not in NO_LINKS or place.disk.status_of(place.folder, name):
                raise
            # Readers hold the lock together, so each copies under a name of its own.
            _copy(place, place.folder, name, place.beside(f"tmp-{random_bytes(8).hex()}"))


def list_backups(place: Place) -> list[Backup]:
    """The backups, newest first."""
    with told(f"look at the backups of {place.shown}"):
        try:
            folder = place.disk.open_folder_in(place.folder, place.beside("backups"))
        except FileNotFoundError:
            return []
        try:
            found = list(_backups_in(place, folder))
        finally:
            place.disk.close(folder)
    return sorted(found, key=lambda backup: (backup.epoch, backup.name), reverse=True)


def _backups_in(place: Place, folder: int) -> Iterator[Backup]:
    for name in place.disk.names(folder):
        match = _NAME.fullmatch(name)
        status = place.disk.status_of(folder, name) if match else None
        if match and status:
            yield Backup(name, match[1], int(match[2]), status.st_size)


def backup_place(place: Place, name: str) -> Place:
    """Where a backup lies, opened as a vault of its own; NotFound where there is none."""
    if all(backup.name != name for backup in list_backups(place)):
        raise NotFound(
            f"There is no backup named {safe_text(name)}.", hint="See `vaulttui backups list`."
        )
    path = f"{place.path.removesuffix(place.name)}{place.beside('backups')}/{name}"
    with told(f"open the backups of {place.shown}"):
        folder = place.disk.open_folder_in(place.folder, place.beside("backups"))
    return Place(place.disk, folder, name, path)


def prune_backups(place: Place) -> None:
    """Let go of all but the newest; what cannot be removed stays."""
    with contextlib.suppress(OSError, VaulttuiError):
        folder = place.disk.open_folder_in(place.folder, place.beside("backups"))
        try:
            for backup in list_backups(place)[KEPT:]:
                place.disk.unlink(folder, backup.name)
        finally:
            place.disk.close(folder)


def _folder(place: Place) -> int:
    name = place.beside("backups")
    with contextlib.suppress(FileExistsError):
        place.disk.make_folder(place.folder, name)
        place.disk.sync_folder(place.folder)
    return place.disk.open_folder_in(place.folder, name)


def _stamp(place: Place) -> str:
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    with place.opened() as descriptor:
        data = place.disk.read_at(descriptor, FRAMES_START, 0)
    try:
        header = read_header(data).header
        epoch, file_id = header.epoch, header.file_id.hex()[:8]
    except VaulttuiError:
        # A header that cannot be read is still worth keeping under some name.
        epoch, file_id = 0, "00000000"
    return f"{now}-{epoch}-{file_id}.vtv"


def _copy(place: Place, folder: int, name: str, unfinished: str) -> None:
    """Copy under another name first: what has the name itself is whole."""
    disk = place.disk
    with contextlib.suppress(FileNotFoundError):
        disk.unlink(folder, unfinished)
    with place.opened() as source:
        target = disk.create(folder, unfinished)
        try:
            copy(disk, source, target)
        finally:
            disk.close(target)
    disk.rename(folder, unfinished, name)
