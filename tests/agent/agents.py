"""Real agents of the test's own home, and raw connections to them."""

import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from vaulttui.agent import client, place
from vaulttui.operations import agent

PATIENCE: Final = 20.0
"""Seconds until a test gives up waiting for what must come."""
NOBODY: Final = 65534
VAULT: Final = b"a vault's own id"
OTHER: Final = b"another vault id"


def socket_path() -> Path:
    return place.folder() / place.AGENT


def started() -> int:
    """Start an agent; its process."""
    assert agent.start()
    return pid()


def pid() -> int:
    """The process of the agent that runs."""
    state = client.status()
    assert state is not None
    return state.pid


def wait_for_end(process: int) -> None:
    """Return when the process is gone."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        ready, _, _ = select.select([descriptor], [], [], PATIENCE)
        assert ready, "the process did not end"
    finally:
        os.close(descriptor)


def kill(process: int) -> None:
    """End a process for good, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    wait_for_end(process)


def kill_the_one_that_runs() -> None:
    """Whatever a test left at the socket."""
    with suppress(Exception):
        state = client.status()
        if state is not None:
            kill(state.pid)


def connected() -> socket.socket:
    """A raw connection to the agent."""
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(PATIENCE)
    with place.opened() as folder:
        raw.connect(place.address(folder, place.AGENT))
    return raw


def all_of(raw: socket.socket) -> bytes:
    """Everything until the other end is closed."""
    content = b""
    with raw, suppress(ConnectionError):
        while part := raw.recv(4096):
            content += part
    return content
