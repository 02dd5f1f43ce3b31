"""The lock beside a vault: many readers, or one writer for one commit."""

import contextlib
import errno
import fcntl
import time
from collections.abc import Iterator
from typing import Final

from vaulttui.errors import Busy
from vaulttui.vaultfile.disk import Disk, explain

WAIT: Final = 5.0
"""Seconds to wait for another program."""
_STEP: Final = 0.001
"""Short, since a program that saves without a pause leaves the lock free for no longer."""
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)


@contextlib.contextmanager
def shared(disk: Disk, folder: int, name: str) -> Iterator[bool]:
    """Hold the lock beside other readers; gives False where none can be had."""
    try:
        descriptor = disk.open_lock(folder, lock_name(name))
    except OSError:
        yield False
        return
    try:
        yield _take(disk, descriptor, fcntl.LOCK_SH)
    finally:
        disk.close(descriptor)


@contextlib.contextmanager
def exclusive(disk: Disk, folder: int, name: str) -> Iterator[None]:
    """Hold the lock alone; raise Busy when another program keeps it for 5 seconds."""
    try:
        descriptor = disk.open_lock(folder, lock_name(name))
    except OSError as error:
        raise explain(error, "lock the vault") from error
    try:
        _take(disk, descriptor, fcntl.LOCK_EX)
        yield
    finally:
        disk.close(descriptor)


def lock_name(name: str) -> str:
    """The lock file's name beside NAME; it is never deleted."""
    return f".{name}.lock"


def _take(disk: Disk, descriptor: int, how: int) -> bool:
    deadline = time.monotonic() + WAIT
    while True:
        try:
            disk.lock(descriptor, how)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy("Another program is writing the vault.") from None
            time.sleep(_STEP)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return False
            raise explain(error, "lock the vault") from error
        else:
            return True
