"""What is said on the sockets: one request and one answer, in frames of fixed layout.

    request   "VTA1" · verb, 1 byte · vault id, 16 bytes · length, 2 bytes · payload
    answer    "VTA1" · word, 1 byte · length, 2 bytes · payload

Numbers are little-endian. One connection carries one request. Every command loads this to
ask, so there is nothing here that takes time to make: no enumerations, no classes of data.
"""

import struct
from typing import Final

MAGIC: Final = b"VTA1"
REQUEST: Final = struct.Struct("<4sB16sH")
ANSWER: Final = struct.Struct("<4sBH")
KEY_SIZE: Final = 32
NO_VAULT: Final = bytes(16)
PAYLOAD_LIMIT: Final = 2048
REQUEST_LIMIT: Final = REQUEST.size + PAYLOAD_LIMIT


class Verb:
    """What is asked; GET_AGREED is GET after the person at the terminal said yes."""

    GET: Final = 1
    GET_AGREED: Final = 2
    UNLOCK: Final = 3
    FORGET: Final = 4
    LOCK: Final = 5
    STOP: Final = 6
    STATUS: Final = 7


class Word:
    """What is answered; ASK: the person has to agree first."""

    DONE: Final = 0
    NO_KEY: Final = 1
    ASK: Final = 2
    REFUSED: Final = 3


def request(verb: int, vault_id: bytes = NO_VAULT, payload: bytes = b"") -> bytes:
    """One request."""
    return REQUEST.pack(MAGIC, verb, vault_id, len(payload)) + payload


def request_size(head: bytes | bytearray | memoryview) -> int | None:
    """The length of a request by its first bytes; None where they begin no request."""
    magic, _, _, length = REQUEST.unpack_from(head)
    return REQUEST.size + int(length) if magic == MAGIC and length <= PAYLOAD_LIMIT else None


def answer(word: int, length: int = 0) -> bytes:
    """The head of an answer, which ``length`` bytes follow."""
    return ANSWER.pack(MAGIC, word, length)


def read_answer(head: bytes) -> tuple[int, int] | None:
    """The word of an answer and the length of what follows; None where it is no answer."""
    magic, word, length = ANSWER.unpack(head)
    return (word, length) if magic == MAGIC and word <= Word.REFUSED else None
