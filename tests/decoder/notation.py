"""Errors, text forms, JSON and primitives of the vault file, from docs/format.md alone.

The marks ([J1], [T2], …) are those of the page.
"""

import base64
import hashlib
import hmac
import json
import re
from typing import Any, Literal, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

ErrorName = Literal[
    "NotAVault",
    "HeaderDamaged",
    "Unsupported",
    "KdfRefused",
    "WrongSecret",
    "Tampered",
    "Damaged",
]
MIB = 1024 * 1024
MOST_NESTING = 16


class FormatError(Exception):
    """One of the errors in the page's last section; `name` says which."""

    def __init__(self, name: ErrorName, why: str = "") -> None:
        super().__init__(f"{name}: {why}" if why else name)
        self.name = name


def number(data: bytes, at: int, size: int) -> int:
    """The unsigned little-endian integer of `size` bytes at an offset."""
    return int.from_bytes(data[at : at + size], "little")


def is_zero(data: bytes) -> bool:
    return not any(data)


# --- Primitives -------------------------------------------------------------------------


def extract(salt: bytes, secret: bytes) -> bytes:
    """HKDF-Extract of RFC 5869."""
    return hmac.digest(salt, secret, "sha256")


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand of RFC 5869."""
    output = block = b""
    counter = 1
    while len(output) < length:
        block = hmac.digest(prk, block + info + bytes([counter]), "sha256")
        output += block
        counter += 1
    return output[:length]


def aes_cmac(key: bytes, message: bytes) -> bytes:
    mac = CMAC(AES(key))
    mac.update(message)
    return mac.finalize()


def xaes_key(key: bytes, nonce: bytes) -> bytes:
    """The AES-256-GCM key of one XAES-256-GCM message; its nonce there is `nonce[12:24]`."""
    first = aes_cmac(key, b"\x00\x01\x58\x00" + nonce[0:12])
    second = aes_cmac(key, b"\x00\x02\x58\x00" + nonce[0:12])
    return first + second


def xaes_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes | None:
    """The plaintext, or None if it does not authenticate."""
    return gcm_open(xaes_key(key, nonce), nonce[12:24], sealed, aad)


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes | None:
    """The plaintext, or None if it does not authenticate."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        return None


# --- hex16, base64, key files and recovery keys -----------------------------------------

BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
BASE32_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BASE32_LENGTH = 58
KEY_FILE_PREFIX = b"VTKEY1-"
RECOVERY_PREFIX = b"VTREC1-"


def is_hex16(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}", value) is not None


def is_base64(value: object) -> bool:
    """Whether a text is base64, its unused bits being zero."""
    if not isinstance(value, str) or BASE64.fullmatch(value) is None:
        return False
    return base64.b64encode(base64.b64decode(value)).decode() == value


def read_text_form(text: bytes, prefix: bytes) -> bytes:
    """The 32 bytes that a key file or recovery key carries; ValueError if it is refused [T3]."""
    line = text.removesuffix(b"\n")
    if len(line) > 128:
        raise ValueError("[T1] longer than 128 bytes")
    line = line.upper()  # [T2], of ASCII letters only
    if not line.startswith(prefix):
        raise ValueError("[T3] another prefix")
    digits = line.removeprefix(prefix).replace(b" ", b"").replace(b"-", b"")
    if len(digits) != BASE32_LENGTH or not all(digit in BASE32_DIGITS for digit in digits):
        raise ValueError("[T3] not 58 characters of base32")
    bits = 0
    for digit in digits:
        bits = bits << 5 | BASE32_DIGITS.index(digit)
    if bits & 0b11:  # 58 characters are 290 bits, and secret and checksum 288
        raise ValueError("[T3] unused bits that are not zero")
    carried = (bits >> 2).to_bytes(36, "big")
    secret, checksum = carried[:32], carried[32:]
    if hashlib.sha256(prefix + secret).digest()[:4] != checksum:
        raise ValueError("[T3] a wrong checksum")
    return secret


# --- JSON -------------------------------------------------------------------------------


def read_json(data: bytes) -> Any:
    """The value of a JSON text that obeys [J1] to [J6]; anything else is Damaged."""
    try:
        value = json.loads(
            data.decode("utf-8"),  # a byte order mark stays, and is refused as any other junk
            parse_float=_refuse_float,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise FormatError("Damaged", f"JSON: {error}") from error
    _judge_json(value, 1)
    return value


def _refuse_float(text: str) -> NoReturn:
    raise ValueError(f"[J2] {text[:40]}")


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"[J1] {text}")  # NaN and Infinity, which Python would take


def _integer(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**53:
        raise ValueError("[J3] an integer too large")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("[J5] a name that stands twice")
    return value


def _judge_json(value: object, depth: int) -> None:
    """[J4] and [J6]; `depth` is the level a list or object here would be at."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise FormatError("Damaged", "[J6] a lone surrogate")
        return
    if not isinstance(value, (dict, list)):
        return
    if depth > MOST_NESTING:
        raise FormatError("Damaged", "[J4] nested too deep")
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    for item in inner:
        _judge_json(item, depth + 1)


def canonical(value: object) -> str:
    """One text for each JSON value, so that true is not 1 and the order of names is nothing."""
    return json.dumps(value, sort_keys=True)
