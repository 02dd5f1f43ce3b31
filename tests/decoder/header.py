"""The header: its two copies, its fields, its MAC and its extensions."""

import hashlib
import hmac
from dataclasses import dataclass

from tests.decoder.notation import FormatError, is_zero, number
from tests.decoder.slots import judge_slot

MAGIC = bytes.fromhex("89 56 54 56 0D 0A 1A 0A")
SIZE = 4096
SLOT_SIZE = 256


@dataclass(frozen=True)
class Header:
    """The 4096 bytes of a whole copy of a version that is understood."""

    raw: bytes

    @property
    def vault_id(self) -> bytes:
        return self.raw[16:32]

    @property
    def file_id(self) -> bytes:
        return self.raw[32:48]

    @property
    def epoch(self) -> int:
        return number(self.raw, 48, 8)

    @property
    def read_only(self) -> bool:
        return number(self.raw, 60, 4) != 0  # [H9]

    @property
    def base_seq(self) -> int:
        return number(self.raw, 64, 8)

    @property
    def slots(self) -> list[bytes]:
        return [self.raw[at : at + SLOT_SIZE] for at in range(128, 2176, SLOT_SIZE)]


# --- Before any secret is needed --------------------------------------------------------


def read_header(data: bytes) -> tuple[Header, tuple[str, ...]]:
    """The header, and which copy is to be reported; [H1] to [H9]."""
    a, b = data[0:SIZE], data[SIZE : 2 * SIZE]
    if not a.startswith(MAGIC) and not b.startswith(MAGIC):
        raise FormatError("NotAVault", "[H1]")
    if is_whole(a) and is_whole(b) and a != b:
        raise FormatError("Tampered", "[H3]")
    if not is_whole(a) and not is_whole(b):
        raise FormatError("HeaderDamaged", "[H4]")
    raw = a if is_whole(a) else b
    reported: tuple[str, ...] = ()  # [H2]
    if not is_whole(a):
        reported = ("header copy A",)
    elif not is_whole(b):
        reported = ("header copy B",)
    judge_version(raw)
    return Header(raw), reported


def is_whole(copy: bytes) -> bool:
    return (
        len(copy) == SIZE
        and copy.startswith(MAGIC)
        and hashlib.sha256(copy[0:4064]).digest() == copy[4064:4096]
    )


def judge_version(raw: bytes) -> None:
    if number(raw, 8, 2) != 1:
        raise FormatError("Unsupported", "[H5] major version")
    if number(raw, 10, 2) != 1:
        raise FormatError("Unsupported", "[H6] suite")
    if number(raw, 12, 4) != SIZE:
        raise FormatError("Unsupported", "[H7] header length")
    if number(raw, 56, 4) != 0:
        raise FormatError("Unsupported", "[H8] incompatible flags")


# --- Once a slot has given the vault key ------------------------------------------------


def judge_header(header: Header, mac_key: bytes) -> list[tuple[int, bytes]]:
    """[H10] to [H13] and the slots' zero areas; gives the extensions."""
    raw = header.raw
    if not hmac.compare_digest(hmac.digest(mac_key, raw[0:4032], "sha256"), raw[4032:4064]):
        raise FormatError("Tampered", "[H10] the header's MAC")
    if not is_zero(raw[72:128]):
        raise FormatError("Damaged", "[H11]")
    extensions = read_extensions(raw[2176:4032])
    for slot in header.slots:
        judge_slot(slot)
    return extensions


def read_extensions(area: bytes) -> list[tuple[int, bytes]]:
    entries = []
    at = 0
    while len(area) - at >= 4 and number(area, at, 2) != 0:
        entry_type, end = number(area, at, 2), at + 4 + number(area, at + 2, 2)
        if end > len(area):
            raise FormatError("Damaged", "[H12] an entry passes the area's end")
        entries.append((entry_type, area[at + 4 : end]))
        at = end
    if not is_zero(area[at:]):
        raise FormatError("Damaged", "[H12] not zero after the end")
    return entries
