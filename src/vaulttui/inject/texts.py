"""Putting values in the place of the references in a text."""

import re
from collections.abc import Iterator
from typing import Final

from vaulttui.errors import InvalidValue, VaulttuiError
from vaulttui.formats.dotenv_lines import dotenv_line
from vaulttui.inject.fields import field_of
from vaulttui.inject.named import held
from vaulttui.inject.references import parse, placed
from vaulttui.inject.values import Answers, Opened
from vaulttui.inject.wanted import Finder
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_OPENING: Final = re.compile(rb"\{\{[ \t]*(?=vtv://)")
_LINE: Final = re.compile(
    rb"(?P<head>[ \t]*(?:export[ \t]+)?(?P<name>[^\s=#\"'{}]+)(?P<sign>[ \t]*=[ \t]*))"
    rb"(?P<value>vtv://.*|\"vtv://.*|'vtv://.*)",
    re.S,
)
_VALUE: Final = re.compile(
    rb"(?P<quote>[\"']?)(?P<reference>vtv://[^\r\n]*?)(?P=quote)"
    rb"(?P<tail>[ \t]*(?:[ \t]#.*)?[\r\n]*)",
    re.S,
)
_VARIABLE: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_STANDS: Final = {
    b"": re.compile(rb"[A-Za-z0-9_./:@%+,=-]+"),
    b"'": re.compile(rb"[^'\\\r\0]*"),
    b'"': re.compile(rb'[^"\\$`\r\0]*'),
}
"""What means itself in such quotes, to a shell as to readers of environment files."""


class _Filling:
    """The vault's side of it."""

    def __init__(self, session: Session, find: Finder, answers: Answers) -> None:
        self._session = session
        self._find = find
        self.values = Opened(session, answers)

    def value(self, text: bytes) -> bytes:
        """The value of one reference; NotFound where there is none, InvalidValue for a bad one."""
        reference = parse(text.decode("utf-8", "replace"))
        credential = self._find(reference.address)
        field = field_of(self._session, credential, reference.field)
        value = held(credential, field)(self.values)
        return value.reveal() if value else b""


def filled(
    session: Session, content: bytes, *, find: Finder, answers: Answers, verb: str = "inject"
) -> Secret:
    """The text with ``{{ vtv://CRED/FIELD }}`` and lines ``KEY=vtv://…`` replaced.

    All else stays byte for byte. A value in a line is quoted where it must be, so
    that a shell reads exactly it. Errors name the line.
    """
    filling = _Filling(session, find, answers)
    made = b"".join(_lines(content, filling))
    read = filling.values.read
    session.remember_all([(record, key) for (_, key), record in read.items()], verb)
    return Secret(made)


def _lines(content: bytes, filling: _Filling) -> Iterator[bytes]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if number > 1:
            yield b"\n"
        if b"vtv://" not in line:
            yield line
            continue
        try:
            assigned = _LINE.fullmatch(line)
            yield _assigned(assigned, filling) if assigned else _replaced(line, filling)
        except VaulttuiError as error:
            raise placed(error, before=f"Line {number}: ") from None


def _replaced(line: bytes, filling: _Filling) -> bytes:
    parts: list[bytes] = []
    at = 0
    while opening := _OPENING.search(line, at):
        end = line.find(b"}}", opening.end())
        if end < 0:
            raise InvalidValue("{{ vtv:// is not closed by }} in the same line.")
        parts += [line[at : opening.start()], filling.value(line[opening.end() : end].strip())]
        at = end + 2
    return b"".join((*parts, line[at:]))


def _assigned(line: re.Match[bytes], filling: _Filling) -> bytes:
    found = _VALUE.fullmatch(line["value"])
    if found is None:
        raise InvalidValue("What follows = is not a reference alone, with or without quotes.")
    value = filling.value(found["reference"])
    return line["head"] + _written(line, found["quote"], value) + found["tail"]


def _written(line: re.Match[bytes], quote: bytes, value: bytes) -> bytes:
    if _STANDS[quote].fullmatch(value):
        return quote + value + quote
    if line["sign"] == b"=" and _VARIABLE.fullmatch(line["name"]):
        return _quoted(line["name"].decode(), value)
    # Of other files nobody knows the rules, but that a line ends where it ends.
    if b"\n" in value or b"\r" in value:
        raise InvalidValue("The value has several lines, which this line cannot hold.")
    return quote + value + quote


def _quoted(name: str, value: bytes) -> bytes:
    try:
        return dotenv_line(name, value).partition(b"=")[2].removesuffix(b"\n")
    except InvalidValue as error:
        raise InvalidValue(
            error.message, hint="Between {{ and }} a value is put in as it is."
        ) from None
