"""One vault file, open: its document, and every way it is read again and saved."""

import os
import time
from collections.abc import Callable, Container, Sequence
from typing import Final

from msgspec.structs import replace

from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.crypto.primitives import TAG_SIZE, random_bytes
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import WITHOUT_HISTORY, Revision
from vaulttui.errors import (
    CannotUnlock,
    Conflict,
    InvalidValue,
    NoVault,
    ReadOnly,
    Unsupported,
    VaulttuiError,
)
from vaulttui.vaultfile.backups import keep_torn
from vaulttui.vaultfile.checkpoint import Opaque, create_file, replace_file
from vaulttui.vaultfile.conflicts import refuse_conflicts
from vaulttui.vaultfile.disk import Disk, told
from vaulttui.vaultfile.frames import FILE_LIMIT, FrameType, seal_frame
from vaulttui.vaultfile.header import FRAMES_START, Header, HeaderReading, read_header
from vaulttui.vaultfile.known import Changed, KnownFile, identity_of, signature_of
from vaulttui.vaultfile.ops import encode_commit, is_readable
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.reader import Content, FrameReader
from vaulttui.vaultfile.resealing import resealed
from vaulttui.vaultfile.slots import Slot, Unlocking, check_zero_areas, known_slots, unlock

COMMITS_LIMIT: Final = 1000
LARGE_CHANGE: Final = 256
"""A change of more revisions is saved as a new file, with a backup of what was before it."""
COMMIT_BYTES_FLOOR: Final = 1 << 20
_TORN_PATIENCE: Final = 1.0
_DISK: Final = Disk()


