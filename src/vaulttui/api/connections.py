"""The server's connections: few, quick to say what they want, and logged by nobody."""

import asyncio
import socket
from typing import Any, Final

import h11
import msgspec
from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

CONNECTIONS_LIMIT: Final = 128
HEAD_SECONDS: Final = 10.0
"""How long a client may take for a request's head, from the connection's beginning."""
HEAD_LIMIT: Final = 32 << 10
_SILENT: Final = 100
"""Above every level there is."""
_LOGGERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio")
_QUIET: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {name: {"level": _SILENT} for name in _LOGGERS},
}


def _last_words(status: str, code: str, message: str) -> bytes:
    """An answer for who has not even asked."""
    body = msgspec.json.encode({"error": {"code": code, "message": message}})
    head = (
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join([*head, "", ""]).encode() + body


_BUSY: Final = _last_words("503 Service Unavailable", "busy", "There are too many connections.")
_ODD: Final = _last_words("400 Bad Request", "bad_request", "This is no request.")


class Protocol(H11Protocol):
    """One connection; uvicorn's own has no limit for the time that a head takes."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to count, or hang up where there are too many."""
        super().connection_made(transport)
        # asyncio does so only where the protocol of the listening socket is spelled out; without
        # it the second packet of each answer waits for 40 ms.
        own: socket.socket = transport.get_extra_info("socket")
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > CONNECTIONS_LIMIT:
            transport.write(_BUSY)
            transport.close()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Stop counting once the head is there."""
        if not self.transport.is_closing():
            super().data_received(data)
            self._watch()

    def on_response_complete(self) -> None:
        """Count anew for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, _msg: str) -> None:
        """Answer what is no HTTP, as long as no other answer is on its way."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE, h11.ERROR):
            self.transport.write(_ODD)
        self.transport.close()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def configured(application: ASGIApp) -> Config:
    """For a server that is given a listening socket; it writes nothing anywhere."""
    return Config(
        application,
        http=Protocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=_QUIET,
        log_level=_SILENT,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        h11_max_incomplete_event_size=HEAD_LIMIT,
    )
