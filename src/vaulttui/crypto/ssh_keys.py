"""Private keys of SSH: their passphrase taken off in memory, and their public half."""

from typing import TYPE_CHECKING

from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import SSHPrivateKeyTypes

_OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"


def unlocked(key: Secret, passphrase: Secret | None) -> Secret:
    """The key without its passphrase, if it has one and that is given; else as it is.

    Line ends become OpenSSH's own, which refuses others and a missing last one. Raises
    InvalidValue where the passphrase is not the key's.
    """
    text = _text(key)
    if passphrase is None or not is_locked(key):
        return Secret(text)
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    found = _loaded(text, passphrase)
    return Secret(found.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


def public_line(key: Secret, passphrase: Secret | None) -> bytes:
    """The public key as a line of ``authorized_keys``, without a comment."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    text = _text(key)
    found = _loaded(text, passphrase if is_locked(key) else None)
    return found.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)


def is_locked(key: Secret) -> bool:
    """True where it has a passphrase; not known of kinds that only OpenSSH reads."""
    try:
        _load(_text(key), None)
    except TypeError:
        return True
    except Exception:  # noqa: BLE001 - a key that OpenSSH may know, and else refuses
        return False
    return False


def _text(key: Secret) -> bytes:
    return key.reveal().replace(b"\r\n", b"\n").strip() + b"\n"


def _loaded(text: bytes, passphrase: Secret | None) -> "SSHPrivateKeyTypes":
    try:
        return _load(text, passphrase.reveal() if passphrase is not None else None)
    except TypeError:
        raise InvalidValue(
            "The SSH key has a passphrase, which the vault does not hold.",
            hint="Set its field with `vaulttui edit`.",
        ) from None
    except Exception:  # noqa: BLE001 - what the library says of a key is not for the user
        raise InvalidValue(
            "The SSH key cannot be read: its passphrase is another, or its kind is unknown.",
            hint="Check the field that holds the passphrase.",
        ) from None


def _load(text: bytes, passphrase: bytes | None) -> "SSHPrivateKeyTypes":
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
        load_ssh_private_key,
    )

    load = load_ssh_private_key if text.startswith(_OPENSSH) else load_pem_private_key
    found = load(text, passphrase)
    kinds = (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey, dsa.DSAPrivateKey)
    if not isinstance(found, (*kinds, ed25519.Ed25519PrivateKey)):
        raise ValueError
    return found
