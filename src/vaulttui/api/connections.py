"""The server's connections: few, quick to say what they want, and logged by nobody."""

import asyncio
from typing import Any, Final

import h11
from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

CONNECTIONS_LIMIT: Final = 128
HEAD_SECONDS: Final = 10.0
"""How long a client may take for a request's head, from the connection's beginning."""
HEAD_LIMIT: Final = 32 << 10
_GRACE_SECONDS: Final = 1
_SILENT: Final = 100
"""Above every level there is."""
_LOGGERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio")
_QUIET: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {name: {"level": _SILENT} for name in _LOGGERS},
}
_BUSY: Final = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Protocol(H11Protocol):
    """One connection; uvicorn's own has no limit for the time that a head takes."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to count, or hang up where there are too many."""
        super().connection_made(transport)
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

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, as long as no other answer is on its way."""
        if self.conn.our_state is h11.IDLE or self.conn.our_state is h11.SEND_RESPONSE:
            super().send_400_response(msg)
        else:
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
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
