"""The expiry that a JSON Web Token tells of itself (RFC 7519), its signature unverified."""

import base64
import binascii
from typing import Final

import msgspec

MARK: Final = b"eyJ"
"""What every JWT begins with: ``{"`` in base64."""
_LARGEST: Final = 64 << 10
_LATEST_S: Final = 253_402_300_799


class _Claims(msgspec.Struct):
    exp: int | float | None = None


def jwt_end(token: bytes) -> int | None:
    """The claim ``exp`` in milliseconds since 1970 UTC; None for what has none or is no JWT.

    Nothing is looked at beyond 64 KiB, or outside of the years 1970 to 9999.
    """
    parts = token.strip().split(b".") if len(token) <= _LARGEST else []
    if len(parts) != 3:
        return None
    try:
        claims = base64.b64decode(
            parts[1] + b"=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True
        )
        end = msgspec.json.decode(claims, type=_Claims).exp
    except (binascii.Error, ValueError, RecursionError):
        return None
    return int(end * 1000) if end is not None and 0 <= end < _LATEST_S else None
