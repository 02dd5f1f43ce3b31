"""The vault key and what is derived from it: header MAC, frames, values, fingerprints."""

import base64
import binascii
from typing import Final

from vaulttui.crypto.primitives import (
    KEY_SIZE,
    XAES_NONCE_SIZE,
    SealBroken,
    Xaes,
    hkdf_expand,
    hmac_sha256,
    random_bytes,
    sha256,
)
from vaulttui.errors import InvalidValue, Tampered
from vaulttui.secret import Secret

SEALED_VERSION: Final = b"\x01"
SEALED_OVERHEAD: Final = 1 + XAES_NONCE_SIZE + 16
VALUE_LIMIT: Final = 1 << 20
"""The largest value, in bytes."""


class VaultKeys:
    """Everything one vault key opens; made once per unlock, never stored."""

    __slots__ = ("_fingerprint", "_header", "_secret", "_state", "_value", "frame", "vault_id")

    def __init__(self, vault_id: bytes, vault_key: Secret) -> None:
        prk = hmac_sha256(vault_id, vault_key.reveal())
        self.vault_id = vault_id
        self._secret = vault_key
        self._header = _named(prk, b"header")
        self._fingerprint = _named(prk, b"fingerprint")
        self._value = Xaes(_named(prk, b"value"))
        self._state = Xaes(_named(prk, b"state"))
        self.frame = Xaes(_named(prk, b"frame"))

    @property
    def vault_key(self) -> Secret:
        """The key itself, for wrapping it into another slot."""
        return self._secret

    def header_mac(self, head: bytes) -> bytes:
        """The MAC over a header's first 4032 bytes."""
        return hmac_sha256(self._header, head)

    def fingerprint(self, value: Secret) -> str:
        """16 bytes as hex: equal for equal values of this vault, and telling nothing else."""
        return hmac_sha256(self._fingerprint, value.reveal())[:16].hex()

    def seal_value(self, record_id: str, field: str, value: Secret) -> bytes:
        """Seal one value to its record and field; raise InvalidValue above 1 MiB."""
        if len(value) > VALUE_LIMIT:
            raise InvalidValue(
                "The value is larger than 1 MiB.", hint="Keep large files elsewhere."
            )
        return _seal(self._value, self._value_aad(record_id, field), value.reveal())

    def open_value(self, record_id: str, field: str, sealed: bytes) -> Secret:
        """Open one value, or raise Tampered if it belongs to another record or field."""
        return Secret(
            _open(self._value, self._value_aad(record_id, field), sealed, "A sealed value")
        )

    def seal_state(self, purpose: str, data: Secret) -> bytes:
        """Seal what this machine keeps outside the vault."""
        return _seal(self._state, self._state_aad(purpose), data.reveal())

    def open_state(self, purpose: str, sealed: bytes) -> Secret:
        """Open what :meth:`seal_state` made, or raise Tampered."""
        return Secret(_open(self._state, self._state_aad(purpose), sealed, "A sealed state file"))

    def _value_aad(self, record_id: str, field: str) -> bytes:
        name = field.encode("utf-8")
        if not 1 <= len(name) <= 255:
            raise InvalidValue("A field's name is 1 to 255 bytes long.")
        size = len(name).to_bytes(2, "little")
        return b"vtv1/value" + self.vault_id + bytes.fromhex(record_id) + size + name

    def _state_aad(self, purpose: str) -> bytes:
        return b"vtv1/state" + self.vault_id + purpose.encode("utf-8")


class TextKey:
    """A 32-byte secret as one line of text with a checksum: key file or recovery key."""

    KEY_FILE: Final = "VTKEY1-"
    RECOVERY: Final = "VTREC1-"

    @staticmethod
    def write(prefix: str, secret: Secret) -> Secret:
        """Return the line, without a newline."""
        check = sha256(prefix.encode() + secret.reveal())[:4]
        text = base64.b32encode(secret.reveal() + check).rstrip(b"=")
        return Secret(prefix.encode() + text)

    @staticmethod
    def read(prefix: str, line: Secret) -> Secret:
        """Return the 32 bytes, or raise InvalidValue; case, spaces and hyphens are forgiven."""
        what = "recovery key" if prefix == TextKey.RECOVERY else "key file"
        wrong = InvalidValue(
            f"This is no {what} of vaulttui.",
            hint=f"It is one line that begins with {prefix}.",
        )
        text = line.reveal().removesuffix(b"\n")
        head = text[: len(prefix)].upper()
        if len(text) > 128 or head != prefix.encode():
            raise wrong
        body = text[len(prefix) :].replace(b" ", b"").replace(b"-", b"").upper()
        try:
            raw = base64.b32decode(body + b"=" * (-len(body) % 8))
        except binascii.Error:
            raise wrong from None
        canonical = base64.b32encode(raw).rstrip(b"=")
        secret, check = raw[:KEY_SIZE], raw[KEY_SIZE:]
        if len(body) != 58 or canonical != body or sha256(prefix.encode() + secret)[:4] != check:
            raise wrong
        return Secret(secret)


def new_secret() -> Secret:
    """32 random bytes: a vault key, a key file's secret, a recovery key."""
    return Secret(random_bytes(KEY_SIZE))


def _named(prk: bytes, name: bytes) -> bytes:
    return hkdf_expand(prk, b"vtv1/" + name, KEY_SIZE)


def _seal(key: Xaes, aad: bytes, plaintext: bytes) -> bytes:
    nonce = random_bytes(XAES_NONCE_SIZE)
    return SEALED_VERSION + nonce + key.seal(nonce, plaintext, aad)


def _open(key: Xaes, aad: bytes, sealed: bytes, what: str) -> bytes:
    if len(sealed) < SEALED_OVERHEAD or sealed[:1] != SEALED_VERSION:
        raise Tampered(f"{what} does not have the form it must have.")
    nonce = sealed[1 : 1 + XAES_NONCE_SIZE]
    try:
        return key.open(nonce, sealed[1 + XAES_NONCE_SIZE :], aad)
    except SealBroken:
        raise Tampered(f"{what} does not belong where it stands.") from None
