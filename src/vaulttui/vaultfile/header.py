"""The header of a vault file: identity, key slots, extensions (``docs/format.md``, *Header*)."""

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.crypto.primitives import equal, sha256
from vaulttui.errors import Damaged, HeaderDamaged, NotAVault, Tampered, Unsupported

MAGIC: Final = b"\x89VTV\r\n\x1a\n"
MAJOR: Final = 1
SUITE: Final = 1
HEADER_SIZE: Final = 4096
FRAMES_START: Final = 2 * HEADER_SIZE
SLOT_SIZE: Final = 256
SLOT_COUNT: Final = 8
_FIXED: Final = struct.Struct("<8sHHI16s16sQIIQ56x")
_SLOTS: Final = 128
_EXTENSIONS: Final = 2176
_MAC: Final = 4032
_DIGEST: Final = 4064
EXTENSIONS_SIZE: Final = _MAC - _EXTENSIONS
EMPTY_SLOT: Final = bytes(SLOT_SIZE)


class Header(msgspec.Struct, frozen=True):
    """The fields of one header; slots and extensions as the bytes they stand in."""

    vault_id: bytes
    file_id: bytes
    epoch: int
    base_seq: int
    slots: tuple[bytes, ...] = (EMPTY_SLOT,) * SLOT_COUNT
    extensions: bytes = bytes(EXTENSIONS_SIZE)
    incompatible: int = 0
    read_only: int = 0

    def encode(self, keys: VaultKeys) -> bytes:
        """One copy, 4096 bytes, with its MAC and digest."""
        if max(self.epoch, self.base_seq) >= 1 << 64:
            raise Damaged("The vault's header counts further than any vault could.")
        fixed = _FIXED.pack(
            MAGIC, MAJOR, SUITE, HEADER_SIZE, self.vault_id, self.file_id,
            self.epoch, self.incompatible, self.read_only, self.base_seq,
        )  # fmt: skip
        head = fixed + b"".join(self.slots) + self.extensions
        authenticated = head + keys.header_mac(head)
        return authenticated + sha256(authenticated)

    def with_slot(self, index: int, slot: bytes) -> "Header":
        """The header with one slot replaced."""
        return msgspec.structs.replace(
            self, slots=(*self.slots[:index], slot, *self.slots[index + 1 :])
        )

    def with_slots(self, slots: Sequence[bytes]) -> "Header":
        """The header with these slots and no others."""
        rest = (EMPTY_SLOT,) * (SLOT_COUNT - len(slots))
        return msgspec.structs.replace(self, slots=(*slots, *rest))


class HeaderReading(msgspec.Struct, frozen=True):
    """A header as found: its raw bytes, and which copy was not whole, if one was not."""

    header: Header
    raw: bytes
    damaged_copy: str | None

    def verify(self, keys: VaultKeys) -> None:
        """Check the MAC (Tampered), then the areas that must be zero (Damaged)."""
        if not equal(keys.header_mac(self.raw[:_MAC]), self.raw[_MAC:_DIGEST]):
            raise Tampered("The header was changed by somebody without the key.")
        if any(self.raw[72:_SLOTS]):
            raise Damaged("The header holds bytes where it must be zero.")
        _check_extensions(self.header.extensions)


def read_header(data: bytes) -> HeaderReading:
    """Judge the first 8192 bytes of a file, before any secret is asked for."""
    copies = (data[:HEADER_SIZE], data[HEADER_SIZE:FRAMES_START])
    if not any(copy.startswith(MAGIC) for copy in copies):
        raise NotAVault("The file is not a vault.")
    whole = [copy for copy in copies if _is_whole(copy)]
    if not whole:
        raise HeaderDamaged("Both copies of the vault's header are damaged.")
    if len(whole) == 2 and whole[0] != whole[1]:
        raise Tampered("The two copies of the vault's header are whole, but differ.")
    damaged = None if len(whole) == 2 else "second" if whole[0] is copies[0] else "first"
    return HeaderReading(_decode(whole[0]), whole[0], damaged)


def _is_whole(copy: bytes) -> bool:
    return (
        len(copy) == HEADER_SIZE
        and copy.startswith(MAGIC)
        and equal(sha256(copy[:_DIGEST]), copy[_DIGEST:])
    )


def _decode(raw: bytes) -> Header:
    _, major, suite, length, vault_id, file_id, epoch, incompatible, read_only, base_seq = (
        _FIXED.unpack_from(raw)
    )
    for name, found, known in (
        ("version", major, MAJOR),
        ("cipher suite", suite, SUITE),
        ("header length", length, HEADER_SIZE),
        ("incompatible flags", incompatible, 0),
    ):
        if found != known:
            raise Unsupported(f"The vault has {name} {found}; this program knows {known}.")
    return Header(
        vault_id=vault_id,
        file_id=file_id,
        epoch=epoch,
        base_seq=base_seq,
        slots=tuple(raw[at : at + SLOT_SIZE] for at in range(_SLOTS, _EXTENSIONS, SLOT_SIZE)),
        extensions=raw[_EXTENSIONS:_MAC],
        incompatible=incompatible,
        read_only=read_only,
    )


def _check_extensions(area: bytes) -> None:
    at = 0
    while at + 4 <= len(area):
        kind, length = struct.unpack_from("<HH", area, at)
        if kind == 0:
            break
        at += 4 + length
    if at > len(area) or any(area[at:]):
        raise Damaged("The header's extensions are not as the format says.")
