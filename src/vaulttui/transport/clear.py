"""Where secrets become what is sent: values of headers, and JSON."""

import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import msgspec

from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret

_HEADER: Final = re.compile(rb"[!-~](?:[ -~]*[!-~])?")
_COOKIE: Final = re.compile(rb"[!#-+\--:<-\[\]-~]+")
"""RFC 6265's cookie-octet: a semicolon would begin another attribute."""


class Base64:
    """A secret that JSON carries in base64."""

    __slots__ = ("secret",)

    def __init__(self, secret: Secret) -> None:
        self.secret = secret


def bearer(secret: Secret) -> Secret:
    """Return the value of an Authorization header."""
    return Secret(b"Bearer " + for_header("token", secret))


def cookie(name: str, secret: Secret) -> Secret:
    """Return the value of a Cookie header with this one cookie."""
    return Secret(f"{name}=".encode() + for_header("cookie", secret, _COOKIE))


def plain(secret: Secret) -> Secret:
    """Return the value of a header that holds nothing but the secret."""
    return Secret(for_header("token", secret))


def for_header(what: str, secret: Secret, form: re.Pattern[bytes] = _HEADER) -> bytes:
    """Return a secret's bytes for a header; InvalidValue without them where they would break it."""
    raw = _of_form(secret, form)
    if raw is None:
        raise InvalidValue(
            f"The {what} cannot be sent: it is empty, or holds what no header can.",
            hint="Look for a line break or a space at its end.",
        )
    return raw


def no_texts(values: Mapping[str, Secret]) -> list[str]:
    """The names of the values that JSON cannot carry as text: they are not UTF-8."""
    return sorted(name for name, value in values.items() if _text(value) is None)


def in_json(content: object) -> bytes:
    """Return JSON with the values of its secrets; InvalidValue where one is not UTF-8."""
    with suppress(UnicodeEncodeError):
        return msgspec.json.encode(content, enc_hook=_value)
    raise InvalidValue("A text holds half a character, which cannot be sent.")


# Two functions each, so that no frame in the traceback of an error holds the value.


def _of_form(secret: Secret, form: re.Pattern[bytes]) -> bytes | None:
    raw = secret.reveal()
    return raw if form.fullmatch(raw) else None


def _value(value: object) -> str:
    if not isinstance(value, Secret | Base64):
        raise TypeError(f"{type(value).__name__} has no form in JSON")
    text = _text(value)
    if text is None:
        raise InvalidValue("A value cannot be sent as text: it is not UTF-8.")
    return text


def _text(value: Secret | Base64) -> str | None:
    raw = (value.secret if isinstance(value, Base64) else value).reveal()
    if isinstance(value, Base64):
        return b64encode(raw).decode("ascii")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return None
