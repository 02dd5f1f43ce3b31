"""Frames: the sealed pieces after the header (``docs/format.md``, *Frames*)."""

import struct
import zlib
from enum import IntEnum
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import TAG_SIZE, XAES_NONCE_SIZE, SealBroken, random_bytes
from vaulttui.errors import Damaged, InvalidValue, Unsupported

MAGIC: Final = b"VTF1"
HEAD_SIZE: Final = 64
PLAINTEXT_LIMIT: Final = 16 << 20
FILE_LIMIT: Final = 2 << 30
LEAST_FRAME: Final = HEAD_SIZE + TAG_SIZE + 512
_HEAD: Final = struct.Struct("<4sB3sQI16s24s")
_CHECKED: Final = 60
"""Bytes of the head under the CRC and in the associated data."""


class FrameType(IntEnum):
    """What a frame holds."""

    SNAPSHOT = 0x10
    SNAPSHOT_END = 0x11
    COMMIT = 0x20


OPAQUE: Final = 0x80
"""Types from here on are kept without being understood."""


class FrameHead(msgspec.Struct, frozen=True):
    """A frame's head, as it stands in the file."""

    raw: bytes
    type: int
    reserved: bytes
    seq: int
    body_length: int
    prev_tag: bytes
    nonce: bytes

    @property
    def crc(self) -> int:
        """The CRC-32 written in the head."""
        return int.from_bytes(self.raw[_CHECKED:HEAD_SIZE], "little")


def read_head(raw: bytes) -> FrameHead | None:
    """Decode 64 bytes; None where they are no frame head."""
    if len(raw) < HEAD_SIZE or not raw.startswith(MAGIC):
        return None
    _, kind, reserved, seq, length, prev_tag, nonce = _HEAD.unpack_from(raw)
    return FrameHead(raw[:HEAD_SIZE], kind, reserved, seq, length, prev_tag, nonce)


def crc_fits(head: FrameHead, body: bytes) -> bool:
    """True where no bit of head and body has rotted, as far as a CRC can tell."""
    return zlib.crc32(body, zlib.crc32(head.raw[:_CHECKED])) == head.crc


def open_frame(keys: VaultKeys, file_id: bytes, head: FrameHead, body: bytes) -> bytes | None:
    """The padded plaintext; None where the frame was not sealed for this file."""
    aad = _aad(keys, file_id, head.raw[:_CHECKED])
    try:
        return keys.frame.open(head.nonce, body, aad)
    except SealBroken:
        return None


def unpad(kind: int, plaintext: bytes) -> bytes:
    """The JSON of an authentic frame; Damaged where length or padding break the rules."""
    length = int.from_bytes(plaintext[:4], "little")
    end = 4 + length
    if len(plaintext) > PLAINTEXT_LIMIT or len(plaintext) != _padded(kind, end):
        raise Damaged("A frame does not have the length that the format says.")
    if plaintext.count(0, end) != len(plaintext) - end:
        raise Damaged("A frame's padding is not zero.")
    return plaintext[4:end]


def seal_frame(
    keys: VaultKeys, file_id: bytes, kind: int, seq: int, prev_tag: bytes, payload: bytes
) -> bytes:
    """A whole frame; its last 16 bytes are the next frame's ``prev_tag``."""
    end = 4 + len(payload)
    size = _padded(kind, end)
    if size > PLAINTEXT_LIMIT:
        raise InvalidValue("The change is larger than 16 MiB.", hint="Make it in smaller parts.")
    plaintext = (len(payload).to_bytes(4, "little") + payload).ljust(size, b"\0")
    if seq >= 1 << 64:
        raise Damaged("The vault's frames count further than any vault could.")
    nonce = random_bytes(XAES_NONCE_SIZE)
    head = _HEAD.pack(MAGIC, kind, b"", seq, size + TAG_SIZE, prev_tag, nonce)
    body = keys.frame.seal(nonce, plaintext, _aad(keys, file_id, head))
    crc = zlib.crc32(body, zlib.crc32(head))
    return head + crc.to_bytes(4, "little") + body


def check_known(kind: int) -> None:
    """Raise Unsupported for a type that an authentic frame of the future has."""
    if kind < OPAQUE and kind not in FrameType.__members__.values():
        raise Unsupported(f"The vault holds a frame of type 0x{kind:02x} that is not known here.")


def _padded(kind: int, length: int) -> int:
    block = 4096 if kind == FrameType.SNAPSHOT else 512
    return -(-length // block) * block


def _aad(keys: VaultKeys, file_id: bytes, head: bytes) -> bytes:
    return b"vtv1/frame" + keys.vault_id + file_id + head
