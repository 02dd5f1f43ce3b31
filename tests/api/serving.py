"""A real server on a real socket, in a thread of the test's own process."""

import asyncio
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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
    """Ends at once when it is told to: uvicorn's own looks and waits a tenth of a second each."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = Event()
        self._over = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self.server_state.tasks)
        await self.lifespan.shutdown()

    def end(self) -> None:
        """From another thread."""
        self._loop.call_soon_threadsafe(self._over.set)


@contextmanager
def running(
    vault: Path,
    dialects: Sequence[Build],
    options: Mapping[str, Any],
    *,
    locked: Unlock | None = None,
) -> Iterator[Running]:
    """Serve a vault until the block ends; ``locked`` begins without its key."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listener.getsockname()[1]
        moments = Moments()
        session = None
        if locked is None:
            session = Session(opened(vault), by="api", now=moments)
            stack.callback(session.close)
        shared = Vault(session, locked or (lambda: None))
        told = replace(ServeOptions(f"http://127.0.0.1:{port}", now=moments), **options)
        made = [build_one(shared, told) for build_one in dialects]
        server = _Server(configured(build(shared, made, Secret.from_text(TOKEN), port)))
        stack.enter_context(_in_thread(server, listener))
        client = httpx2.Client(
            base_url=told.base_url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
        )
        stack.enter_context(client)
        yield Running(told.base_url, port, vault, moments, client)


@contextmanager
def _in_thread(server: _Server, listener: socket.socket) -> Iterator[None]:
    thread = Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        assert server.listening.wait(PATIENCE)
        yield
    finally:
        server.end()
        thread.join(PATIENCE)
        assert not thread.is_alive()
