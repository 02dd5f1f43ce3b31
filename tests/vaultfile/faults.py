"""A disk that fails, tears or dies at a chosen call, and works until then."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from vaulttui.vaultfile.disk import Disk

T = TypeVar("T")

NUMBERS: Final = (
    errno.EIO,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EACCES,
    errno.EROFS,
    errno.EMFILE,
    errno.EINTR,
    errno.ESTALE,
)


class Died(BaseException):
    """The process is gone: nobody catches this, and nothing reaches the disk any more."""


class Manner(Enum):
    """How a call fails."""

    ONCE = "this call"
    KIND = "this call and all later ones of its kind"
    FOREVER = "this call and all later ones"
    DONE = "this call, but what it was to do is done"
    PARTLY = "this call, with half of a write done"
    DIE_BEFORE = "the process, before this call"
    DIE_WITHIN = "the process, with half of a write done"
    DIE_AFTER = "the process, after this call"

    @property
    def dies(self) -> bool:
        return self in (Manner.DIE_BEFORE, Manner.DIE_WITHIN, Manner.DIE_AFTER)


@dataclass(frozen=True)
class Fault:
    """At which call (1 is the next one), how, and with which error."""

    call: int
    manner: Manner
    number: int = errno.EIO


class FaultyDisk(Disk):
    """The real disk until the fault; ``calls`` names what was asked of it since it was armed.

    ``links`` False refuses hard links, as many file systems do.
    ``resynced`` counts syncs of a descriptor whose sync had failed before.
    """

    def __init__(self, *, links: bool = True) -> None:
        self.links = links
        self.calls: list[str] = []
        self.resynced = 0
        self._fault: Fault | None = None
        self._kind = ""
        self._dead = False
        self._open: set[int] = set()
        self._poisoned: set[int] = set()

    def arm(self, fault: Fault | None) -> None:
        """Begin to count; None heals the disk."""
        self.calls = []
        self._fault = fault
        self._kind = ""

    def bury(self) -> None:
        """Close what a process that died had open, which lets go of its locks."""
        for descriptor in list(self._open):
            super().close(descriptor)
        self._open.clear()

    def _do(self, kind: str, act: Callable[[], T], half: Callable[[], object] | None = None) -> T:
        if self._dead:
            raise Died
        self.calls.append(kind)
        fault = self._fault
        if fault is None or not self._strikes(fault, kind):
            return act()
        manner = fault.manner
        if manner in (Manner.PARTLY, Manner.DIE_WITHIN) and half is not None:
            half()
        if manner in (Manner.DONE, Manner.DIE_AFTER):
            self._undo_opening(act())
        if manner.dies:
            self._dead = True
            raise Died
        raise OSError(fault.number, os.strerror(fault.number))

    def _strikes(self, fault: Fault, kind: str) -> bool:
        at = len(self.calls)
        if at == fault.call:
            self._kind = kind
        if fault.manner is Manner.FOREVER:
            return at >= fault.call
        if fault.manner is Manner.KIND:
            return at >= fault.call and kind == self._kind
        return at == fault.call

    def _undo_opening(self, result: object) -> None:
        # A call that made a descriptor and reports an error gives it to nobody.
        if type(result) is int and result in self._open:
            self.close(result)

    def _opening(self, kind: str, act: Callable[[], int]) -> int:
        def opening() -> int:
            descriptor = act()
            self._open.add(descriptor)
            self._poisoned.discard(descriptor)
            return descriptor

        return self._do(kind, opening)

    def open_folder(self, path: str) -> int:
        return self._opening("open_folder", lambda: Disk.open_folder(self, path))

    def open_to_read(self, folder: int, name: str) -> int:
        return self._opening("open_to_read", lambda: Disk.open_to_read(self, folder, name))

    def open_to_append(self, folder: int, name: str) -> int:
        return self._opening("open_to_append", lambda: Disk.open_to_append(self, folder, name))

    def create(self, folder: int, name: str) -> int:
        return self._opening("create", lambda: Disk.create(self, folder, name))

    def open_lock(self, folder: int, name: str) -> int:
        return self._opening("open_lock", lambda: Disk.open_lock(self, folder, name))

    def open_folder_in(self, folder: int, name: str) -> int:
        return self._opening("open_folder_in", lambda: Disk.open_folder_in(self, folder, name))

    def close(self, descriptor: int) -> None:
        self._open.discard(descriptor)
        super().close(descriptor)

    def lock(self, descriptor: int, how: int) -> None:
        self._do("lock", lambda: Disk.lock(self, descriptor, how))

    def read_at(self, descriptor: int, size: int, offset: int) -> bytes:
        return self._do("read_at", lambda: Disk.read_at(self, descriptor, size, offset))

    def write_at(self, descriptor: int, data: bytes, offset: int) -> None:
        self._do(
            "write_at",
            lambda: Disk.write_at(self, descriptor, data, offset),
            lambda: Disk.write_at(self, descriptor, data[: len(data) // 2], offset),
        )

    def sync(self, descriptor: int) -> None:
        self.resynced += descriptor in self._poisoned
        try:
            self._do("sync", lambda: Disk.sync(self, descriptor))
        except OSError:
            self._poisoned.add(descriptor)
            raise

    def sync_folder(self, folder: int) -> None:
        self._do("sync_folder", lambda: Disk.sync_folder(self, folder))

    def status(self, descriptor: int) -> os.stat_result:
        return self._do("status", lambda: Disk.status(self, descriptor))

    def status_of(self, folder: int, name: str) -> os.stat_result | None:
        return self._do("status_of", lambda: Disk.status_of(self, folder, name))

    def link(self, folder: int, name: str, to_folder: int, to_name: str) -> None:
        def linking() -> None:
            if not self.links:
                raise OSError(errno.EPERM, "links are refused")
            Disk.link(self, folder, name, to_folder, to_name)

        self._do("link", linking)

    def rename(self, folder: int, name: str, to_name: str) -> None:
        self._do("rename", lambda: Disk.rename(self, folder, name, to_name))

    def unlink(self, folder: int, name: str) -> None:
        self._do("unlink", lambda: Disk.unlink(self, folder, name))

    def make_folder(self, folder: int, name: str) -> None:
        self._do("make_folder", lambda: Disk.make_folder(self, folder, name))

    def names(self, folder: int) -> list[str]:
        return self._do("names", lambda: Disk.names(self, folder))
