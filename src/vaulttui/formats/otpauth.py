"""TOTP in the spellings of other tools, said as one otpauth address.

Sources: KeePassXC's ``otp`` (an otpauth address), KeeOTP's ``otp`` (a query),
KeeTrayTOTP's ``TOTP Seed`` and ``TOTP Settings``, KeePass 2's ``TimeOtp-*``,
Bitwarden's bare seeds and ``steam://``.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

_BASE32: Final = re.compile(r"[A-Z2-7]{2,}")
_ALGORITHMS: Final = {"SHA1": "SHA1", "SHA256": "SHA256", "SHA512": "SHA512"}


@dataclass(frozen=True, slots=True)
class Otpauth:
    """An otpauth address, and the attributes it was read from."""

    address: str
    used: frozenset[str]


def from_attributes(strings: Mapping[str, str], label: str) -> Otpauth | None:
    """Return what the custom attributes of a KeePass entry say, or None."""
    for read in (_otp, _tray_totp, _time_otp):
        found = read(strings, label)
        if found is not None:
            return found
    return None


def from_text(text: str, label: str) -> str | None:
    """Return the address of an otpauth address, a Steam address or a bare seed, or None."""
    text = text.strip()
    if text.lower().startswith("otpauth://"):
        return text if _is_totp(text) else None
    if text.lower().startswith("steam://"):
        return _address(text[8:], label, encoder="steam")
    return _address(text, label)


def _is_totp(text: str) -> bool:
    try:
        parts = urlsplit(text)
        seeds = parse_qs(parts.query).get("secret", [])
    except ValueError:
        return False
    return parts.netloc.lower() == "totp" and len(seeds) == 1 and _seed(seeds[0]) is not None


def _otp(strings: Mapping[str, str], label: str) -> Otpauth | None:
    text = strings.get("otp", "")
    address = _keeotp(text, label) if "key=" in text else from_text(text, label)
    return None if address is None else Otpauth(address, frozenset({"otp"}))


def _keeotp(text: str, label: str) -> str | None:
    if text.lower().startswith("otpauth://"):
        return from_text(text, label)
    try:
        given = {name: values[-1] for name, values in parse_qs(text).items()}
    except ValueError:
        return None
    if given.get("type", "totp").lower() != "totp":
        return None
    return _address(
        given.get("key", ""),
        label,
        period=given.get("step", ""),
        digits=given.get("size", ""),
        algorithm=given.get("otpHashMode", ""),
    )


def _tray_totp(strings: Mapping[str, str], label: str) -> Otpauth | None:
    period, digits, *_ = (*strings.get("TOTP Settings", "").split(";"), "", "")
    if digits == "S":
        address = _address(strings.get("TOTP Seed", ""), label, period=period, encoder="steam")
    else:
        address = _address(strings.get("TOTP Seed", ""), label, period=period, digits=digits)
    used = frozenset({"TOTP Seed", "TOTP Settings"} & strings.keys())
    return None if address is None else Otpauth(address, used)


_ENCODINGS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "TimeOtp-Secret": lambda text: text.encode(),
    "TimeOtp-Secret-Hex": bytes.fromhex,
    "TimeOtp-Secret-Base64": lambda text: base64.b64decode(text, validate=True),
}


def _time_otp(strings: Mapping[str, str], label: str) -> Otpauth | None:
    name = next((n for n in ("TimeOtp-Secret-Base32", *_ENCODINGS) if strings.get(n)), None)
    if name is None:
        return None
    seed = _in_base32(name, strings[name])
    address = _address(
        seed,
        label,
        period=strings.get("TimeOtp-Period", ""),
        digits=strings.get("TimeOtp-Length", ""),
        algorithm=strings.get("TimeOtp-Algorithm", "").upper().removeprefix("HMAC-"),
    )
    settings = {"TimeOtp-Period", "TimeOtp-Length", "TimeOtp-Algorithm"} & strings.keys()
    return None if address is None else Otpauth(address, frozenset({name, *settings}))


def _in_base32(name: str, text: str) -> str:
    decode = _ENCODINGS.get(name)
    if decode is None:
        return text
    try:
        return base64.b32encode(decode(text)).decode()
    except (ValueError, binascii.Error):
        return ""


def _seed(text: str) -> str | None:
    """Return the seed as otpauth wants it: base32 in upper case without blanks and padding."""
    seed = re.sub(r"[\s-]", "", text).upper().rstrip("=")
    if not _BASE32.fullmatch(seed) or len(seed) % 8 in (1, 3, 6):
        return None
    return seed


def _address(
    text: str,
    label: str,
    *,
    period: str = "",
    digits: str = "",
    algorithm: str = "",
    encoder: str = "",
) -> str | None:
    """Return an otpauth address that says only what is not the default, or None."""
    seed = _seed(text)
    hashed = _ALGORITHMS.get(algorithm.upper().replace("-", "") or "SHA1")
    if seed is None or hashed is None or not _fits(period, 1, 3600) or not _fits(digits, 4, 10):
        return None
    said = {"secret": seed, "algorithm": hashed, "digits": digits, "period": period}
    usual = {"algorithm": "SHA1", "digits": "6", "period": "30"}
    query = {name: text for name, text in said.items() if text and usual.get(name) != text}
    if encoder:
        query["encoder"] = encoder
    return f"otpauth://totp/{quote(label[:128], safe='')}?{urlencode(query)}"


def _fits(number: str, low: int, high: int) -> bool:
    """True for a number within the bounds, and for none."""
    return not number or (
        number.isascii() and number.isdigit() and len(number) < 6 and low <= int(number) <= high
    )
