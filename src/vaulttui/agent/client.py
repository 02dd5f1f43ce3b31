"""Asking the agent, and every other program of this user that holds a key."""

import os
import socket
import stat
import struct
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from vaulttui.agent import place, wire
from vaulttui.agent.peer import is_own
from vaulttui.agent.wire import Verb, Word
from vaulttui.errors import AgentFailed
from vaulttui.secret import Secret

if TYPE_CHECKING:
    from vaulttui.agent.holding import Limits, State

_PATIENCE: Final = 3.0
_FORGETTING: Final = 10.0
_SILENT: Final = "What holds the key does not answer."
_HINT: Final = "See `vaulttui agent status`; end a program that hangs with `kill`."


def key_of(vault_id: bytes, agree: Callable[[], None]) -> Secret | None:
    """The key of a vault; None where none is held.

    ``agree`` is called where the person has to agree first, and raises where they do not.
    """
    found = _ask(place.AGENT, wire.request(Verb.GET, vault_id))
    if found is not None and found[0] == Word.ASK:
        agree()
        found = _ask(place.AGENT, wire.request(Verb.GET_AGREED, vault_id))
    if found is None or found[0] != Word.DONE:
        return None
    if len(found[1]) != wire.KEY_SIZE:
        raise AgentFailed(_SILENT, hint=_HINT)
    return Secret(found[1])


def unlock(vault_id: bytes, key: Secret, limits: "Limits", path: str) -> bool:
    """Hand over a key; False where no agent runs."""
    from vaulttui.agent.holding import VAULTS_LIMIT, pack_unlock

    payload = pack_unlock(limits, key.reveal(), path)
    found = _ask(place.AGENT, wire.request(Verb.UNLOCK, vault_id, payload))
    if found is not None and found[0] != Word.DONE:
        raise AgentFailed(f"The agent holds the keys of {VAULTS_LIMIT} vaults already.")
    return found is not None


def forget(vault_id: bytes) -> None:
    """Let the agent forget one key."""
    _ask(place.AGENT, wire.request(Verb.FORGET, vault_id))


def status() -> "State | None":
    """What the agent holds; None where none runs."""
    from vaulttui.agent.holding import unpack_state

    found = _ask(place.AGENT, wire.request(Verb.STATUS))
    if found is None:
        return None
    try:
        return unpack_state(found[1])
    except struct.error:
        raise AgentFailed(_SILENT, hint=_HINT) from None


def stop() -> bool:
    """End the agent; False where none ran."""
    return _ask(place.AGENT, wire.request(Verb.STOP), to_the_end=True) is not None


def lock_all() -> int:
    """Let every program that holds a key forget it; how many did. Waits until they have.

    All are asked before AgentFailed tells of one that did not.
    """
    try:
        with place.opened() as folder:
            names = place.names(folder)
    except FileNotFoundError:
        return 0
    count = 0
    failure: AgentFailed | None = None
    for name in names:
        try:
            count += _ask(name, wire.request(Verb.LOCK), to_the_end=True) is not None
        except AgentFailed as error:
            failure = error
    if failure is not None:
        raise failure
    return count


def _ask(name: str, request: bytes, *, to_the_end: bool = False) -> tuple[int, bytes] | None:
    """One request and its answer; None where nobody listens at that name.

    ``to_the_end`` also waits until the other end is closed, which an exec does once memory
    is gone. Raises AgentFailed for what is another user's and what does not answer.
    """
    try:
        try:
            return _ask_once(name, request, to_the_end=to_the_end)
        except ConnectionError:
            # It was just starting anew, to forget; the new process answers.
            return _ask_once(name, request, to_the_end=to_the_end)
    except OSError:
        raise AgentFailed(_SILENT, hint=_HINT) from None


def _ask_once(name: str, request: bytes, *, to_the_end: bool) -> tuple[int, bytes] | None:
    connection = _connected(name)
    if connection is None:
        return None
    with closing(connection):
        connection.sendall(request)
        return _answer(connection, to_the_end=to_the_end)


def _answer(connection: socket.socket, *, to_the_end: bool) -> tuple[int, bytes]:
    head = _exactly(connection, wire.ANSWER.size)
    read = wire.read_answer(head)
    if read is None:
        raise AgentFailed("What listens at the agent's place is no agent.")
    word, length = read
    payload = _exactly(connection, length)
    if to_the_end:
        connection.settimeout(_FORGETTING)
        with suppress(ConnectionError):
            connection.recv(1)
    return word, payload


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        part = connection.recv(size - len(content))
        if not part:
            raise ConnectionError
        content += part
    return content


def _connected(name: str) -> socket.socket | None:
    try:
        with place.opened() as folder:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            place.refuse_foreign(found, "The agent's socket")
            if not stat.S_ISSOCK(found.st_mode):
                raise AgentFailed("What lies at the agent's place is no socket.")
            return _connect(folder, name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AgentFailed(
            f"The agent's socket cannot be used: {error.strerror or error}."
        ) from None


def _connect(folder: int, name: str) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(place.address(folder, name))
        if not is_own(connection):
            raise AgentFailed("Another user listens at the agent's socket; it is not used.")
    except ConnectionRefusedError:
        connection.close()
        _sweep(folder, name)
        return None
    except BaseException:
        connection.close()
        raise
    return connection


def _sweep(folder: int, name: str) -> None:
    """Remove the socket that a killed program left; only the agent's name is ever used again."""
    if name != place.AGENT:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
