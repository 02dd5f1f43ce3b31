"""Files that hold secrets outside of the vault: whole or absent, and their owner's alone."""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import (
    Conflict,
    Exists,
    InUse,
    InvalidValue,
    NotFound,
    ReadOnly,
    VaulttuiError,
)
from vaulttui.secret import Secret

_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


def write_secret(path: Path, content: Secret, *, force: bool = False) -> None:
    """Write a file of mode 0600; Exists where one is there, unless ``force``.

    A symbolic link in the way is refused even then (InUse).
    """
    _refuse_nameless(path)
    shown = safe_text(str(path))
    with _told(shown):
        folder = os.open(path.parent, _FOLDER)
        try:
            _refuse_taken(folder, path.name, shown, force=force)
            _write(folder, path.name, content, shown, force=force)
            os.fsync(folder)
        finally:
            os.close(folder)


def refuse_taken(path: Path, *, force: bool = False) -> None:
    """Raise what :func:`write_secret` would, before the work that leads to it is done."""
    _refuse_nameless(path)
    with _told(safe_text(str(path))):
        folder = os.open(path.parent, _FOLDER)
        try:
            _refuse_taken(folder, path.name, safe_text(str(path)), force=force)
        finally:
            os.close(folder)


def refuse_irreplaceable(path: Path) -> None:
    """Raise what :func:`replace_content` would, as far as that can be told before."""
    shown = safe_text(str(path))
    with _told(shown):
        if not os.path.lexists(path):
            raise NotFound(f"There is no file {shown}.")
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) or not stat.S_ISREG(mode):
            raise InUse(f"{shown} is a link or no ordinary file; what it holds is not replaced.")
        if not os.access(path.parent, os.W_OK):
            raise ReadOnly(f"{shown} cannot be written: its folder is not yours to write.")


def replace_content(path: Path, before: bytes, after: Secret) -> None:
    """Give a file other content and the mode it had; whole or not at all.

    Raises Conflict where it does not hold ``before`` any more, InUse where it is
    reached through a symbolic link.
    """
    shown = safe_text(str(path))
    with _told(shown):
        folder = os.open(path.parent, _FOLDER)
        try:
            status = _refuse_changed(folder, path.name, before, shown)
            temporary = _temporary(path.name)
            descriptor = os.open(temporary, _CREATE, 0o600, dir_fd=folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(after.reveal())
                    file.flush()
                    _dress(descriptor, status)
                    os.fsync(descriptor)
                os.rename(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=folder)
            os.fsync(folder)
        finally:
            os.close(folder)


def _refuse_changed(folder: int, name: str, before: bytes, shown: str) -> os.stat_result:
    descriptor = os.open(name, _READ, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InUse(f"{shown} is no ordinary file.")
        if file.read(len(before) + 1) != before:
            raise Conflict(f"{shown} was changed meanwhile.", hint="Run the same again.")
    return status


def _dress(descriptor: int, status: os.stat_result) -> None:
    """Give a file the mode of another, and its owner where that may be."""
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _temporary(name: str) -> str:
    return f".{name[:200]}.{secrets.token_hex(4)}.tmp"


def _refuse_nameless(path: Path) -> None:
    if not path.name or path.name == "..":
        raise InvalidValue(f"{safe_text(str(path))} names a folder, and no file in it.")


def _refuse_taken(folder: int, name: str, shown: str, *, force: bool) -> None:
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise InUse(f"{shown} is a symbolic link, which is never written through.")
    if not force:
        raise _exists(shown)
    if not stat.S_ISREG(mode):
        raise InUse(f"{shown} is no ordinary file.")


def _write(folder: int, name: str, content: Secret, shown: str, *, force: bool) -> None:
    temporary = _temporary(name)
    descriptor = os.open(temporary, _CREATE, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content.reveal())
            file.flush()
            os.fsync(descriptor)
        if force or not _link(folder, temporary, name, shown):
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)


def _link(folder: int, temporary: str, name: str, shown: str) -> bool:
    """Give the file its name only if that is free; False where the file system has no links."""
    try:
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise _exists(shown) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _refuse_taken(folder, name, shown, force=False)
        return False
    return True


def _exists(shown: str) -> Exists:
    return Exists(
        f"{shown} is there already.",
        hint="Choose another name; on the command line --force replaces it.",
    )


@contextlib.contextmanager
def _told(shown: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound(f"There is no folder for {shown}.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InUse(f"{shown} is a symbolic link, which is never written through.") from None
        reason = os.strerror(error.errno or 0)
        kind = ReadOnly if error.errno in _FORBIDDEN else VaulttuiError
        raise kind(f"{shown} cannot be written: {reason}.") from None
