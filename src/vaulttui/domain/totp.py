"""One-time codes from a stored secret (RFC 6238, RFC 4226), and Steam's.

Written here and not taken from pyotp, because pyotp refuses keys shorter than 112 bits
(NIST's advice to who issues them): the 80-bit keys that many sites hand out must still
give their code.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from vaulttui.errors import InvalidValue

ALGORITHMS: Final = ("SHA1", "SHA256", "SHA512")
_STEAM: Final = "23456789BCDFGHJKMNPQRTVWXY"
_STEAM_DIGITS: Final = 5
_URI: Final = "otpauth://"


@dataclass(frozen=True, slots=True, repr=False)
class _Parameters:
    key: bytes
    digits: int = 6
    period: int = 30
    algorithm: str = "SHA1"
    is_steam: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What a value says beside its key; ``issuer`` and ``account`` may be empty."""

    digits: int
    period: int
    algorithm: str
    issuer: str = ""
    account: str = ""


def about(
    value: bytes, *, digits: int = 6, period: int = 30, algorithm: str = "SHA1"
) -> About | None:
    """What a URI says of itself, or the arguments for a key; None for what is neither."""
    value = normalise(value)
    try:
        found = _parse(value, _Parameters(b"", digits, period, algorithm))
    except ValueError:
        return None
    shown = _STEAM_DIGITS if found.is_steam else found.digits
    return About(shown, found.period, found.algorithm, *_named(value))


def _named(value: bytes) -> tuple[str, str]:
    """Issuer and account of a URI: the label has both with a colon between, a parameter wins."""
    if not is_uri(value):
        return "", ""
    parts = urlsplit(value.decode())
    before, colon, behind = unquote(parts.path.removeprefix("/")).partition(":")
    given = parse_qs(parts.query).get("issuer", [""])[0]
    issuer, account = (before, behind) if colon else ("", before)
    return (given or issuer).strip(), account.strip()


def uri(value: bytes, about: About) -> bytes:
    """The value as an ``otpauth://`` URI; one that is a URI already stays as it is."""
    value = normalise(value)
    if is_uri(value):
        return value
    key = "".join(value.decode("ascii", "replace").split()).replace("-", "").rstrip("=").upper()
    label = ":".join(filter(None, (about.issuer, about.account)))
    usual = {"algorithm": "SHA1", "digits": "6", "period": "30"}
    given = {
        "algorithm": about.algorithm,
        "digits": str(about.digits),
        "period": str(about.period),
    }
    # What is usual stays unsaid: a smaller code is easier to scan.
    others = {name: text for name, text in given.items() if text != usual[name]}
    issuer = {"issuer": about.issuer} if about.issuer else {}
    query = urlencode({"secret": key, **issuer, **others}, quote_via=quote)
    return f"{_URI}totp/{quote(label, safe=':@')}?{query}".encode()


def code(
    value: bytes, now_s: float, *, digits: int = 6, period: int = 30, algorithm: str = "SHA1"
) -> tuple[str, int]:
    """Return the code at ``now_s`` (Unix time) and for how many seconds it still counts.

    ``value`` is an ``otpauth://totp/`` URI, whose parameters win over the arguments, or a
    key in base32. Raises InvalidValue.
    """
    try:
        found = _parse(normalise(value), _Parameters(b"", digits, period, algorithm))
    except ValueError as error:
        raise InvalidValue(f"The one-time code cannot be made: the value {error}.") from None
    step, elapsed = divmod(int(now_s), found.period)
    return _code(found, step), found.period - elapsed


def normalise(value: bytes) -> bytes:
    """Return the value as it is stored: a URI trimmed, a key without its spaces."""
    return value.strip() if is_uri(value) else b"".join(value.split())


def is_uri(value: bytes) -> bool:
    """Tell whether the value is a URI, which carries its own parameters."""
    return value.strip()[: len(_URI)].lower() == _URI.encode()


def problem(value: bytes) -> str | None:
    """Return what is wrong with a stored value as the end of a sentence, or None."""
    try:
        _parse(value, _Parameters(b""))
    except ValueError as error:
        return str(error)
    return None


def _parse(value: bytes, default: _Parameters) -> _Parameters:
    """Read a value; the messages of ValueError are ends of sentences and never quote it."""
    if not is_uri(value):
        key = _key(value.decode("ascii", "replace"))
        return _checked(_Parameters(key, default.digits, default.period, default.algorithm))
    try:
        uri = urlsplit(value.decode())
    except ValueError:
        raise ValueError("is no address that can be read") from None
    if uri.netloc.lower() != "totp":
        raise ValueError('is no time-based code: its address must begin with "otpauth://totp/"')
    query = {name.lower(): found[0] for name, found in parse_qs(uri.query).items()}
    return _checked(
        _Parameters(
            key=_key(query.get("secret", "")),
            digits=_number(query.get("digits"), default.digits),
            period=_number(query.get("period"), default.period),
            algorithm=query.get("algorithm", default.algorithm).upper().replace("-", ""),
            is_steam=query.get("encoder", "").lower() == "steam",
        )
    )


def _checked(found: _Parameters) -> _Parameters:
    if found.algorithm not in ALGORITHMS:
        raise ValueError(f"names an algorithm that is none of {', '.join(ALGORITHMS)}")
    if not found.is_steam and not 5 <= found.digits <= 10:
        raise ValueError("asks for a number of digits that is not from 5 to 10")
    if not 1 <= found.period <= 86400:
        raise ValueError("asks for a period that is not from 1 to 86400 seconds")
    return found


def _key(text: str) -> bytes:
    bare = "".join(text.split()).replace("-", "").rstrip("=").upper()
    try:
        key = base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("is no key in base32 (letters A to Z and digits 2 to 7)")
    return key


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _code(found: _Parameters, step: int) -> str:
    digest = hmac.digest(found.key, step.to_bytes(8, "big"), found.algorithm.lower())
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    if found.is_steam:
        return "".join(
            _STEAM[number // len(_STEAM) ** place % len(_STEAM)] for place in range(_STEAM_DIGITS)
        )
    return f"{number % 10**found.digits:0{found.digits}d}"
