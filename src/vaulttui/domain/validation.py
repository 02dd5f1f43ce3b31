"""What each kind of field accepts.

A check imports what it needs: most programs that end up here check nothing but text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.pem import looks_like_pem, pem_problem, private_key_problem
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

LIMIT: Final = 1 << 20
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "1", "on"), b"true"),
    **dict.fromkeys(("false", "no", "0", "off"), b"false"),
}
_CONTROL: Final = frozenset({"Cc", "Zl", "Zp"})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,100}", re.A)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.A)


class _Wrong(Exception):
    """What is wrong with a value, as the end of a sentence that never quotes it."""


def check_value(field: Field, value: bytes) -> bytes:
    """Return the bytes to store for ``value``, or raise InvalidValue.

    The message names the field and what is wrong, never the value. An empty value is
    whatever its kind makes of it; whether a field may stay empty is not asked here.
    """
    try:
        return _checked(field, value)
    except _Wrong as wrong:
        raise InvalidValue(f'The field "{safe_text(field.id, 128)}" {wrong}.') from None


def problem_of(field: Field, value: bytes) -> str:
    """What is wrong with a value in a sentence for beside the field; empty where nothing is."""
    try:
        _checked(field, value)
    except _Wrong as wrong:
        return f"It {wrong}."
    return ""


def _checked(field: Field, value: bytes) -> bytes:
    if len(value) > LIMIT:
        raise _Wrong("is larger than 1 MiB")
    if not field.secret and not _is_utf8(value):
        raise _Wrong("is not valid UTF-8, which only a secret field may hold")
    return _CHECKS[field.kind](field, value)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decode(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _Wrong("is not valid UTF-8") from None


def _as_is(_field: Field, value: bytes) -> bytes:
    return value


def _text(field: Field, value: bytes) -> bytes:
    text = _decode(value)
    if "\n" in text or "\r" in text:
        raise _Wrong("must be a single line")
    if not text.isprintable() and any(unicodedata.category(char) in _CONTROL for char in text):
        raise _Wrong("holds control characters")
    return value


def _multiline(field: Field, value: bytes) -> bytes:
    # Latin-1 reads any bytes, and leaves alone what makes up a key.
    text = value.decode("utf-8" if _is_utf8(value) else "latin-1")
    problem = None
    if field.format == "ssh_private_key":
        problem = private_key_problem(text)
    elif looks_like_pem(text):
        problem = pem_problem(text)
    if problem:
        raise _Wrong(problem)
    return value


def _json(field: Field, value: bytes) -> bytes:
    import json

    text = _decode(value)
    try:
        # Numbers stay text: RFC 8259 does not bound them, Python's integers are slow.
        json.loads(text, parse_constant=_no_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _Wrong(f"is not JSON: it goes wrong at {where}") from None
    except RecursionError:
        raise _Wrong("is JSON that nests too deeply") from None
    except ValueError:
        raise _Wrong("is not JSON: NaN and Infinity are no JSON numbers") from None
    return value


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _boolean(field: Field, value: bytes) -> bytes:
    stored = _BOOLEANS.get(_decode(value).strip().lower())
    if stored is None:
        raise _Wrong("must be true or false (or yes, no, on, off, 1, 0)")
    return stored


def _integer(field: Field, value: bytes) -> bytes:
    text = _decode(value).strip()
    if not _INTEGER.fullmatch(text):
        raise _Wrong("must be a whole number")
    return str(int(text)).encode()


def _choice(field: Field, value: bytes) -> bytes:
    if _decode(value) not in field.choices:
        raise _Wrong(f"must be one of: {', '.join(map(safe_text, field.choices))}")
    return value


def _url(field: Field, value: bytes) -> bytes:
    text = _text(field, value).decode().strip()
    if " " in text or not _is_absolute(text):
        raise _Wrong("must be a whole address such as https://example.org/path")
    return text.encode()


def _is_absolute(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        return bool(parts.scheme and parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        return False


def _date(field: Field, value: bytes) -> bytes:
    from datetime import date

    text = _decode(value).strip()
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise _Wrong("must be a date such as 2030-12-31 (year, month, day)") from None
    return text.encode()


def _totp(field: Field, value: bytes) -> bytes:
    from vaulttui.domain import totp

    stored = totp.normalise(value)
    problem = totp.problem(stored)
    if problem:
        raise _Wrong(problem)
    return stored


_CHECKS: Final[Mapping[FieldKind, Callable[[Field, bytes], bytes]]] = {
    FieldKind.TEXT: _text,
    FieldKind.SECRET: _as_is,
    FieldKind.MULTILINE: _multiline,
    FieldKind.FILE: _as_is,
    FieldKind.JSON: _json,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.INTEGER: _integer,
    FieldKind.CHOICE: _choice,
    FieldKind.URL: _url,
    FieldKind.DATE: _date,
    FieldKind.TOTP: _totp,
}
