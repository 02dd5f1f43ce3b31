"""The file of the token that clients show: its owner's alone, whole or absent."""

import errno
import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vaulttui import paths
from vaulttui.domain.text import safe_text
from vaulttui.errors import Exists, InUse, VaulttuiError
from vaulttui.host.files import write_secret
from vaulttui.secret import Secret

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_BYTES: Final = 32
_TOKEN: Final = re.compile(rb"([A-Za-z0-9_-]{43,256})\n?")
_OWN: Final = re.compile(r"([0-9]{1,10})\.token")
_ANOTHER: Final = "Name another file with --token-file, or take this one away."


@dataclass(frozen=True, slots=True)
class TokenFile:
    """A token and its file; ``descriptor`` reads it even when the name is gone."""

    token: Secret
    path: Path
    descriptor: int


def open_token(named: Path | None) -> TokenFile:
    """The token of the file named, which is made where it is missing; else one of this process.

    Raises InUse for a link, another user's file, and one that others may open, Exists where
    it holds something else.
    """
    path = named or _own_path()
    if not os.path.lexists(path):
        # Another server of this user may be making the same.
        with suppress(Exists):
            write_secret(path, Secret.from_text(secrets.token_urlsafe(_BYTES)))
    return _read(path, _descriptor(path))


def take_up(descriptor: int, named: Path | None) -> TokenFile:
    """What this process opened before it started itself anew."""
    os.set_inheritable(descriptor, False)
    return _read(named or _folder() / _own_name(), descriptor)


def remove_own(file: TokenFile, named: Path | None) -> None:
    """At the end of a server whose token nobody named."""
    if named is None:
        with suppress(OSError):
            file.path.unlink()


def _read(path: Path, descriptor: int) -> TokenFile:
    shown = safe_text(str(path))
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise InUse(f"{shown} is no ordinary file.", hint=_ANOTHER)
    if status.st_uid != os.geteuid():
        raise InUse(f"{shown} belongs to another user; it is not used.", hint=_ANOTHER)
    if stat.S_IMODE(status.st_mode) & 0o177:
        raise InUse(
            f"{shown} is open to others; no token is taken from it.",
            hint=f"Take it away, or close it with `chmod 600`. {_ANOTHER}",
        )
    found = _TOKEN.fullmatch(os.pread(descriptor, 512, 0))
    if found is None:
        raise Exists(f"{shown} is there already, and holds no token.", hint=_ANOTHER)
    return TokenFile(Secret(found[1]), path, descriptor)


def _descriptor(path: Path) -> int:
    shown = safe_text(str(path))
    try:
        return os.open(path, _READ)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InUse(f"{shown} is a symbolic link, which is never followed.") from None
        raise VaulttuiError(f"{shown} cannot be read: {error.strerror}.") from None


def _folder() -> Path:
    return paths.state_folder() / "serve"


def _own_name() -> str:
    return f"{os.getpid()}.token"


def _own_path() -> Path:
    folder = _folder()
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in os.listdir(folder):
        found = _OWN.fullmatch(name)
        if found and not _runs(int(found[1])):
            with suppress(OSError):
                os.unlink(folder / name)
    return folder / _own_name()


def _runs(process: int) -> bool:
    """Whether the server that left a token may still live; this process has just begun."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
