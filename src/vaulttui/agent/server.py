"""The agent's loop: many clients at once, each with one request, little room and little time."""

import os
import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from typing import Final

from vaulttui.agent import wire
from vaulttui.agent.holding import State, pack_state, unpack_unlock
from vaulttui.agent.keys import Clock, Keys, seconds
from vaulttui.agent.peer import is_own
from vaulttui.agent.wire import Verb, Word

CLIENTS: Final = 32
PATIENCE: Final = 2.0
"""Seconds that a client may take for its request."""
_LOOK_AROUND: Final = 10.0


class Ending(Enum):
    """Why the loop ended: to forget everything by starting anew, or for good."""

    FORGET = auto()
    STOP = auto()


class _Client:
    """A connection and what came over it so far, in a buffer that is wiped."""

    def __init__(self, connection: socket.socket, end: float) -> None:
        self.connection = connection
        self.end = end
        self._buffer = bytearray(wire.REQUEST_LIMIT + 1)
        self._count = 0

    def read(self) -> bool:
        """Take what came; False where this can become no request."""
        view = memoryview(self._buffer)[self._count :]
        try:
            count = self.connection.recv_into(view)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._count += count
        size = self._size()
        return count > 0 and (size is not None or self._count < wire.REQUEST.size)

    def _size(self) -> int | None:
        if self._count < wire.REQUEST.size:
            return None
        size = wire.request_size(self._buffer)
        return size if size is not None and self._count <= size else None

    @property
    def request(self) -> tuple[int, bytes, memoryview] | None:
        """Verb, vault id and payload, once all of it is there."""
        size = self._size()
        if size is None or self._count < size:
            return None
        _, verb, vault_id, _ = wire.REQUEST.unpack_from(self._buffer)
        return verb, vault_id, memoryview(self._buffer)[wire.REQUEST.size : size]

    def wipe(self) -> None:
        """Leave nothing of the request in memory."""
        self._buffer[:] = bytes(len(self._buffer))


class Server:
    """Serves until it must forget or end; ``stands`` says whether clients still find the socket."""

    def __init__(
        self,
        listener: socket.socket,
        keys: Keys,
        stands: Callable[[], bool],
        now: Clock = seconds,
    ) -> None:
        self._listener = listener
        self._keys = keys
        self._stands = stands
        self._now = now
        self._clients: dict[int, _Client] = {}
        self._selector = selectors.DefaultSelector()
        self._is_listening = False
        listener.setblocking(False)
        self._verbs: dict[int, Callable[[socket.socket, bytes, memoryview], Ending | None]] = {
            Verb.GET: self._get,
            Verb.GET_AGREED: self._get_agreed,
            Verb.UNLOCK: self._unlock,
            Verb.FORGET: self._forget,
            Verb.LOCK: self._lock,
            Verb.STOP: self._stop,
            Verb.STATUS: self._status,
        }

    def serve(self) -> Ending:
        """Answer; on return no key and no request is left in this object's memory."""
        try:
            while True:
                ending = self._turn()
                if ending is not None:
                    return ending
        finally:
            self._keys.wipe()
            for client in self._clients.values():
                client.wipe()

    def _turn(self) -> Ending | None:
        self._listen(len(self._clients) < CLIENTS)
        for ready, _ in self._selector.select(self._patience()):
            if ready.data is None:
                self._accept()
            elif (ending := self._hear(ready.data)) is not None:
                return ending
        for client in [one for one in self._clients.values() if one.end <= self._now()]:
            self._drop(client)
        # Nothing was open but wiped pages; a new process has not even those.
        if self._keys.expire():
            return Ending.FORGET
        return None if self._stands() else Ending.STOP

    def _patience(self) -> float:
        ends = [client.end - self._now() for client in self._clients.values()]
        key_end = self._keys.seconds_to_next_end()
        # The selector's clock may stand still while the machine sleeps.
        return max(0.0, min([_LOOK_AROUND, *ends, *([] if key_end is None else [key_end])]))

    def _listen(self, wanted: bool) -> None:
        if wanted and not self._is_listening:
            self._selector.register(self._listener, selectors.EVENT_READ)
        elif not wanted and self._is_listening:
            self._selector.unregister(self._listener)
        self._is_listening = wanted

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        if not is_own(connection):
            connection.close()
            return
        connection.setblocking(False)
        client = _Client(connection, self._now() + PATIENCE)
        self._clients[connection.fileno()] = client
        self._selector.register(connection, selectors.EVENT_READ, client)

    def _drop(self, client: _Client) -> None:
        client.wipe()
        del self._clients[client.connection.fileno()]
        self._selector.unregister(client.connection)
        client.connection.close()

    def _hear(self, client: _Client) -> Ending | None:
        if not client.read():
            self._drop(client)
            return None
        request = client.request
        if request is None:
            return None
        verb, vault_id, payload = request
        answer = self._verbs.get(verb, self._refuse)
        ending = answer(client.connection, vault_id, payload)
        payload.release()
        if ending is None:
            # Who waits for the end of the connection waits until memory is gone.
            self._drop(client)
        return ending

    # One method for each verb

    def _get(self, to: socket.socket, vault_id: bytes, payload: memoryview) -> None:
        if self._keys.asks(vault_id):
            _say(to, Word.ASK)
        else:
            self._get_agreed(to, vault_id, payload)

    def _get_agreed(self, to: socket.socket, vault_id: bytes, _payload: memoryview) -> None:
        key = self._keys.use(vault_id)
        if key is None:
            _say(to, Word.NO_KEY)
        else:
            _say(to, Word.DONE, key)

    def _unlock(self, to: socket.socket, vault_id: bytes, payload: memoryview) -> None:
        read = unpack_unlock(payload)
        if read is None:
            _say(to, Word.REFUSED)
            return
        limits, key, path = read
        held = self._keys.put(vault_id, key, limits, path)
        key.release()
        _say(to, Word.DONE if held else Word.REFUSED)

    def _forget(self, to: socket.socket, vault_id: bytes, _payload: memoryview) -> Ending | None:
        was_last = self._keys.forget(vault_id) and not len(self._keys)
        _say(to, Word.DONE)
        return Ending.FORGET if was_last else None

    def _lock(self, to: socket.socket, _vault_id: bytes, _payload: memoryview) -> Ending:
        _say(to, Word.DONE)
        return Ending.FORGET

    def _stop(self, to: socket.socket, _vault_id: bytes, _payload: memoryview) -> Ending:
        _say(to, Word.DONE)
        return Ending.STOP

    def _status(self, to: socket.socket, _vault_id: bytes, _payload: memoryview) -> None:
        state = State(os.getpid(), self._keys.unlocked())
        _say(to, Word.DONE, memoryview(pack_state(state)))

    def _refuse(self, to: socket.socket, _vault_id: bytes, _payload: memoryview) -> None:
        _say(to, Word.REFUSED)


def _say(to: socket.socket, word: int, more: memoryview | None = None) -> None:
    """Answer at once or not at all: an answer fits what the kernel holds for an empty socket."""
    parts = [] if more is None else [more]
    with suppress(OSError):
        to.sendmsg([wire.answer(word, sum(map(len, parts))), *parts])
    if more is not None:
        more.release()
