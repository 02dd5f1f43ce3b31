"""References to a value: ``vtv://CRED/FIELD``, names percent-encoded."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, VaulttuiError

SCHEME: Final = "vtv://"
_HINT: Final = (
    "It is vtv://CRED/FIELD; what is no letter or digit of a name may be written %HH, "
    "as in vtv://My%20mail/password."
)
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BARE: Final = re.compile(r"[\s\x00-\x1f\x7f\"'{}<>\\^`|]")
_SHOWN: Final = 160


@dataclass(frozen=True, slots=True)
class Reference:
    """The address of a credential, and one of its fields."""

    address: str
    field: str


def parse(text: str) -> Reference:
    """Read a reference, which is split at its last slash; InvalidValue for what is none."""
    address, slash, field = text.removeprefix(SCHEME).rpartition("/")
    if not (text.startswith(SCHEME) and slash and address and field):
        raise _refused(text, "names no credential and field")
    if _BARE.search(text) or _BAD_ESCAPE.search(text):
        raise _refused(text, "holds a character that must be percent-encoded")
    try:
        decoded = unquote_to_bytes(address).decode("utf-8")
        named = unquote_to_bytes(field).decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(text, "is not UTF-8 when decoded") from None
    return Reference(decoded, check_identifier(named, "field"))


def placed(error: VaulttuiError, before: str = "", after: str = "") -> VaulttuiError:
    """The same error, saying where the reference stands."""
    error.message = f"{before}{error.message}{after}"
    error.args = (error.message,)
    return error


def _refused(text: str, why: str) -> InvalidValue:
    return InvalidValue(f"The reference {safe_text(text, _SHOWN)} {why}.", hint=_HINT)
