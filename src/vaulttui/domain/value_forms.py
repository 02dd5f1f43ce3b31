"""The forms in which a value stands elsewhere: trimmed, in base64, URL-encoded, escaped."""

import base64
import binascii
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote_to_bytes

AS_IS: Final = "as it is"
_FROM_BASE64: Final = "decoded from base64"
_FROM_BASE64_TRIMMED: Final = "decoded from base64 and trimmed"
_TO_BASE64: Final = "encoded in base64"
_FROM_URL: Final = "URL-decoded"


def forms_of(text: bytes, longest: int) -> dict[bytes, str]:
    """Every value that a whole text may be, with the words for how."""
    found = {text: AS_IS}
    found.setdefault(text.removesuffix(b"\n"), "without the newline at its end")
    found.setdefault(text.strip(), "trimmed")
    for plain in list(found):
        for value, how in (*from_base64(plain), *_to_base64(plain), *from_url(plain)):
            found.setdefault(value, how)
        found.setdefault(quote(plain, safe="").encode(), "URL-encoded")
    return {value: how for value, how in found.items() if 0 < len(value) <= longest}


def from_base64(plain: bytes) -> Iterator[tuple[bytes, str]]:
    """Base64 of either alphabet, with padding or without, perhaps over several lines."""
    packed = b"".join(plain.split()).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        value = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    yield value, _FROM_BASE64
    yield value.strip(), _FROM_BASE64_TRIMMED


def from_url(plain: bytes) -> Iterator[tuple[bytes, str]]:
    """Without percent signs, a plus being itself or a blank."""
    yield unquote_to_bytes(plain), _FROM_URL
    yield unquote_to_bytes(plain.replace(b"+", b" ")), _FROM_URL


def from_json(quoted: bytes) -> Iterator[tuple[bytes, str]]:
    """What a JSON string in its quotes means; nothing where it is none."""
    import json

    try:
        value = json.loads(quoted)
    except ValueError:
        return
    if isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass"), "without JSON's escapes"


def _to_base64(plain: bytes) -> Iterator[tuple[bytes, str]]:
    for coded in (base64.b64encode(plain), base64.urlsafe_b64encode(plain)):
        yield coded, _TO_BASE64
        yield coded.rstrip(b"="), _TO_BASE64
