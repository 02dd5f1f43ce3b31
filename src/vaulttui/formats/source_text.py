"""Text files of other tools, decoded or refused in a sentence."""

import codecs
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KDBX_MARK: Final = b"\x03\xd9\xa2\x9a"
_ZIP_MARK: Final = b"PK\x03\x04"


def shown(origin: str) -> str:
    """Return the name of a source as messages give it."""
    return "standard input" if origin == "-" else safe_text(origin)


def decode(data: bytes, origin: str) -> str:
    """Decode UTF-8, with or without its mark; raise InvalidValue for anything else."""
    if data.startswith(_UTF16_MARKS):
        raise InvalidValue(
            f"The text in {shown(origin)} is UTF-16, not UTF-8.", hint="Save it as UTF-8."
        )
    if data.startswith(_KDBX_MARK):
        raise InvalidValue(
            f"What {shown(origin)} holds is a KeePass database.",
            hint="Import it with `vaulttui import kdbx`.",
        )
    if data.startswith(_ZIP_MARK):
        raise InvalidValue(
            f"What {shown(origin)} holds is a zip archive.",
            hint="Unpack it and import the file inside.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
    else:
        return text
    raise InvalidValue(f"The text in {shown(origin)} is not UTF-8 (byte {place}).")
