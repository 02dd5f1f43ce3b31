"""The files that an import reads."""

from pathlib import Path
from typing import Final

from vaulttui.errors import NotFound, VaulttuiError
from vaulttui.tui.text import shown

FORMATS: Final = (
    ("KeePass XML", "keepass-xml"),
    ("KeePass KDBX", "kdbx"),
    ("Bitwarden JSON", "bitwarden"),
    ("dotenv", "dotenv"),
)
_ENDINGS: Final = {".xml": "keepass-xml", ".kdbx": "kdbx", ".json": "bitwarden"}
_LIMIT: Final = 256 << 20


def guess_format(path: Path) -> str:
    """The format that a file's name speaks for; dotenv where it says nothing."""
    return _ENDINGS.get(path.suffix.lower(), "dotenv")


def read_source(path: Path) -> bytes:
    """The whole file, or an error in a sentence."""
    try:
        with path.open("rb") as file:
            content = file.read(_LIMIT + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {shown(str(path), 200)}.") from None
    except OSError as error:
        raise VaulttuiError(f"{shown(str(path), 200)} cannot be read: {error.strerror}.") from None
    if len(content) > _LIMIT:
        raise VaulttuiError(f"{shown(str(path), 200)} is larger than 256 MiB.")
    return content
