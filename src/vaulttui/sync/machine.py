"""This machine among those that share a vault: its id, and one apply of a remote at a time."""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from vaulttui import paths
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import InUse, ReadOnly

_ID: Final = re.compile(r"[0-9a-f]{32}")
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LOCK: Final = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_LOOK: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_TRIES: Final = 20
_MOMENT: Final = 0.01
"""Seconds between tries: who only looks whether the lock is held lets go of it at once."""


def known_id() -> str:
    """The id that this machine has; empty where it never needed one."""
    return _read(_path())


def machine_id() -> str:
    """A random id, made when it is first asked for; ReadOnly where none can be kept.

    Without one that lasts, nobody could say after a crash whose effects are open.
    """
    known = known_id()
    if known:
        return known
    path, made = _path(), secrets.token_hex(16)
    temporary = path.with_name(f".machine.{os.getpid()}.{made[:8]}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, _CREATE, 0o600), "w", encoding="ascii") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        _put(temporary, path)
    except OSError as error:
        raise _read_only(error) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return known_id()


def _put(temporary: Path, path: Path) -> None:
    """Lay the file in its place: of two programs the first wins, and over what is no id, the last.

    Raises OSError where it cannot be read there afterwards.
    """
    with suppress(FileExistsError):
        os.link(temporary, path)
    if not _read(path):
        temporary.replace(path)
    path.read_bytes()


@contextmanager
def alone(vault_id: bytes, remote: Remote) -> Iterator[None]:
    """Let one program of this machine write to a remote at a time; InUse while another does."""
    path = _lock_path(vault_id, remote)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, _LOCK, 0o600)
    except OSError as error:
        raise _read_only(error) from None
    try:
        if not _taken(lock, fcntl.LOCK_EX, _TRIES):
            raise _written_to(remote)
        yield
    finally:
        os.close(lock)


def refuse_writing(vault_id: bytes, remote: Remote) -> None:
    """Raise InUse while a program of this machine writes to a remote; nothing is kept of it."""
    if is_writing(vault_id, remote):
        raise _written_to(remote)


def is_writing(vault_id: bytes, remote: Remote) -> bool:
    """True while a program of this machine writes to a remote."""
    try:
        lock = os.open(_lock_path(vault_id, remote), _LOOK)
    except OSError:
        return False
    try:
        return not _taken(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def _lock_path(vault_id: bytes, remote: Remote) -> Path:
    return paths.state_folder() / "applying" / f"{vault_id.hex()}-{remote.id}"


def _taken(lock: int, how: int, tries: int = 1) -> bool:
    for left in reversed(range(tries)):
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except OSError:
            if left:
                time.sleep(_MOMENT)
        else:
            return True
    return False


def _written_to(remote: Remote) -> InUse:
    return InUse(
        f"Another program on this machine is writing to {safe_text(remote.name)} now.",
        hint="Wait until it is done.",
    )


def _read_only(error: OSError) -> ReadOnly:
    return ReadOnly(
        f"The state folder takes no file: {error.strerror}.",
        hint="Applying needs to remember what it sent; see `vaulttui doctor`.",
    )


def _path() -> Path:
    return paths.state_folder() / "machine"


def _read(path: Path) -> str:
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if _ID.fullmatch(text) else ""
