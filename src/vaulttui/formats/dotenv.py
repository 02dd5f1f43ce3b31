"""Environment files, as python-dotenv reads them, without its interpolation."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from vaulttui.errors import InvalidValue
from vaulttui.formats.draft import FileDraft
from vaulttui.formats.imported import ImportedFile, SourceSecret
from vaulttui.formats.source_text import decode, shown
from vaulttui.secret import Secret

SCHEME: Final = "vtv://"
"""What a reference to a value begins with."""
_NEWLINE: Final = re.compile(r"\r\n|\n|\r")
_PEM_BEGIN: Final = "-----BEGIN "
_PEM_END: Final = "-----END "
_NO_ASSIGNMENT: Final = "not an assignment"
_NO_VALUE: Final = "a name without a value"
_TORN_KEY: Final = "a key over several lines without quotes"


@dataclass(frozen=True, slots=True)
class _Line:
    """One statement: a variable, or ``wrong`` says why its lines are none."""

    first: int
    last: int
    body: str = field(repr=False)
    wrong: str = ""
    name: str = ""
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One variable of an environment file."""

    name: str
    value: Secret
    line: int


def assignments(data: bytes, origin: str) -> tuple[list[Assigned], list[str]]:
    """The variables of an environment file, the last of each name; and what was passed over.

    Raises InvalidValue for what is no text.
    """
    found: dict[str, Assigned] = {}
    passed: list[str] = []
    for line in _joined(_without_torn_keys(_lines(_text(data, origin)))):
        if line.wrong:
            passed.append(f"{shown(origin)}, {_where(line)}: {line.wrong}; passed over.")
        else:
            found[line.name] = Assigned(line.name, Secret.from_text(line.value), line.first)
    return list(found.values()), passed


class Dotenv:
    """``NAME=value`` lines: one generic secret per variable, named as the variable."""

    name: Final = "dotenv"
    needs_secret: Final = False

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Read an environment file; ``secret`` is not used."""
        lines = list(_joined(_without_torn_keys(_lines(_text(data, origin)))))
        if lines and all(line.wrong for line in lines):
            raise InvalidValue(f"There is no assignment NAME=value in {shown(origin)}.")
        return _credentials(lines, origin)


def _text(data: bytes, origin: str) -> str:
    text = decode(data, origin)
    if "\0" in text:
        raise InvalidValue(f"What {shown(origin)} holds is not text: it has a zero byte.")
    return text


def _credentials(lines: list[_Line], origin: str) -> ImportedFile:
    file = FileDraft("dotenv")
    last = {line.name: line for line in lines if line.name}
    for line in lines:
        if line.wrong:
            file.leave("", _where(line), line.wrong)
        elif line is not last[line.name]:
            winner = last[line.name].first
            file.leave(line.name, f"its value on {_where(line)}", f"line {winner} sets it again")
        elif line.value.startswith(SCHEME):
            file.leave(line.name, "the variable", "its value is a reference to a vault")
        elif not line.value:
            file.leave(line.name, "the variable", "its value is empty")
        else:
            identity = line.name if origin == "-" else f"{origin}\n{line.name}"
            draft = file.credential(identity, "generic-secret", line.name)
            draft.put("value", line.value)
            if draft.has_values:
                draft.finish()
    return file.build()


def _lines(text: str) -> Iterator[_Line]:
    from dotenv.parser import parse_stream

    for found in parse_stream(io.StringIO(text, newline="")):
        whole = found.original.string
        body = whole.strip()
        if not body or (found.key is None and not found.error):
            continue
        before = whole[: len(whole) - len(whole.lstrip())]
        first = found.original.line + len(_NEWLINE.findall(before))
        last = first + len(_NEWLINE.findall(body))
        if found.key is None:
            yield _Line(first, last, body, _NO_ASSIGNMENT)
        elif found.value is None:
            # The line may be the rest of a value that lost its quotes: its text stays unsaid.
            yield _Line(first, last, body, _NO_VALUE)
        else:
            yield _Line(first, last, body, "", found.key, found.value)


def _without_torn_keys(lines: Iterable[_Line]) -> list[_Line]:
    """Make one row of each PEM key that stands without quotes.

    Some of its lines look like names or assignments, and would become credentials.
    """
    kept: list[_Line] = []
    opened: int | None = None
    for line in lines:
        kept.append(line)
        begins, ends = _PEM_BEGIN in line.body, _PEM_END in line.body
        if begins and not ends:
            opened = len(kept) - 1
        elif ends and opened is not None:
            kept[opened:] = [_Line(kept[opened].first, line.last, "", _TORN_KEY)]
            opened = None
    return kept


def _joined(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Make one row of lines that follow each other and are wrong for the same reason."""
    for wrong, found in groupby(lines, key=lambda line: line.wrong):
        if wrong:
            run = list(found)
            yield _Line(run[0].first, run[-1].last, "", wrong)
        else:
            yield from found


def _where(line: _Line) -> str:
    if line.first == line.last:
        return f"line {line.first}"
    return f"lines {line.first} to {line.last}"


FORMAT: Final = Dotenv()
