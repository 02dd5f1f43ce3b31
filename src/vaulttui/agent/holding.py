"""What the agent holds and for how long, and the payloads that say so."""

import os
import struct
from dataclasses import dataclass
from typing import Final

from vaulttui.agent.wire import KEY_SIZE

PATH_LIMIT: Final = 1024
VAULTS_LIMIT: Final = 32
"""So many that the answer to STATUS always fits its length."""
_LIMITS: Final = struct.Struct("<IIB")
_PROCESS: Final = struct.Struct("<I")
_ROW: Final = struct.Struct("<16sIIBH")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a key is held: in seconds since its last use, and in all; ``ask`` at each use."""

    idle: int
    hard: int
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A vault whose key the agent holds, with the seconds that are left."""

    vault_id: bytes
    path: bytes
    left: Limits


@dataclass(frozen=True, slots=True)
class State:
    """The agent's process, and the vaults that are unlocked."""

    pid: int
    vaults: tuple[Unlocked, ...]


def pack_unlock(limits: Limits, key: bytes, path: str) -> bytes:
    """The payload of UNLOCK; a path too long to be shown is cut."""
    shown = os.fsencode(path)[:PATH_LIMIT]
    return _LIMITS.pack(limits.idle, limits.hard, limits.ask) + key + shown


def unpack_unlock(payload: memoryview) -> tuple[Limits, memoryview, bytes] | None:
    """Limits, key (not copied) and path; None where the payload is none."""
    if not _LIMITS.size + KEY_SIZE <= len(payload) <= _LIMITS.size + KEY_SIZE + PATH_LIMIT:
        return None
    idle, hard, ask = _LIMITS.unpack_from(payload)
    rest = payload[_LIMITS.size :]
    return Limits(idle, hard, bool(ask)), rest[:KEY_SIZE], bytes(rest[KEY_SIZE:])


def pack_state(state: State) -> bytes:
    """The payload of the answer to STATUS."""
    rows = (
        _ROW.pack(one.vault_id, one.left.idle, one.left.hard, one.left.ask, len(one.path))
        + one.path
        for one in state.vaults
    )
    return _PROCESS.pack(state.pid) + b"".join(rows)


def unpack_state(payload: bytes) -> State:
    """What :func:`pack_state` made; raises struct.error for what it did not."""
    (pid,) = _PROCESS.unpack_from(payload)
    at = _PROCESS.size
    vaults = []
    while at < len(payload):
        vault_id, idle, hard, ask, length = _ROW.unpack_from(payload, at)
        at += _ROW.size
        path = payload[at : at + length]
        vaults.append(Unlocked(vault_id, path, Limits(idle, hard, bool(ask))))
        at += length
    return State(pid, tuple(vaults))
