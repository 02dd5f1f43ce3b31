"""KeePass databases: KDBX 4 and 3.1, by way of the optional pykeepass (GPL)."""

from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, KdfRefused, Missing, VaulttuiError, WrongSecret
from vaulttui.formats.imported import ImportedFile, NotCarried, SourceSecret
from vaulttui.formats.kdbx_header import AesKdf, Argon2Kdf, read_kdf
from vaulttui.formats.keepass_binaries import BinaryPool
from vaulttui.formats.keepass_mapping import to_credentials
from vaulttui.formats.keepass_tree import read_tree
from vaulttui.formats.source_text import shown

if TYPE_CHECKING:
    from pykeepass import PyKeePass

_HINT: Final = (
    "Check the passphrase of the KeePass file (--source-passphrase-file), "
    "and whether it needs a key file (--source-key-file)."
)


class Kdbx:
    """KDBX 4 and 3.1, as KeePass 2 and KeePassXC write them."""

    name: Final = "kdbx"
    needs_secret: Final = True

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Open the database with its passphrase, its key file or both, and read it."""
        kdf = read_kdf(data, origin)
        if secret is None or (secret.passphrase is None and secret.key_file is None):
            raise WrongSecret(f"Nothing was given to open {shown(origin)} with.", hint=_HINT)
        if find_spec("pykeepass") is None:
            raise Missing(
                "Reading KeePass databases needs pykeepass, which is not installed.",
                hint="Install it with: pip install 'vaulttui[keepass]'",
            )
        database, garbled = _open(data, origin, secret, kdf)
        tree = database.tree.getroot()
        file = to_credentials(read_tree(tree, _pool(database), origin))
        return replace(file, not_carried=(*file.not_carried, *_garbled(garbled)))


def _open(
    data: bytes, origin: str, secret: SourceSecret, kdf: AesKdf | Argon2Kdf
) -> tuple["PyKeePass", int]:
    """Return the database, and how many of its values did not decode (they are blanked)."""
    from pykeepass import PyKeePass
    from pykeepass.exceptions import CredentialsError

    from vaulttui.formats.kdbx_rounds import transformed
    from vaulttui.formats.kdbx_unreadable import blank_unreadable

    phrase, key = _phrase(secret), _key_file(secret.key_file)
    try:
        with blank_unreadable() as blank:
            quick = transformed(kdf, phrase, key) if isinstance(kdf, AesKdf) else None
            key_file = None if key is None else BytesIO(key)
            database = PyKeePass(BytesIO(data), phrase, key_file, quick)
            return database, blank(database.tree)
    except CredentialsError:
        words = f"The passphrase or key file does not open {shown(origin)}."
        raise WrongSecret(words, hint=_HINT) from None
    except Exception as error:  # noqa: BLE001 - pykeepass lets through whatever its parsers raise
        raise _other(error, origin) from None


def _other(error: Exception, origin: str) -> VaulttuiError:
    # By its name: argon2 itself is imported by the crypto ring alone.
    if isinstance(error, MemoryError) or type(error).__name__ == "HashingError":
        return KdfRefused(f"There is not enough memory to open {shown(origin)}.", hint="")
    return InvalidValue(f"The KeePass file {shown(origin)} is damaged.")


def _phrase(secret: SourceSecret) -> str | None:
    if secret.passphrase is None:
        return None
    try:
        return secret.passphrase.reveal().decode()
    except UnicodeDecodeError:
        raise WrongSecret("The passphrase of the KeePass file is not UTF-8.", hint=_HINT) from None


def _key_file(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise InvalidValue(f"Cannot read the key file {safe_text(str(path))}: {why}.") from None


def _pool(database: "PyKeePass") -> BinaryPool:
    """Return the attachments: in KDBX 4 beside the tree, each after one byte of flags."""
    if database.version[0] < 4:
        return BinaryPool.of_meta(database.tree.getroot())
    found = database.kdbx.body.payload.inner_header.binary
    return BinaryPool.of_list([bytes(item.data[1:]) for item in found])


def _garbled(count: int) -> tuple[NotCarried, ...]:
    if not count:
        return ()
    return (NotCarried("", f"{count} protected values", "they do not decode as text"),)


FORMAT: Final = Kdbx()
