"""A second decoder of the vault file, written from docs/format.md alone.

It shares no code with the program, so that where the two differ, one of them is not as the
page says. `decode` reads a file, `see` says what one sees of its records.
"""

import base64
import hmac
import zlib
from dataclasses import dataclass, field
from typing import Any

from tests.decoder.header import Header, judge_header, read_header
from tests.decoder.notation import (
    MIB,
    FormatError,
    expand,
    extract,
    is_hex16,
    is_zero,
    number,
    read_json,
    xaes_open,
)
from tests.decoder.records import Op, Seen, judge_op, see, unite
from tests.decoder.slots import Offer, open_vault_key, read_offer

__all__ = ["Decoded", "FormatError", "Offer", "Seen", "decode", "see"]

FRAMES_AT = 8192
HEAD = 64
TAG = 16
SNAPSHOT_PART, SNAPSHOT_END, COMMIT, LATER = 0x10, 0x11, 0x20, 0x80
LEAST_FRAME = 592  # head, 512 bytes of plaintext, tag
MOST_OPENED = 64 * MIB
MOST_CHECKSUMMED = 4096 * MIB


@dataclass(frozen=True)
class Decoded:
    """A vault file that was read to its end, or to its torn tail."""

    vault_id: bytes
    file_id: bytes
    epoch: int
    base_seq: int
    read_only: bool
    reported: tuple[str, ...]  # "header copy A" or "header copy B", "torn tail"
    revisions: list[Op]  # each rev once
    opaque: list[tuple[int, bytes]]  # frames of type 0x80 and above: type, JSON
    extensions: list[tuple[int, bytes]]  # type, bytes
    _value_key: bytes = field(repr=False)
    _fingerprint_key: bytes = field(repr=False)

    def open_value(self, op: Op, name: str) -> bytes:
        """The value of a field; [V1]."""
        encoded = name.encode("utf-8")
        aad = (
            b"vtv1/value"
            + self.vault_id
            + bytes.fromhex(op["id"])
            + len(encoded).to_bytes(2, "little")
            + encoded
        )
        sealed = base64.b64decode(op["v"][name])
        value = xaes_open(self._value_key, sealed[1:25], sealed[25:], aad)
        if value is None:
            raise FormatError("Tampered", "[V1]")
        return value

    def fingerprint(self, value: bytes) -> str:
        return hmac.digest(self._fingerprint_key, value, "sha256")[0:16].hex()


def decode(data: bytes, offer: Offer, *, allow_expensive: bool = False) -> Decoded:
    """Read a vault file; FormatError if it is not as the page says or the secret does not fit.

    ValueError if what is offered is no passphrase, key file or recovery key at all.
    """
    if len(data) > 2**31:
        raise FormatError("Damaged", "[F1]")
    header, reported = read_header(data)
    secrets = read_offer(offer)
    vault_key = open_vault_key(header.vault_id, header.slots, secrets, allow_expensive)
    prk = extract(header.vault_id, vault_key)
    extensions = judge_header(header, expand(prk, b"vtv1/header", 32))
    frames = Frames(data, header, expand(prk, b"vtv1/frame", 32))
    frames.read()
    if frames.torn:
        reported += ("torn tail",)
    records = unite(frames.ops)
    return Decoded(
        vault_id=header.vault_id,
        file_id=header.file_id,
        epoch=header.epoch,
        base_seq=header.base_seq,
        read_only=header.read_only,
        reported=reported,
        revisions=[op for record in records.values() for op in record.values()],
        opaque=frames.opaque,
        extensions=extensions,
        _value_key=expand(prk, b"vtv1/value", 32),
        _fingerprint_key=expand(prk, b"vtv1/fingerprint", 32),
    )


