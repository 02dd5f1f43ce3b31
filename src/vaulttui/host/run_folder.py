"""The folder for the files of one `run`: its owner's alone, and gone when its owner is.

It lies where nothing reaches a disk. The owner holds a lock on it for as long as it
lives, however it ends; what nobody holds any more is removed at the next start.
"""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from vaulttui import paths
from vaulttui.domain.text import safe_text
from vaulttui.errors import ReadOnly
from vaulttui.secret import Secret

RUNTIME_VARIABLE: Final = "XDG_RUNTIME_DIR"
_SHARED: Final = Path("/dev/shm")  # noqa: S108 - a folder of ours in it is looked at before use
_PREFIX: Final = "run-"
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


class RunFolder(msgspec.Struct, frozen=True):
    """The folder, and the descriptor that keeps its lock."""

    path: Path
    lock: int

    def write(self, name: str, content: Secret) -> None:
        """Write one file, 0600."""
        from vaulttui.host.files import write_secret

        write_secret(self.path / name, content)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        from vaulttui.host.waiter import remove

        remove(str(self.path))


def choose() -> Path:
    """A path for a folder, which is made when it is needed; on disk where no memory will do."""
    place = next((place for place in _in_memory() if _usable(place)), _on_disk())
    return place / (_PREFIX + os.urandom(8).hex())


def make(path: Path, *, allow_disk: bool = False) -> RunFolder:
    """Make a folder, 0700, at a path chosen; ReadOnly for one on disk, unless that is allowed."""
    shown = safe_text(str(path.parent))
    if path.parent == _on_disk() and not allow_disk:
        raise ReadOnly(
            f"The files of this run need a folder in memory: neither {RUNTIME_VARIABLE} nor "
            f"{_SHARED} gives one that is yours alone.",
            hint=f"Say --allow-disk to have them in {shown} while the program runs.",
        )
    try:
        with _opened(path.parent, make=True) as base:
            return _made(path, base)
    except OSError as error:
        reason = os.strerror(error.errno or errno.EACCES)
        raise ReadOnly(f"No folder can be made in {shown}: {reason}.", hint="") from None


def sweep() -> None:
    """Remove the folders whose owner is gone."""
    for place in (*_in_memory(), _on_disk()):
        with contextlib.suppress(OSError), _opened(place) as base:
            for name in os.listdir(base):
                if name.startswith(_PREFIX):
                    _sweep(place, base, name)


def _in_memory() -> Iterator[Path]:
    runtime = Path(os.environ.get(RUNTIME_VARIABLE, ""))
    if runtime.is_absolute() and _is_ours(runtime):
        yield runtime / "vaulttui"
    yield _SHARED / f"vaulttui-{os.geteuid()}"


def _on_disk() -> Path:
    return paths.state_folder() / "run"


def _usable(place: Path) -> bool:
    if not os.path.lexists(place):
        return os.access(place.parent, os.W_OK | os.X_OK)
    try:
        with _opened(place):
            return True
    except OSError:
        return False


def _is_ours(folder: Path) -> bool:
    try:
        return _ours_alone(os.stat(folder))
    except OSError:
        return False


def _ours_alone(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


@contextlib.contextmanager
def _opened(place: Path, *, make: bool = False) -> Iterator[int]:
    """The descriptor of a place; PermissionError for one that others own or may write to."""
    if make and place == _on_disk():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if make:
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700)
    descriptor = os.open(place, _FOLDER)
    try:
        if not _ours_alone(os.fstat(descriptor)):
            raise PermissionError
        yield descriptor
    finally:
        os.close(descriptor)


def _made(path: Path, base: int) -> RunFolder:
    while True:
        os.mkdir(path.name, 0o700, dir_fd=base)
        try:
            lock = os.open(path.name, _FOLDER, dir_fd=base)
        except FileNotFoundError:
            continue  # swept before it was locked, which the next one may not be
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_there(base, path.name, lock):
            os.fchmod(lock, 0o700)
            return RunFolder(path, lock)
        os.close(lock)


def _is_there(base: int, name: str, descriptor: int) -> bool:
    try:
        found = os.stat(name, dir_fd=base, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(descriptor))


def _sweep(place: Path, base: int, name: str) -> None:
    from vaulttui.host.waiter import remove

    with contextlib.suppress(OSError):
        descriptor = _opened_again(base, name)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(str(place / name))
        finally:
            os.close(descriptor)


def _opened_again(base: int, name: str) -> int:
    """The descriptor of a folder of ours, whatever mode its program gave it."""
    try:
        return os.open(name, _FOLDER, dir_fd=base)
    except PermissionError:
        os.chmod(name, stat.S_IRWXU, dir_fd=base)
        return os.open(name, _FOLDER, dir_fd=base)
