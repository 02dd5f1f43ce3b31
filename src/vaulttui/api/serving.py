"""The server's process: from its options to a socket that listens, until a signal or a lock."""

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from functools import partial
from importlib import import_module
from threading import Event
from typing import Any, Final

import msgspec
import uvicorn

from vaulttui.api.app import build
from vaulttui.api.connections import configured
from vaulttui.api.dialect import Build, Dialect, ServeOptions
from vaulttui.api.locking import LeftBehind, Lock, left_behind, start_anew
from vaulttui.api.request_log import RequestLog
from vaulttui.api.token import TokenFile, open_token, remove_own, take_up
from vaulttui.api.vault import Vault
from vaulttui.errors import InUse, VaulttuiError
from vaulttui.host.hardening import describe_crash
from vaulttui.operations.serving import Serving
from vaulttui.session.session import Session

_HOST: Final = "127.0.0.1"
_BACKLOG: Final = 128
_GRACE_SECONDS: Final = 1.0
"""How long requests under way may take when the server ends."""


class Ending(Enum):
    """Why the server ends."""

    TERM = 0
    INT = 130
    HUP = 129
    FORGET = -1

    @property
    def code(self) -> int:
        """The exit code."""
        return int(self.value)


_SIGNALS: Final = {
    signal.SIGTERM: Ending.TERM,
    signal.SIGINT: Ending.INT,
    signal.SIGHUP: Ending.HUP,
}


def run_server(serving: Serving, open_vault: Callable[[], Session]) -> int:
    """Serve until a signal; the exit code. After a lock the same process begins here anew.

    Raises what the options, the port, the token's file and the vault give cause for.
    """
    # What short commands do without grows in a long life.
    gc.enable()
    before = left_behind()
    listener = before.listener if before else _listening(serving.port)
    serving = replace(serving, port=listener.getsockname()[1])
    named = serving.token_file
    file = take_up(before.token, named) if before else open_token(named)
    end = _End()
    # Who asked for a lock waits as long as this object lives: until the exec that forgets.
    # What has another program above it ends with the lock, as it does with that program.
    locked = Ending.TERM if serving.handed else Ending.FORGET
    lock = Lock(serving.path, lambda: end.tell(locked)) if serving.path else None
    try:
        _serve(serving, listener, file, lock, end, None if before else open_vault)
        if end.why is Ending.FORGET:
            signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
            start_anew(serving, LeftBehind(listener, file.descriptor))
    finally:
        remove_own(file, named)
    if end.why is Ending.INT:
        raise KeyboardInterrupt
    return end.why.code


class _End:
    """Why the server ends, as threads and signals tell it; a signal outweighs a lock."""

    def __init__(self) -> None:
        self.why = Ending.TERM
        self._told = Event()
        self._wake: Callable[[], object] = lambda: None

    def tell(self, why: Ending) -> None:
        """End, from any thread."""
        if not self._told.is_set() or self.why is Ending.FORGET:
            self.why = why
        self._told.set()
        self._wake()

    async def wait(self) -> None:
        """Return once it was told, before or now."""
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(over.set)
        try:
            if not self._told.is_set():
                await over.wait()
        finally:
            self._wake = lambda: None


class _Server(uvicorn.Server):
    """Tells when it listens, and ends when it is told to, without looking ten times a second."""

    def __init__(
        self, config: uvicorn.Config, end: _End, ready: Callable[[], object] | None
    ) -> None:
        super().__init__(config)
        self._end = end
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready:
            self._ready()

    async def main_loop(self) -> None:
        await self._end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        # What is cut off may have been done or not, so no answer is the only honest one.
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _serve(
    serving: Serving,
    listener: socket.socket,
    file: TokenFile,
    lock: Lock | None,
    end: _End,
    open_vault: Callable[[], Session] | None,
) -> None:
    vault = Vault(None, lock.unlocked if lock else lambda: None)
    dialects = [_dialect(name, vault, serving) for name in serving.dialects]
    handed = serving.handed
    log = RequestLog(handed.log) if handed else None
    application = build(vault, dialects, file.token, serving.port, log)
    if open_vault is not None:
        vault.give(open_vault())
    # Who waits for the first line has read it before a lock.
    ready = partial(_announce, serving, file) if open_vault else None
    try:
        if lock and open_vault:
            lock.listen()
        server = _Server(configured(application), end, ready)
        asyncio.run(_run(server, listener, end, handed.lifeline if handed else None))
    except SystemExit:
        # uvicorn's way to say so; why stands on standard error.
        raise VaulttuiError("The server could not start.") from None
    finally:
        if lock:
            lock.close()


async def _run(server: _Server, listener: socket.socket, end: _End, lifeline: int | None) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_tell)
    if lifeline is not None:
        loop.add_reader(lifeline, _outlived, lifeline, end)
    # What was ignored from the beginning stays so: nohup, and jobs of a shell's background.
    heard = {one: why for one, why in _SIGNALS.items() if signal.getsignal(one) != signal.SIG_IGN}
    for number, why in heard.items():
        loop.add_signal_handler(number, end.tell, why)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    try:
        # uvicorn closes what it is given; the socket itself goes on listening.
        await server.serve([listener.dup()])
    finally:
        for number, why in heard.items():
            loop.remove_signal_handler(number)
            signal.signal(number, lambda *_, why=why: end.tell(why))


def _outlived(lifeline: int, end: _End) -> None:
    """Nothing more comes through it than its end: with that, this process ends."""
    asyncio.get_running_loop().remove_reader(lifeline)
    end.tell(Ending.TERM)


def _dialect(name: str, vault: Vault, serving: Serving) -> Dialect:
    made: Build = import_module(f"vaulttui.api.{name}").dialect
    options = ServeOptions(
        _url(serving), warmhub_rate=serving.warmhub_rate, fails=serving.fails.get(name, {})
    )
    return made(vault, options)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port), backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InUse(
                f"Another program listens at port {port}.",
                hint="Choose another one; 0 is any that is free.",
            ) from None
        raise VaulttuiError(f"Port {port} cannot be used: {error.strerror}.") from None


def _url(serving: Serving) -> str:
    return f"http://{_HOST}:{serving.port}"


def _announce(serving: Serving, file: TokenFile) -> None:
    if sys.stdout is None:
        raise VaulttuiError("Standard output is closed.")
    path = os.fsencode(file.path).decode("utf-8", "backslashreplace")
    told = msgspec.json.encode({"url": _url(serving), "token_file": path})
    sys.stdout.write(f"{told.decode()}\n")
    sys.stdout.flush()


def _tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What went wrong where nobody waits for it: where, and no more."""
    error = context.get("exception")
    if isinstance(error, Exception) and sys.stderr is not None:
        sys.stderr.write(f"{describe_crash(error)}\n")
