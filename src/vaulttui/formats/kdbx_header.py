"""The outer header of KDBX: what opening the file would cost, read before it is spent.

Sources: keepass.info, "KDBX File Format Specification"; KeePass 2's VariantDictionary.
"""

import struct
from dataclasses import dataclass
from typing import Final

from vaulttui.errors import InvalidValue, KdfRefused, Unsupported
from vaulttui.formats.source_text import shown

_MARK: Final = bytes.fromhex("03d9a29a67fb4bb5")
_MARK_1: Final = bytes.fromhex("03d9a29a65fb4bb5")
_ARGON2: Final = frozenset(
    bytes.fromhex(text)
    for text in ("ef636ddf8c29444b91f7a9a403e30a0c", "9e298b1956db4773b23dfc3ec6f0a1e6")
)
_AES: Final = bytes.fromhex("c9d9f39a628a4460bf740d08c18a4fea")
_NUMBERS: Final = {0x04: "<I", 0x05: "<Q", 0x0C: "<i", 0x0D: "<q"}

_GIB: Final = 1 << 30
MAX_MEMORY: Final = 4 * _GIB
MAX_PASSES_TIMES_MEMORY: Final = 256 * _GIB
MAX_LANES: Final = 256
MAX_ROUNDS: Final = 1 << 32


class _Broken(Exception):
    """The header does not follow its format; the text says where."""


@dataclass(frozen=True, slots=True)
class AesKdf:
    """AES-KDF: a seed of 32 bytes, and how many rounds."""

    seed: bytes
    rounds: int


@dataclass(frozen=True, slots=True)
class Argon2Kdf:
    """Argon2d or Argon2id: memory in bytes, passes, lanes."""

    memory: int
    passes: int
    lanes: int


def read_kdf(data: bytes, origin: str) -> AesKdf | Argon2Kdf:
    """Return the key derivation that a KDBX file asks for, once it is known to be bearable.

    Raises InvalidValue, Unsupported for another version, KdfRefused for a cost
    beyond the limits.
    """
    major = _version(data, origin)
    try:
        kdf = _kdf_4(_fields(data, "<BI")) if major == 4 else _kdf_3(_fields(data, "<BH"))
    except (_Broken, struct.error):
        kdf = None
    if kdf is None:
        raise InvalidValue(f"The header of the KeePass file {shown(origin)} is damaged.")
    cost = _excess(kdf)
    if cost:
        raise KdfRefused(
            f"To open {shown(origin)} would take {cost}.",
            hint="If the file is yours, lower its key derivation in KeePassXC and save it.",
        )
    return kdf


def _version(data: bytes, origin: str) -> int:
    if data.startswith(_MARK_1):
        raise Unsupported(
            f"The file {shown(origin)} is of KeePass 1.",
            hint="Open it in KeePassXC, save it as KDBX 4, and import that.",
        )
    if len(data) < 12 or not data.startswith(_MARK):
        raise InvalidValue(f"The file {shown(origin)} is not a KeePass database.")
    major = int.from_bytes(data[10:12], "little")
    if major not in (3, 4):
        raise Unsupported(
            f"The file {shown(origin)} is KDBX {major}; only 3.1 and 4 are known.",
            hint="Save it as KDBX 4 in KeePassXC, and import that.",
        )
    return major


def _fields(data: bytes, shape: str) -> dict[int, bytes]:
    """Return the header's fields by number; one that comes twice is refused.

    Another reader might take the other of the two, and spend what was not checked.
    """
    fields: dict[int, bytes] = {}
    place = 12
    while 0 not in fields:
        number, size = struct.unpack_from(shape, data, place)
        place += struct.calcsize(shape)
        if number in fields or place + size > len(data):
            raise _Broken
        fields[number] = data[place : place + size]
        place += size
    return fields


def _kdf_3(fields: dict[int, bytes]) -> AesKdf:
    (rounds,) = struct.unpack("<Q", fields.get(6, b""))
    return _aes(fields.get(5), rounds)


def _kdf_4(fields: dict[int, bytes]) -> AesKdf | Argon2Kdf:
    found = _variants(fields.get(11, b""))
    if found.get("$UUID") == _AES:
        return _aes(found.get("S"), found.get("R"))
    numbers = (found.get("M"), found.get("I"), found.get("P"))
    match numbers:
        case (int(memory), int(passes), int(lanes)) if found.get("$UUID") in _ARGON2:
            return Argon2Kdf(memory, passes, lanes)
    raise _Broken


def _aes(seed: object, rounds: object) -> AesKdf:
    if not isinstance(seed, bytes) or len(seed) != 32 or not isinstance(rounds, int):
        raise _Broken
    return AesKdf(seed, rounds)


def _variants(data: bytes) -> dict[str, int | bytes]:
    """Return a VariantDictionary; texts and booleans stay bytes. Nothing may come twice."""
    found: dict[str, int | bytes] = {}
    place = 2
    while data[place : place + 1] not in (b"", b"\0"):
        kind = data[place]
        name, place = _sized(data, place + 1)
        value, place = _sized(data, place)
        key = name.decode("latin-1")
        if key in found:
            raise _Broken
        found[key] = struct.unpack(_NUMBERS[kind], value)[0] if kind in _NUMBERS else value
    if len(data) != place + 1:
        raise _Broken
    return found


def _sized(data: bytes, place: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from("<I", data, place)
    end = place + 4 + size
    if end > len(data):
        raise _Broken
    return data[place + 4 : end], end


def _excess(kdf: AesKdf | Argon2Kdf) -> str:
    """Return what is too much, in words, or nothing."""
    if isinstance(kdf, AesKdf):
        too_many = not 0 < kdf.rounds <= MAX_ROUNDS
        return f"{kdf.rounds} rounds of AES; at most {MAX_ROUNDS} are spent" if too_many else ""
    if not 0 < kdf.memory <= MAX_MEMORY:
        return f"{kdf.memory / _GIB:.1f} GiB of memory; at most {MAX_MEMORY // _GIB} are spent"
    if not 0 < kdf.passes * kdf.memory <= MAX_PASSES_TIMES_MEMORY:
        return f"{kdf.passes} passes over {kdf.memory / _GIB:.1f} GiB of memory, which is too many"
    if not 0 < kdf.lanes <= MAX_LANES:
        return f"{kdf.lanes} threads at once; at most {MAX_LANES} are spent"
    return ""
