"""Where the sockets lie: a folder of this user alone, below the state folder.

A socket's address holds little more than 100 bytes, so on Linux it is written relative to
the folder's descriptor.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vaulttui import paths
from vaulttui.errors import AgentFailed

if TYPE_CHECKING:
    from socket import socket

AGENT: Final = "agent.sock"
SUFFIX: Final = ".sock"
_STARTING: Final = "start.lock"
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LOCK: Final = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_BACKLOG: Final = 64


def folder() -> Path:
    """The folder of the sockets."""
    return paths.state_folder() / "agent"


def may_listen() -> bool:
    """Whether it is worth asking the agent: one look, which loads nothing."""
    return os.path.lexists(folder() / AGENT)


@contextmanager
def opened(*, make: bool = False) -> Iterator[int]:
    """The folder's descriptor; FileNotFoundError where there is none, AgentFailed for another's."""
    place = folder()
    if make:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            place.mkdir(mode=0o700)
    try:
        descriptor = os.open(place, _FOLDER)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise AgentFailed("The folder of the agent's socket is a link or no folder.") from None
        raise
    try:
        refuse_foreign(os.fstat(descriptor), "The folder of the agent's socket")
        yield descriptor
    finally:
        os.close(descriptor)


def refuse_foreign(status: os.stat_result, what: str) -> None:
    """Raise AgentFailed for what others than this user own or may open."""
    if status.st_uid != os.geteuid():
        raise AgentFailed(f"{what} belongs to another user; it is not used.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise AgentFailed(f"{what} is open to other users; it is not used.")


def names(descriptor: int) -> list[str]:
    """The sockets in the folder."""
    return sorted(name for name in os.listdir(descriptor) if name.endswith(SUFFIX))


def address(descriptor: int, name: str) -> str:
    """The address of a socket in the folder."""
    short = f"/proc/self/fd/{descriptor}"
    return f"{short}/{name}" if os.path.isdir(short) else str(folder() / name)


def listen(descriptor: int, name: str) -> "socket":
    """Listen at a name in the folder, in place of what is there; the socket is 0600 from birth."""
    import socket

    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    temporary = f".{os.getpid()}-{os.urandom(4).hex()}"
    before = os.umask(0o177)
    try:
        listener.bind(address(descriptor, temporary))
        listener.listen(_BACKLOG)
        os.rename(temporary, name, src_dir_fd=descriptor, dst_dir_fd=descriptor)
    except BaseException:
        listener.close()
        with suppress(OSError):
            os.unlink(temporary, dir_fd=descriptor)
        raise
    finally:
        os.umask(before)
    return listener


@contextmanager
def starting(descriptor: int) -> Iterator[None]:
    """Let one program at a time start an agent."""
    import fcntl

    lock = os.open(_STARTING, _LOCK, 0o600, dir_fd=descriptor)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
