"""What is known of one vault file, as it was last read or written."""

import os

import msgspec

from vaulttui.crypto.primitives import TAG_SIZE
from vaulttui.errors import Conflict
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.header import FRAMES_START, HeaderReading
from vaulttui.vaultfile.reader import Position

Identity = tuple[int, int]
"""Device and inode: which file stands under a name."""
Signature = tuple[int, int, int, int]
"""Identity, size and time of change: while it stays, nobody wrote through the system."""


class Changed(msgspec.Struct, frozen=True):
    """What fresh looks at the file brought: records touched, or all of them anew."""

    ids: frozenset[str] = frozenset()
    anew: bool = False

    def __bool__(self) -> bool:
        return self.anew or bool(self.ids)

    def __or__(self, other: "Changed") -> "Changed":
        return Changed(self.ids | other.ids, self.anew or other.anew)


class KnownFile(msgspec.Struct, frozen=True):
    """One file: where it ends, and whether its state asks for a checkpoint.

    ``named`` is True once the folder was synced since the file took its name:
    until then a power cut could bring back the one before.
    """

    reading: HeaderReading
    signature: Signature
    position: Position
    torn: bool
    named: bool = False

    @property
    def identity(self) -> Identity:
        """Device and inode."""
        return self.signature[:2]

    @property
    def size(self) -> int:
        """Bytes, a wrong tail included."""
        return self.signature[2]

    def still_begins(self, disk: Disk, descriptor: int) -> bool:
        """True where the file is this one, grown or not: an inode's number may come again."""
        raw = self.reading.raw
        header = disk.read_at(descriptor, FRAMES_START, 0)
        tag = disk.read_at(descriptor, TAG_SIZE, self.position.end - TAG_SIZE)
        return raw in (header[: len(raw)], header[len(raw) :]) and tag == self.position.prev_tag

    def refuse_other(
        self, status: os.stat_result | None, shown: str, *, sized: bool = True
    ) -> None:
        """Raise Conflict where ``status``, of what stands under the name, is not this file's."""
        parts = 3 if sized else 2
        if status is None or signature_of(status)[:parts] != self.signature[:parts]:
            raise Conflict(
                f"{shown} was replaced while it was saved.",
                hint="Nothing was overwritten. Make the change again.",
            )

    def notices(self) -> list[str]:
        """What the user should know of its state, in sentences."""
        told_of = []
        if self.reading.damaged_copy:
            told_of.append(
                f"The {self.reading.damaged_copy} copy of the vault's header is damaged; "
                "the other one is whole, and the next save mends it."
            )
        if self.torn:
            told_of.append(
                "The end of the vault file was never completely written; the vault is open at "
                "its last whole change, and the torn file is kept beside it."
            )
        if self.reading.header.read_only:
            told_of.append("A newer vaulttui marked this vault: it is open without writing.")
        return told_of


def identity_of(status: os.stat_result) -> Identity:
    """Which file it is."""
    return status.st_dev, status.st_ino


def signature_of(status: os.stat_result) -> Signature:
    """Which file it is, and when and to what size it was last written."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
