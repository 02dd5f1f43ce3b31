"""Who is at the other end of a socket."""

import os
import socket
import struct
import sys
from typing import Final

_CREDENTIALS: Final = struct.Struct("iII")
# <sys/un.h> and <sys/ucred.h> of macOS: SOL_LOCAL, LOCAL_PEERCRED, struct xucred.
_SOL_LOCAL: Final = 0
_LOCAL_PEERCRED: Final = 1
_XUCRED: Final = struct.Struct("IIh2x16I")


def is_own(connection: socket.socket) -> bool:
    """Whether a process of this user is at the other end, as the kernel says."""
    try:
        return _uid(connection) == os.geteuid()
    except OSError:
        return False


def _uid(connection: socket.socket) -> int:
    if str(sys.platform) == "linux":  # str: mypy takes what it runs on for the only platform
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        return int(_CREDENTIALS.unpack(raw)[1])
    raw = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED.size)
    return int(_XUCRED.unpack(raw)[1])
