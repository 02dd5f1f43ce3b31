"""What is said on the sockets: one request and one answer, in frames of fixed layout.

    request   "VTA1" · verb, 1 byte · vault id, 16 bytes · length, 2 bytes · payload
    answer    "VTA1" · word, 1 byte · length, 2 bytes · payload

Numbers are little-endian. One connection carries one request.
"""

import os
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAGIC: Final = b"VTA1"
REQUEST: Final = struct.Struct("<4sB16sH")
ANSWER: Final = struct.Struct("<4sBH")
KEY_SIZE: Final = 32
PATH_LIMIT: Final = 1024
VAULTS_LIMIT: Final = 32
"""So many that the answer to STATUS always fits its length."""
NO_VAULT: Final = bytes(16)
_LIMITS: Final = struct.Struct("<IIB")
_PROCESS: Final = struct.Struct("<I")
_ROW: Final = struct.Struct("<16sIIBH")
REQUEST_LIMIT: Final = REQUEST.size + _LIMITS.size + KEY_SIZE + PATH_LIMIT


class Verb(IntEnum):
    """What is asked; GET_AGREED is GET after the person at the terminal said yes."""

    GET = 1
    GET_AGREED = 2
    UNLOCK = 3
    FORGET = 4
    LOCK = 5
    STOP = 6
    STATUS = 7


class Word(IntEnum):
    """What is answered; ASK: the person has to agree first."""

    DONE = 0
    NO_KEY = 1
    ASK = 2
    REFUSED = 3


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


def request(verb: Verb, vault_id: bytes = NO_VAULT, payload: bytes = b"") -> bytes:
    """One request."""
    return REQUEST.pack(MAGIC, verb, vault_id, len(payload)) + payload


def request_size(head: bytes | bytearray | memoryview) -> int | None:
    """The length of a request by its first bytes; None where they begin no request."""
    magic, _, _, length = REQUEST.unpack_from(head)
    size = REQUEST.size + int(length)
    return size if magic == MAGIC and size <= REQUEST_LIMIT else None


def answer(word: Word, length: int = 0) -> bytes:
    """The head of an answer, which ``length`` bytes follow."""
    return ANSWER.pack(MAGIC, word, length)


def answer_length(head: bytes) -> tuple[Word, int] | None:
    """The word of an answer and the length of what follows; None where it is no answer."""
    magic, word, length = ANSWER.unpack(head)
    if magic != MAGIC or word not in list(Word):
        return None
    return Word(word), int(length)


def pack_unlock(limits: Limits, key: bytes, path: str) -> bytes:
    """The payload of UNLOCK; a path too long to be shown is cut."""
    shown = os.fsencode(path)[:PATH_LIMIT]
    return _LIMITS.pack(limits.idle, limits.hard, limits.ask) + key + shown


def unpack_unlock(payload: memoryview) -> tuple[Limits, memoryview, bytes] | None:
    """Limits, key (not copied) and path; None where the payload is none."""
    if len(payload) < _LIMITS.size + KEY_SIZE:
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
        vaults.append(Unlocked(vault_id, payload[at : at + length], Limits(idle, hard, bool(ask))))
        at += length
    return State(pid, tuple(vaults))
