"""A server that answers oddly, on a real socket of this machine.

``with OddServer([as_json({}), silence()]) as server`` does one thing per request, and the last
one for all that follow; a function of the request chooses freely. ``server.url`` is where it is,
``server.requests`` what arrived. See odd_answers.py for what it can do.
"""

import json
import select
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Arrived:
    """A request as it came; names of headers are in lower case, ``number`` counts from 1."""

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Return the body, decoded."""
        return json.loads(self.body)


class Talk:
    """One request that waits for its answer."""

    def __init__(self, connection: socket.socket, request: Arrived) -> None:
        self.connection, self.request = connection, request
        self.open = True

    def send(self, data: bytes) -> None:
        """Send exactly this; ConnectionError where the client is gone."""
        self.connection.sendall(data)

    def gone(self, seconds: float | None = None) -> bool:
        """Wait until the client hangs up or the test ends: True; False after ``seconds``."""
        return bool(select.select([self.connection], [], [], seconds)[0])

    def hang_up(self) -> None:
        """Close the connection after what was sent."""
        self.open = False


Behaviour = Callable[[Talk], None]
Script = Sequence[Behaviour] | Callable[[Arrived], Behaviour]


class OddServer:
    """Listens while its block lasts; ``connections`` counts those that were taken.

    With a ``greeting`` it says that, unasked, in place of HTTP or TLS, and nothing more.
    """

    def __init__(
        self, script: Script, *, tls: ssl.SSLContext | None = None, greeting: bytes = b""
    ) -> None:
        self.requests: list[Arrived] = []
        self.connections = 0
        self._choose = script if callable(script) else _one_by_one(script)
        self._tls, self._greeting = tls, greeting
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.host = f"localhost:{port}" if tls else f"127.0.0.1:{port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            sockets = [self._listener, *self._open]
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()
        assert not any(thread.is_alive() for thread in self._threads)

    def _start(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(connection)
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._greeting:
                connection.sendall(self._greeting)
                while connection.recv(65536):
                    pass
            elif self._tls:
                with self._tls.wrap_socket(connection, server_side=True) as within:
                    with self._lock:
                        self._open.append(within)
                    self._talk(within)
            else:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as incoming:
            while line := incoming.readline():
                method, target, _ = line.decode("latin-1").split(" ", 2)
                headers = dict(_header(raw) for raw in iter(incoming.readline, b"\r\n"))
                body = incoming.read(int(headers.get("content-length", "0")))
                with self._lock:
                    number = len(self.requests) + 1
                    request = Arrived(number, method, target, headers, body)
                    self.requests.append(request)
                talk = Talk(connection, request)
                self._choose(request)(talk)
                if not talk.open:
                    return


def _header(raw: bytes) -> tuple[str, str]:
    if not raw:
        raise ConnectionError("cut within the headers")
    name, _, value = raw.decode("latin-1").partition(":")
    return name.lower(), value.strip()


def _one_by_one(behaviours: Sequence[Behaviour]) -> Callable[[Arrived], Behaviour]:
    return lambda request: behaviours[min(request.number, len(behaviours)) - 1]
