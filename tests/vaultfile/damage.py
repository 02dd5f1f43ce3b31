"""A golden vault in memory, taken apart into header and frames, and opened after a change."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.vaultfile.samples import NAME, State, in_memory, memory_place, state
from vaulttui.crypto.keys import VaultKeys
from vaulttui.errors import VaulttuiError
from vaulttui.vaultfile.frames import HEAD_SIZE, read_head
from vaulttui.vaultfile.header import FRAMES_START
from vaulttui.vaultfile.memory import ROOT, MemoryDisk
from vaulttui.vaultfile.vault import VaultFile

TORN: Final = "torn"
RECOVERED: Final = "recovered"
SILENT: Final = "silent"


@dataclass(frozen=True)
class Golden:
    """A whole vault's bytes, what they say, and the key that opens them."""

    data: bytes
    keys: VaultKeys
    state: State

    @property
    def frames(self) -> list[bytes]:
        """Its frames, in order."""
        parts, at = [], FRAMES_START
        while at < len(self.data):
            head = read_head(self.data[at : at + HEAD_SIZE])
            assert head is not None
            parts.append(self.data[at : at + HEAD_SIZE + head.body_length])
            at += len(parts[-1])
        return parts

    @property
    def ends(self) -> list[int]:
        """Where its frames end."""
        ends = [FRAMES_START]
        for frame in self.frames:
            ends.append(ends[-1] + len(frame))
        return ends[1:]


@cache
def golden() -> Golden:
    """Made once: nobody changes its bytes."""
    disk, vault = in_memory()
    place = memory_place(disk)
    with place.opened() as descriptor:
        data = disk.read_at(descriptor, 1 << 20, 0)
    return Golden(data, vault.keys, state(vault.document))


def disk_with(data: bytes) -> MemoryDisk:
    disk = MemoryDisk()
    descriptor = disk.create(disk.open_folder(ROOT), NAME)
    disk.write_at(descriptor, data, 0)
    disk.close(descriptor)
    return disk


def open_bytes(data: bytes, keys: VaultKeys) -> VaultFile:
    return VaultFile.open_with_keys(memory_place(disk_with(data)), keys, None)


def verdict(data: bytes, whole: Golden) -> str:
    """How a changed file is received: the error's name, or what was said of what was found.

    Anything but a typed error is not caught; a state of mind of its own fails here.
    """
    try:
        vault = open_bytes(data, whole.keys)
    except VaulttuiError as error:
        return type(error).__name__
    found = state(vault.document)
    if not vault.notices:
        return SILENT if found != whole.state else "same"
    if "torn" in vault.notices[-1]:
        assert found <= whole.state
        return TORN
    assert found == whole.state
    return RECOVERED