class VaultFile:
    """An open vault; ``document`` is replaced or grown only after the disk has it."""

    def __init__(self, place: Place, keys: VaultKeys, slot: Slot | None) -> None:
        self.place = place
        self.keys = keys
        self.slot = slot
        self.document = Document()
        self.opaque: Opaque = ()
        self._rewrite_next = False
        self._news = Changed()
        self._file: KnownFile

    @property
    def header(self) -> Header:
        """The header as last read or written."""
        return self._file.reading.header

    @property
    def next_seq(self) -> int:
        """The number of the frame that would come next."""
        return self._file.position.seq

    @property
    def notices(self) -> list[str]:
        """What the user should know of this file's state, in sentences."""
        return self._file.notices()

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        make_slots: Callable[[VaultKeys], Sequence[bytes]],
        disk: Disk = _DISK,
    ) -> "VaultFile":
        """Make an empty vault with the slots ``make_slots`` returns; Exists where it cannot."""
        keys = VaultKeys(random_bytes(16), new_secret())
        header = Header(keys.vault_id, random_bytes(16), epoch=1, base_seq=1)
        for index, slot in enumerate(make_slots(keys)):
            header = header.with_slot(index, slot)
        place = Place.find(path, disk)
        try:
            with place.writing():
                create_file(place, header, keys, Document())
            vault = cls(place, keys, None)
            with place.reading():
                vault._read_anew()
        except BaseException:
            place.close()
            raise
        return vault

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        offer: Unlocking,
        *,
        allow_expensive: bool = False,
        disk: Disk = _DISK,
    ) -> "VaultFile":
        """Unlock and read a vault; raises any error of the format page's table."""
        place = Place.find(path, disk)
        try:
            with place.reading():
                header = peek(place).header
            unlocked = unlock(header, offer, allow_expensive=allow_expensive)
            return cls.open_with_keys(place, unlocked.keys, unlocked.slot)
        except BaseException:
            place.close()
            raise

    @classmethod
    def open_with_keys(cls, place: Place, keys: VaultKeys, slot: Slot | None) -> "VaultFile":
        """Read a vault whose key is in hand."""
        vault = cls(place, keys, slot)
        with place.reading() as locked:
            vault._read_anew()
            if vault._file.torn and not locked:
                vault._wait_for_writer()
            if vault._file.torn:
                vault._keep_torn()
        return vault

    def close(self) -> None:
        """Let go of the folder; the object is of no use afterwards."""
        self.place.close()

    # Looking again

    def refresh(self) -> Changed:
        """Take in what other programs wrote; Conflict where the file lacks changes of ours."""
        status = self._status()
        if status is None or signature_of(status) != self._file.signature:
            with self.place.reading() as locked:
                self._catch_up(locked)
        return self.news()

    def news(self) -> Changed:
        """What came in and was not told yet, as when a save failed after a look at the file."""
        news, self._news = self._news, Changed()
        return news

    def _status(self) -> os.stat_result | None:
        with told(f"look at {self.place.shown}"):
            return self.place.disk.status_of(self.place.folder, self.place.name)

    def _catch_up(self, locked: bool = True) -> None:
        status = self._status()
        if status is None:
            raise NoVault(f"{self.place.shown} is gone.", hint="Restore it, or open a backup.")
        if identity_of(status) != self._file.identity or not self._read_on():
            self._read_replaced()
        if self._file.torn and locked:
            self._keep_torn()

    def _read_on(self) -> bool:
        """Read what was appended; False where the file is not the one that was read."""
        position = replace(self._file.position)
        disk = self.place.disk
        with self.place.opened() as descriptor, told(f"read {self.place.shown}"):
            status = disk.status(descriptor)
            if status.st_size < self._file.size or not self._file.still_begins(disk, descriptor):
                return False
            reader = FrameReader(disk, descriptor, self.header, self.keys)
            content = reader.read(position)
        self._news |= Changed(frozenset(self.document.add(content.revisions)))
        self.opaque = (*self.opaque, *content.opaque)
        self._file = replace(
            self._file, signature=signature_of(status), position=position, torn=content.torn
        )
        return True

    def _read_replaced(self) -> None:
        file, content = self._read_file()
        document = Document(content.revisions)
        lacking = sum(
            not document.holds(revision.rev)
            for revision in self.document.revisions()
            if revision.k not in WITHOUT_HISTORY
        )
        if lacking:
            raise Conflict(
                f"{self.place.shown} was replaced by one that lacks {lacking} changes made here.",
                hint="Nothing was overwritten. Lock and unlock to work with the new file; "
                "the former one is among the backups or where the file was copied from.",
            )
        self._take(file, content, document)
        self._news |= Changed(anew=True)

    # Reading whole

    def _read_anew(self) -> None:
        file, content = self._read_file()
        self._take(file, content, Document(content.revisions))

    def _read_file(self) -> tuple[KnownFile, Content]:
        disk = self.place.disk
        with self.place.opened() as descriptor, told(f"read {self.place.shown}"):
            status = disk.status(descriptor)
            reading = _header_at(disk, descriptor)
            self._verify(reading)
            reader = FrameReader(disk, descriptor, reading.header, self.keys)
            position = reader.start()
            content = reader.read(position)
        return KnownFile(reading, signature_of(status), position, content.torn), content

    def _verify(self, reading: HeaderReading) -> None:
        known = getattr(self, "_file", None)
        try:
            reading.verify(self.keys)
        except VaulttuiError:
            if known is None or reading.raw == known.reading.raw:
                raise
            raise CannotUnlock(
                f"Another program gave {self.place.shown} a new key.",
                hint="Lock, then unlock with the new passphrase.",
            ) from None
        check_zero_areas(reading.header)

    def _take(self, file: KnownFile, content: Content, document: Document) -> None:
        self._file = file
        self.document = document
        self.opaque = tuple(content.opaque)
        self._rewrite_next = False

    def _wait_for_writer(self) -> None:
        """Without a lock a wrong tail counts only if it is the same a second later."""
        before = (self._file.signature, self._bytes())
        time.sleep(_TORN_PATIENCE)
        self._read_anew()
        if self._file.torn and before != (self._file.signature, self._bytes()):
            raise Conflict(f"{self.place.shown} is being written; try again.")

    def _bytes(self) -> bytes:
        with self.place.opened() as descriptor, told(f"read {self.place.shown}"):
            end = self._file.position.end
            return self.place.disk.read_at(descriptor, FILE_LIMIT, end)

    def _keep_torn(self) -> None:
        header = self.header
        keep_torn(self.place, f"torn-{header.epoch}-{header.file_id.hex()[:8]}")

    # Saving

    def commit(
        self, revisions: Sequence[Revision], united: Container[str] = frozenset()
    ) -> Changed:
        """Save revisions durably; returns what others had written, ours not counted.

        Raises Conflict where a record gained a revision that ours do not name
        (unless it is ``united`` with another history), InUse, ReadOnly, or what the
        disk refuses. On any error the document stays as it was on disk.
        """
        self._refuse_unwritable(revisions)
        with self.place.writing():
            self._prepare(revisions, united)
            if not self._append(revisions):
                self._checkpoint(self.header, revisions)
        return self.news()

    def rewrite(
        self,
        header: Callable[[Header], Header],
        revisions: Sequence[Revision] = (),
        united: Container[str] = frozenset(),
    ) -> Changed:
        """Save as a new file, with the header changed: slots, repair, forgetting for good."""
        self._refuse_unwritable(revisions)
        with self.place.writing():
            self._prepare(revisions, united)
            self._checkpoint(header(self.header), revisions)
        return self.news()

    def rekey(self, keys: VaultKeys, slots: Sequence[bytes]) -> None:
        """Save as a new file under another key, every value sealed anew; only ``slots`` open it."""
        self._refuse_read_only()
        with self.place.writing():
            self._prepare((), ())
            if self.opaque:
                raise Unsupported(f"{self.place.shown} has parts that cannot be sealed anew here.")
            document = Document(resealed(self.document.revisions(), self.keys, keys))
            self._write_anew(self.header.with_slots(slots), document.kept(), keys)
        self.slot = known_slots(self.header)[0]

    def _refuse_read_only(self) -> None:
        if self.header.read_only:
            raise ReadOnly(
                f"{self.place.shown} was marked by a newer vaulttui and is open without writing.",
                hint="Update vaulttui to change this vault.",
            )

    def _refuse_unwritable(self, revisions: Sequence[Revision]) -> None:
        self._refuse_read_only()
        if not is_readable(revisions):
            raise InvalidValue(
                "The change holds something that no vault file can: a number that is no integer "
                "or too large, text that is not Unicode, or lists nested too deep."
            )

    def _prepare(self, revisions: Sequence[Revision], united: Container[str]) -> None:
        """Take in what others saved, and see that ours still fits."""
        before = [self.document.record(revision.id) for revision in revisions]
        self._catch_up()
        self._refuse_read_only()
        refuse_conflicts(self.document, revisions, before, united)

    def _append(self, revisions: Sequence[Revision]) -> bool:
        """Append one commit; False where the format asks for a checkpoint instead."""
        position = self._file.position
        if self._must_checkpoint() or len(revisions) > LARGE_CHANGE:
            return False
        payload = encode_commit(revisions, random_bytes(16).hex())
        try:
            frame = seal_frame(
                self.keys, self.header.file_id, FrameType.COMMIT,
                position.seq, position.prev_tag, payload,
            )  # fmt: skip
        except VaulttuiError:
            return False
        if position.end + len(frame) > FILE_LIMIT:
            return False
        grown = self.document.grown(revisions)
        try:
            if not self._write_durably(frame):
                return False
        except OSError:
            # Bytes and descriptor are in doubt: this inode is never synced again.
            self._rewrite_next = True
            return False
        position.pass_frame(FrameType.COMMIT, len(frame), frame[-TAG_SIZE:])
        self.document.take(grown)
        return True

    def _must_checkpoint(self) -> bool:
        position = self._file.position
        outweighs = position.commit_bytes > max(COMMIT_BYTES_FLOOR, position.snapshot_bytes // 2)
        return (
            self._rewrite_next
            or self._file.torn
            or self._file.reading.damaged_copy is not None
            or position.commits >= COMMITS_LIMIT
            or outweighs
        )

    def _write_durably(self, frame: bytes) -> bool:
        disk, place = self.place.disk, self.place
        if not self._file.named:
            disk.sync_folder(place.folder)
            self._file = replace(self._file, named=True)
        descriptor = disk.open_to_append(place.folder, place.name)
        try:
            status = disk.status(descriptor)
            self._file.refuse_other(status, place.shown)
            if status.st_nlink != 1:
                return False
            disk.write_at(descriptor, frame, status.st_size)
            disk.sync(descriptor)
            written = replace(self._file, signature=signature_of(disk.status(descriptor)))
        finally:
            disk.close(descriptor)
        written.refuse_other(disk.status_of(place.folder, place.name), place.shown)
        self._file = written
        return True

    def _checkpoint(self, header: Header, revisions: Sequence[Revision]) -> None:
        document = Document(self.document.revisions())
        document.add(revisions)
        self._write_anew(header, document.kept(), self.keys)

    def _write_anew(self, header: Header, document: Document, keys: VaultKeys) -> None:
        seq = self._file.position.seq
        fresh = replace(header, file_id=random_bytes(16), epoch=header.epoch + 1, base_seq=seq)
        self._rewrite_next = True
        self._file = replace_file(self.place, fresh, keys, document, self.opaque, over=self._file)
        self.document = document
        self.keys = keys
        self._rewrite_next = False


def peek(place: Place) -> HeaderReading:
    """Read and judge the header, which needs no secret."""
    with place.opened() as descriptor, told(f"read {place.shown}"):
        return _header_at(place.disk, descriptor)


def _header_at(disk: Disk, descriptor: int) -> HeaderReading:
    return read_header(disk.read_at(descriptor, FRAMES_START, 0))
