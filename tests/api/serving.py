"""A real server on a real socket, in a thread of the test's own process."""

import asyncio
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import httpx2
from uvicorn import Config, Server

from tests.operations.samples import Moments, opened, session_on
from vaulttui.api.app import build
from vaulttui.api.connections import configured
from vaulttui.api.dialect import Build, ServeOptions
from vaulttui.api.vault import Unlock, Vault
from vaulttui.secret import Secret
from vaulttui.session.session import Session

TOKEN: Final = "the-token-of-the-tests-0123456789abcdefghijk"
PATIENCE: Final = 10.0


@dataclass(frozen=True)
class Running:
    """A server that listens; ``vault`` is its vault file, ``moments`` its clock."""

    url: str
    port: int
    vault: Path
    moments: Moments
    client: httpx2.Client

    def __call__(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request with the token."""
        return self.client.request(method, path, **options)

    def session(self) -> Session:
        """The vault as another program opens it; to be closed."""
        return session_on(self.vault)


class _Server(Server):
    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def running(
    vault: Path,
    dialects: Sequence[Build],
    options: Mapping[str, Any],
    *,
    locked: Unlock | None = None,
) -> Iterator[Running]:
    """Serve a vault until the block ends; ``locked`` begins without its key."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    moments = Moments()
    session = None if locked else Session(opened(vault), by="api", now=moments)
    shared = Vault(session, locked) if locked else Vault(session)
    told = replace(ServeOptions(f"http://127.0.0.1:{port}", now=moments), **options)
    made = [build_one(shared, told) for build_one in dialects]
    server = _Server(configured(build(shared, made, Secret.from_text(TOKEN), port)))
    thread = Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        assert server.listening.wait(PATIENCE)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx2.Client(base_url=told.base_url, headers=headers, trust_env=False) as client:
            yield Running(told.base_url, port, vault, moments, client)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()
        if session is not None:
            session.close()
