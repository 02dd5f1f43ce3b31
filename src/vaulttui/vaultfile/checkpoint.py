"""Writing a vault anew and putting it in the old one's place (``docs/format.md``, *Saving*)."""

import contextlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import TAG_SIZE, random_bytes
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Revision
from vaulttui.errors import Damaged, Exists, VaulttuiError
from vaulttui.vaultfile.backups import keep_as_backup, prune_backups
from vaulttui.vaultfile.disk import NO_LINKS, Disk, explain, told
from vaulttui.vaultfile.frames import FILE_LIMIT, FrameType, seal_frame
from vaulttui.vaultfile.header import FRAMES_START, Header, read_header
from vaulttui.vaultfile.known import KnownFile, signature_of
from vaulttui.vaultfile.ops import encode_end, encode_snapshot
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.reader import FrameReader

Opaque = Sequence[tuple[int, bytes]]
_TEMPORARY: Final = "tmp-"
_RANDOM: Final = re.compile("[0-9a-f]{16}")


def replace_file(
    place: Place,
    header: Header,
    keys: VaultKeys,
    document: Document,
    opaque: Opaque,
    over: KnownFile | None = None,
) -> KnownFile:
    """Write a new file, verify it, keep the present one as a backup, and take its name.

    The caller holds the lock alone. Until the rename the present file is
    untouched; raises what the disk refuses as a VaulttuiError, and Conflict
    where another file than ``over`` has taken the name meanwhile.
    """
    temporary = _written(place, header, keys, document, opaque)
    try:
        with told(f"save {place.shown}"):
            keep_as_backup(place)
            if over is not None:
                over.refuse_other(
                    place.disk.status_of(place.folder, place.name), place.shown, sized=False
                )
            place.disk.rename(place.folder, temporary.name, place.name)
    except VaulttuiError:
        temporary.discard()
        raise
    with told(f"save {place.shown}"):
        place.disk.sync_folder(place.folder)
    prune_backups(place)
    return replace(temporary.file, named=True)


def create_file(
    place: Place,
    header: Header,
    keys: VaultKeys,
    document: Document,
    opaque: Opaque = (),
    *,
    overwrite: bool = False,
) -> None:
    """Write a file whose name must be free, unless ``overwrite``; raises Exists where it is not."""
    temporary = _written(place, header, keys, document, opaque)
    try:
        if overwrite:
            with told(f"replace {place.shown}"):
                place.disk.rename(place.folder, temporary.name, place.name)
        else:
            _take_free_name(place, temporary.name)
    except VaulttuiError:
        temporary.discard()
        raise
    with told(f"create {place.shown}"):
        place.disk.sync_folder(place.folder)


def _take_free_name(place: Place, temporary: str) -> None:
    taken = Exists(
        f"{place.shown} exists already.", hint="Choose another path; it was not touched."
    )
    try:
        place.disk.link(place.folder, temporary, place.folder, place.name)
        place.disk.unlink(place.folder, temporary)
    except FileExistsError:
        raise taken from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise explain(error, f"create {place.shown}") from error
        # Without links the lock alone keeps others from taking the name first.
        with told(f"create {place.shown}"):
            if place.disk.status_of(place.folder, place.name) is not None:
                raise taken from None
            place.disk.rename(place.folder, temporary, place.name)


class _Temporary:
    """A complete, verified, durable vault file under a name of its own."""

    file: KnownFile

    def __init__(self, place: Place) -> None:
        self.place = place
        self.name = place.beside(f"{_TEMPORARY}{random_bytes(8).hex()}")

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self.place.disk.unlink(self.place.folder, self.name)


def _written(
    place: Place, header: Header, keys: VaultKeys, document: Document, opaque: Opaque
) -> _Temporary:
    temporary = _Temporary(place)
    disk = place.disk
    try:
        with told(f"write beside {place.shown}"):
            _sweep(place)
            descriptor = disk.create(place.folder, temporary.name)
            try:
                _write(disk, descriptor, _frames(header, keys, document, opaque))
                disk.sync(descriptor)
                temporary.file = _verified(disk, descriptor, header, keys, document)
            finally:
                disk.close(descriptor)
    except VaulttuiError:
        temporary.discard()
        raise
    return temporary


def _sweep(place: Place) -> None:
    # The lock is held alone, so what lies there was left by a program that died.
    for name in place.disk.names(place.folder):
        start, mark, rest = name.rpartition(_TEMPORARY)
        if mark and start == place.beside("") and _RANDOM.fullmatch(rest):
            with contextlib.suppress(OSError):
                place.disk.unlink(place.folder, name)


def _frames(header: Header, keys: VaultKeys, document: Document, opaque: Opaque) -> Iterable[bytes]:
    raw = header.encode(keys)
    yield raw + raw
    seq, tag, chunks = header.base_seq, bytes(TAG_SIZE), 0
    for payload in encode_snapshot(in_order(document)):
        frame = seal_frame(keys, header.file_id, FrameType.SNAPSHOT, seq, tag, payload)
        yield frame
        seq, tag, chunks = seq + 1, frame[-TAG_SIZE:], chunks + 1
    for kind, payload in ((FrameType.SNAPSHOT_END, encode_end(chunks)), *opaque):
        frame = seal_frame(keys, header.file_id, kind, seq, tag, payload)
        yield frame
        seq, tag = seq + 1, frame[-TAG_SIZE:]


def in_order(document: Document) -> list[Revision]:
    """By kind and name, so that the next opening finds the list already sorted."""

    def rank(revision: Revision) -> tuple[str, str, str]:
        name = revision.m.get("name", "")
        return revision.k, name.casefold() if isinstance(name, str) else "", revision.id

    return sorted(document.revisions(), key=rank)


def _write(disk: Disk, descriptor: int, parts: Iterable[bytes]) -> None:
    offset = 0
    for part in parts:
        if offset + len(part) > FILE_LIMIT:
            raise VaulttuiError(
                "The vault would pass its limit of 2 GiB.",
                hint="Purge the trash and old history, or keep large files elsewhere.",
            )
        disk.write_at(descriptor, part, offset)
        offset += len(part)


def _verified(
    disk: Disk, descriptor: int, header: Header, keys: VaultKeys, document: Document
) -> KnownFile:
    reading = read_header(disk.read_at(descriptor, FRAMES_START, 0))
    reading.verify(keys)
    reader = FrameReader(disk, descriptor, reading.header, keys)
    position = reader.start()
    content = reader.read(position)
    if content.torn or reading.header != header or not document.equals(content.revisions):
        raise Damaged(
            "The disk did not give back what was written; the vault was left as it was.",
            hint="Check the disk, then save again.",
        )
    signature = signature_of(disk.status(descriptor))
    return KnownFile(reading, signature, position, torn=False)
