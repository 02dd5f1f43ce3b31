"""Every call into a cipher, a MAC and a random source stands on this page.

Layers above speak of slots, frames and values; what they may not do is choose
a mode, a nonce length or a way to compare.
"""

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

KEY_SIZE: Final = 32
TAG_SIZE: Final = 16
GCM_NONCE_SIZE: Final = 12
XAES_NONCE_SIZE: Final = 24


class SealBroken(Exception):
    """An authenticated ciphertext does not fit its key, nonce or associated data."""


def random_bytes(count: int) -> bytes:
    """Return bytes of the operating system's generator."""
    return os.urandom(count)


def equal(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104); with an input as message it is also HKDF-Extract."""
    return hmac.digest(key, message, "sha256")


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand of RFC 5869 with SHA-256; ``length`` is at most 8160."""
    if not 0 < length <= 255 * 32:
        raise ValueError("HKDF gives 1 to 8160 bytes")
    block, output = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac_sha256(prk, block + info + bytes([counter]))
        output += block
    return output[:length]


def sha256(data: bytes) -> bytes:
    """SHA-256 of the bytes."""
    return hashlib.sha256(data).digest()


def gcm_seal(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM; the key must never meet the same 12-byte nonce twice."""
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def gcm_open(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Open what :func:`gcm_seal` made, or raise :class:`SealBroken`."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        raise SealBroken from None


class Xaes:
    """XAES-256-GCM (C2SP) under one key: random 24-byte nonces need no counting."""

    __slots__ = ("_cmac",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_SIZE:
            raise ValueError("XAES-256-GCM takes a key of 32 bytes")
        self._cmac = CMAC(AES(key))

    def _message_key(self, nonce: bytes) -> bytes:
        # Two CMAC blocks, counter 1 and 2, label "X": SP 800-108 in counter mode.
        halves = []
        for counter in (b"\x00\x01X\x00", b"\x00\x02X\x00"):
            cmac = self._cmac.copy()
            cmac.update(counter + nonce[:12])
            halves.append(cmac.finalize())
        return b"".join(halves)

    def seal(self, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt and authenticate; ``nonce`` is 24 fresh random bytes."""
        return AESGCM(self._message_key(nonce)).encrypt(nonce[12:], plaintext, aad)

    def open(self, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
        """Open what :meth:`seal` made, or raise :class:`SealBroken`."""
        try:
            return AESGCM(self._message_key(nonce)).decrypt(nonce[12:], ciphertext, aad)
        except InvalidTag:
            raise SealBroken from None
