"""Pieces of vault files, whole or broken on purpose, for ``make.py``."""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

from msgspec import structs

from vaulttui.crypto.kdf import CHEAPEST, KdfCost
from vaulttui.crypto.keys import TextKey, VaultKeys
from vaulttui.secret import Secret
from vaulttui.vaultfile.frames import seal_frame
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot

PASSPHRASE: Final = "correct horse"
KEYS: Final = VaultKeys(bytes(range(16)), Secret(bytes(range(100, 132))))
KEY_FILE: Final = Secret(bytes(range(32)))
RECOVERY: Final = Secret(bytes(range(32, 64)))
FILE_ID: Final = bytes(range(200, 216))
Json = dict[str, Any]


def key_file_text() -> str:
    """The key file's line."""
    return TextKey.write(TextKey.KEY_FILE, KEY_FILE).reveal().decode()


def recovery_text() -> str:
    """The recovery key's line."""
    return TextKey.write(TextKey.RECOVERY, RECOVERY).reveal().decode()


def slot(kind: SlotType = SlotType.PASSPHRASE, cost: KdfCost = CHEAPEST) -> bytes:
    """A slot of one of the three types."""
    offer = Unlocking(Secret.from_text(PASSPHRASE), KEY_FILE, RECOVERY)
    return make_slot(KEYS, kind, offer, None if kind is SlotType.RECOVERY else cost)


_PASSPHRASE_SLOT: Final = slot()


def hex16(number: int) -> str:
    """An id that is easy to read in a vector."""
    return f"{number:032x}"


def op(record: int = 1, rev: int = 101, par: tuple[int, ...] = (), **more: Any) -> Json:  # any JSON
    """An op of kind credential, with whatever else is given laid over it; ``...`` leaves out."""
    made: Json = {
        "k": "credential", "id": hex16(record), "rev": hex16(rev),
        "par": [hex16(parent) for parent in par], "at": 1_700_000_000_000 + rev,
        "m": {"name": f"record {record}"},
    }  # fmt: skip
    made.update(more)
    return {key: value for key, value in made.items() if value is not ...}


def sealed(record: int, name: str, value: bytes) -> tuple[str, str]:
    """A sealed value in base64, and its fingerprint."""
    import base64

    secret = Secret(value)
    blob = KEYS.seal_value(hex16(record), name, secret)
    return base64.b64encode(blob).decode(), KEYS.fingerprint(secret)


def with_value(made: Json, name: str, value: bytes) -> Json:
    """The op with one more sealed value."""
    blob, mark = sealed(int(made["id"], 16), name, value)
    return {
        **made,
        "v": {**made.get("v", {}), name: blob},
        "fp": {**made.get("fp", {}), name: mark},
    }


def payload(*ops: Json, tx: bool = False) -> bytes:
    """The JSON of a snapshot or commit frame."""
    document: Json = {"ops": list(ops)}
    if tx:
        document["tx"] = hex16(0xABCDEF)
    return json.dumps(document, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Piece:
    """One frame to be: type and JSON, and what is done to it before and after it is sealed."""

    kind: int
    json: bytes
    seq_step: int = 0
    prev_tag: bytes | None = None
    reserved: bytes = bytes(3)
    plaintext: Callable[[bytes], bytes] | None = None
    after: Callable[[bytes], bytes] | None = None


def snapshot(*ops: Json) -> list[Piece]:
    """A snapshot of one frame, or of none, and its end."""
    chunks = [Piece(0x10, payload(*ops))] if ops else []
    return [*chunks, Piece(0x11, json.dumps({"chunks": len(chunks)}).encode())]


def commit(*ops: Json, **changes: Any) -> Piece:  # fields of Piece
    """A commit frame."""
    return Piece(0x20, payload(*ops, tx=True), **changes)


@dataclass(frozen=True)
class File:
    """A vault file to be: a header, and frames."""

    header: Header = field(
        default_factory=lambda: Header(KEYS.vault_id, FILE_ID, epoch=1, base_seq=1).with_slot(
            0, _PASSPHRASE_SLOT
        )
    )
    pieces: list[Piece] = field(default_factory=lambda: snapshot(op()))
    tail: bytes = b""

    def with_header(self, **changes: Any) -> "File":  # fields of Header
        """The file with another header."""
        return replace(self, header=structs.replace(self.header, **changes))

    def with_slots(self, *slots: bytes) -> "File":
        """The file with these slots and no others."""
        empty = bytes(256)
        return self.with_header(slots=(*slots, *[empty] * (8 - len(slots))))

    def make(self) -> bytes:
        """The bytes."""
        copy = self.header.encode(KEYS)
        return copy + copy + self.frames()

    def frames(self) -> bytes:
        """The frames alone."""
        made = b""
        tag, seq = bytes(16), self.header.base_seq
        for piece in self.pieces:
            frame = _frame(self.header.file_id, piece, seq + piece.seq_step, tag)
            tag, seq = frame[-16:], seq + piece.seq_step + 1
            made += piece.after(frame) if piece.after else frame
        return made + self.tail


def _frame(file_id: bytes, piece: Piece, seq: int, tag: bytes) -> bytes:
    prev = tag if piece.prev_tag is None else piece.prev_tag
    if piece.plaintext is None and not any(piece.reserved):
        return seal_frame(KEYS, file_id, piece.kind, seq, prev, piece.json)
    block = 4096 if piece.kind == 0x10 else 512
    plain = len(piece.json).to_bytes(4, "little") + piece.json
    plain += bytes(-len(plain) % block)
    if piece.plaintext:
        plain = piece.plaintext(plain)
    nonce = bytes(range(24))
    length = len(plain) + 16
    head = struct.pack(
        "<4sB3sQI16s24s", b"VTF1", piece.kind, piece.reserved, seq, length, prev, nonce
    )
    aad = b"vtv1/frame" + KEYS.vault_id + file_id + head
    body = KEYS.frame.seal(nonce, plain, aad)
    return head + zlib.crc32(head + body).to_bytes(4, "little") + body


def edit_header(data: bytes, at: int, new: bytes, *, mac: bool = True) -> bytes:
    """Both copies of a file's header with some bytes changed, digest fitting, MAC if wanted."""
    head = data[:at] + new + data[at + len(new) : 4032]
    seal = KEYS.header_mac(head) if mac else data[4032:4064]
    copy = head + seal
    copy += sha256(copy).digest()
    return copy + copy + data[8192:]
