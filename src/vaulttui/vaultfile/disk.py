"""The system calls that a vault's durability rests on, one method each.

Everything below works on names inside one open folder, so that nobody can
swap a path under it, and never follows a link in the last component. Tests
put a disk in its place that fails, tears or dies at any call.
"""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from typing import Final

from vaulttui.errors import Exists, InUse, NoVault, ReadOnly, VaulttuiError

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_APPEND: Final = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LOCK: Final = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_BLOCK: Final = 1 << 20


class Disk:
    """The real one."""

    def open_folder(self, path: str) -> int:
        """Open a folder; all names below are inside it."""
        return os.open(path, _FOLDER)

    def open_to_read(self, folder: int, name: str) -> int:
        """Open an existing regular file to read it."""
        return _regular(os.open(name, _READ, dir_fd=folder))

    def open_to_append(self, folder: int, name: str) -> int:
        """Open an existing regular file to read and write it."""
        return _regular(os.open(name, _APPEND, dir_fd=folder))

    def create(self, folder: int, name: str) -> int:
        """Create a file that must not exist, 0600 whatever the umask."""
        descriptor = os.open(name, _CREATE, 0o600, dir_fd=folder)
        os.fchmod(descriptor, 0o600)
        return descriptor

    def open_lock(self, folder: int, name: str) -> int:
        """Open the lock file, making it where it may be made."""
        try:
            return _regular(os.open(name, _LOCK, 0o600, dir_fd=folder))
        except PermissionError as refused:
            try:
                return _regular(os.open(name, _READ, dir_fd=folder))
            except FileNotFoundError:
                raise refused from None

    def lock(self, descriptor: int, how: int) -> None:
        """Take a lock on an open file, or raise at once; it goes with the descriptor."""
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)

    def close(self, descriptor: int) -> None:
        """Close a descriptor; what had to last was synced before, so no failure counts."""
        with contextlib.suppress(OSError):
            os.close(descriptor)

    def read_at(self, descriptor: int, size: int, offset: int) -> bytes:
        """Read up to ``size`` bytes; fewer only at the end of the file."""
        parts = []
        while size > 0 and (part := os.pread(descriptor, size, offset)):
            parts.append(part)
            size -= len(part)
            offset += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def write_at(self, descriptor: int, data: bytes, offset: int) -> None:
        """Write all of ``data``."""
        view = memoryview(data)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view = view[written:]
            offset += written

    def sync(self, descriptor: int) -> None:
        """Make a file's bytes survive a power cut."""
        os.fsync(descriptor)

    def sync_folder(self, folder: int) -> None:
        """Make a folder's names survive it, by a descriptor that no failure has touched yet."""
        descriptor = os.open(".", _FOLDER, dir_fd=folder)
        try:
            os.fsync(descriptor)
        finally:
            self.close(descriptor)

    def status(self, descriptor: int) -> os.stat_result:
        """What the descriptor is open on."""
        return os.fstat(descriptor)

    def status_of(self, folder: int, name: str) -> os.stat_result | None:
        """What stands under a name, no link followed; None where nothing does."""
        try:
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def link(self, folder: int, name: str, to_folder: int, to_name: str) -> None:
        """Give a file a second name."""
        os.link(name, to_name, src_dir_fd=folder, dst_dir_fd=to_folder, follow_symlinks=False)

    def rename(self, folder: int, name: str, to_name: str) -> None:
        """Let a file take another's name at once."""
        os.rename(name, to_name, src_dir_fd=folder, dst_dir_fd=folder)

    def unlink(self, folder: int, name: str) -> None:
        """Take a name away."""
        os.unlink(name, dir_fd=folder)

    def make_folder(self, folder: int, name: str) -> None:
        """Make a folder that only its owner can enter."""
        os.mkdir(name, 0o700, dir_fd=folder)

    def open_folder_in(self, folder: int, name: str) -> int:
        """Open a folder inside a folder, no link followed."""
        return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)

    def names(self, folder: int) -> list[str]:
        """The names in a folder, sorted."""
        return sorted(os.listdir(folder))


def copy(disk: Disk, source: int, target: int) -> None:
    """Copy a file's bytes and make them durable."""
    offset = 0
    while part := disk.read_at(source, _BLOCK, offset):
        disk.write_at(target, part, offset)
        offset += len(part)
    disk.sync(target)


def _regular(descriptor: int) -> int:
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "not a regular file")


NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.ENOSYS)
"""What a place answers where a file cannot have a second name."""
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextlib.contextmanager
def told(doing: str) -> Iterator[None]:
    """Turn what the system refuses into an error that says what was being done."""
    try:
        yield
    except OSError as error:
        raise explain(error, doing) from error


def explain(error: OSError, doing: str) -> VaulttuiError:
    """The error a user reads for an OSError; ``doing`` completes "Cannot …"."""
    number = error.errno or 0
    if number in _FULL:
        return VaulttuiError(
            f"Cannot {doing}: the disk is full.",
            hint="Nothing is lost; free some space and try again.",
        )
    if number in _FORBIDDEN:
        return ReadOnly(f"Cannot {doing}: not permitted here ({os.strerror(number)}).")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return NoVault(f"Cannot {doing}: no file is there.")
    if number == errno.EEXIST:
        return Exists(f"Cannot {doing}: something is there already.", hint="Nothing was changed.")
    if number == errno.ELOOP:
        return InUse(
            f"Cannot {doing}: a symbolic link stands in the way.", hint="Remove the link first."
        )
    return VaulttuiError(f"Cannot {doing}: {os.strerror(number)}.")
