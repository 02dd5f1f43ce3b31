"""Any other program that holds a key: it listens, so that `lock` reaches it too."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final

from vaulttui.agent import place, wire
from vaulttui.agent.peer import is_own
from vaulttui.agent.wire import Verb, Word
from vaulttui.errors import AgentFailed

_PATIENCE: Final = 2.0


class Holder:
    """Calls ``forget``, in a thread of its own, when somebody says lock.

    Who asked waits until its connection ends; the exec that forgets ends it.
    """

    def __init__(self, forget: Callable[[], object]) -> None:
        self._forget = forget
        self._asking: list[socket.socket] = []
        self._name = f"holder-{os.getpid()}-{os.urandom(4).hex()}{place.SUFFIX}"
        self._listener: socket.socket | None = None

    def listen(self) -> None:
        """Begin; where the state folder takes no socket, `lock` does not reach this program."""
        try:
            with place.opened(make=True) as folder:
                self._listener = place.listen(folder, self._name)
        except (OSError, AgentFailed):
            return
        Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Listen no more; who asked is left waiting for the end of this process."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        with suppress(OSError, AgentFailed), place.opened() as folder:
            os.unlink(self._name, dir_fd=folder)

    def _serve(self, listener: socket.socket) -> None:
        while self._listener is not None:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError):
                self._hear(connection)

    def _hear(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        says_lock = is_own(connection) and _is_lock(connection)
        if says_lock:
            self._asking.append(connection)
            connection.sendall(wire.answer(Word.DONE))
            self._forget()
        else:
            connection.close()


def _is_lock(connection: socket.socket) -> bool:
    head = connection.recv(wire.REQUEST.size, socket.MSG_WAITALL)
    if len(head) < wire.REQUEST.size:
        return False
    magic, verb, _, length = wire.REQUEST.unpack(head)
    return bool(magic == wire.MAGIC and verb == Verb.LOCK and length == 0)