@dataclass
class Frames:
    """The frames of a file, read in order."""

    data: bytes
    header: Header
    key: bytes
    ops: list[Op] = field(default_factory=list)
    opaque: list[tuple[int, bytes]] = field(default_factory=list)
    torn: bool = False
    _seq: int = 0  # of the next frame
    _prev_tag: bytes = bytes(TAG)
    _parts: int = 0  # frames of type 0x10 so far
    _snapshot_ended: bool = False

    def read(self) -> None:
        """Every frame to the file's end or a torn tail; [R1] to [R13]."""
        self._seq = self.header.base_seq
        at = FRAMES_AT
        while at < len(self.data):
            end = self.frame_end(at)
            if end is None or not self.crc_fits(at, end):
                break
            plain = self.authenticate(at, end)
            if plain is None:
                break
            self.judge_frame(self.data[at : at + HEAD], plain)
            self._seq += 1
            self._prev_tag = self.data[end - TAG : end]
            at = end
        if not self._snapshot_ended:
            raise FormatError("Damaged", "[R9] [R11]")
        if at < len(self.data):
            if self.opens_later(at):
                raise FormatError("Damaged", "[R12]")
            self.torn = True  # [R13]

    # --- When a frame opens -------------------------------------------------------------

    def frame_end(self, at: int) -> int | None:
        """Where the frame at an offset would end; None if there can be none."""
        head = self.data[at : at + HEAD]
        if len(head) < HEAD or not head.startswith(b"VTF1"):
            return None
        length = number(head, 16, 4)
        end = at + HEAD + length
        if not TAG <= length <= 16 * MIB + TAG or end > len(self.data):
            return None
        return end

    def crc_fits(self, at: int, end: int) -> bool:
        checksum = zlib.crc32(self.data[at + HEAD : end], zlib.crc32(self.data[at : at + 60]))
        return checksum == number(self.data, at + 60, 4)

    def authenticate(self, at: int, end: int) -> bytes | None:
        """PT of the page, or None if the body does not authenticate."""
        head, body = self.data[at : at + HEAD], self.data[at + HEAD : end]
        aad = b"vtv1/frame" + self.header.vault_id + self.header.file_id + head[0:60]
        return xaes_open(self.key, head[36:60], body, aad)

    def opens_later(self, p: int) -> bool:
        """[R12]: whether a frame opens at p or behind it, or too much had to be tried."""
        least = self.header.base_seq
        most = self._seq + (len(self.data) - p) // LEAST_FRAME
        checksummed = opened = 0
        at = self.data.find(b"VTF1", p)
        while at != -1:
            end = self.frame_end(at)
            if end is not None and least <= number(self.data, at + 8, 8) <= most:
                checksummed += end - at - 4  # head[0:60] and the body
                if checksummed > MOST_CHECKSUMMED:
                    return True
                if self.crc_fits(at, end):
                    opened += end - at - HEAD
                    if opened > MOST_OPENED or self.authenticate(at, end) is not None:
                        return True
            at = self.data.find(b"VTF1", at + 1)
        return False

    # --- A frame that opens -------------------------------------------------------------

    def judge_frame(self, head: bytes, plain: bytes) -> None:
        if number(head, 8, 8) != self._seq:
            raise FormatError("Damaged", "[R1] seq")
        if head[20:36] != self._prev_tag:
            raise FormatError("Damaged", "[R2] prev_tag")
        if not is_zero(head[5:8]):
            raise FormatError("Damaged", "[R3] bytes 5 to 7")
        frame_type = head[4]
        if frame_type < LATER and frame_type not in (SNAPSHOT_PART, SNAPSHOT_END, COMMIT):
            raise FormatError("Unsupported", "[R4] type")
        text = unpad(plain, 4096 if frame_type == SNAPSHOT_PART else 512)
        if (frame_type in (SNAPSHOT_PART, SNAPSHOT_END)) == self._snapshot_ended:
            raise FormatError("Damaged", "[R7] order")
        self.take(frame_type, text)

    def take(self, frame_type: int, text: bytes) -> None:
        if frame_type >= LATER:
            self.opaque.append((frame_type, text))  # [R10], and its JSON is not looked at
            return
        value = read_json(text)
        if not isinstance(value, dict):
            raise FormatError("Damaged", "a frame's JSON is no object")
        if frame_type == SNAPSHOT_END:
            self.end_snapshot(value)
            return
        ops = value.get("ops")
        if not isinstance(ops, list):
            raise FormatError("Damaged", "a frame without ops")
        if frame_type == COMMIT and not is_hex16(value.get("tx")):
            raise FormatError("Damaged", "[O1] a commit without tx")
        self.ops += [judge_op(op) for op in ops]
        if frame_type == SNAPSHOT_PART:
            self._parts += 1

    def end_snapshot(self, value: dict[str, Any]) -> None:
        chunks = value.get("chunks")
        if type(chunks) is not int or chunks != self._parts:  # Python's bool is an int too
            raise FormatError("Damaged", "[R8]")
        self._snapshot_ended = True


def unpad(plain: bytes, unit: int) -> bytes:
    """The JSON inside PT; [R5] and [R6]."""
    end = 4 + number(plain, 0, 4)
    least = (end + unit - 1) // unit * unit
    if len(plain) > 16 * MIB or len(plain) != least:
        raise FormatError("Damaged", "[R5] length")
    if not is_zero(plain[end:]):
        raise FormatError("Damaged", "[R6] zeros")
    return plain[4:end]
