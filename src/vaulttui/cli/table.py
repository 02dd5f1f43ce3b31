"""Aligned columns on a terminal, whatever characters stand in them."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from vaulttui.cli.output import put_lines, width
from vaulttui.domain.text import safe_text

_GAP: Final = "  "
_ELLIPSIS: Final = "…"
_BELOW: Final = "    "
_NARROWEST: Final = 6
_BLOCK: Final = 1000


def put_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Write a table as its rows come; False where there are none.

    Cells are made safe, and cut where the terminal is too narrow. Columns are as
    wide as what they hold so far: a long table begins before it was seen whole.
    """
    limit = width()
    widths = list(map(cells, head))
    some = False
    for block in _blocks(rows):
        texts = [[safe_text(cell) for cell in row] for row in block]
        widths = list(map(max, widths, _widths(texts)))
        put_lines(_lines(texts if some else [head, *texts], _fitted(widths, limit)))
        some = True
    return some


def put_whole(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Write a table of which nothing is cut; False where it has no rows.

    Columns that do not fit go below the others, indented; empty ones are left out.
    """
    texts = [[safe_text(cell) for cell in row] for row in rows]
    if texts:
        put_lines(whole([list(head), *texts], width()))
    return bool(texts)


def whole(rows: Sequence[Sequence[str]], limit: int | None) -> Iterator[str]:
    """Lines of a table under its head, as ``put_whole`` says."""
    columns = [column for column in zip(*rows, strict=True) if any(column[1:])]
    groups: list[list[Sequence[str]]] = [[]]
    used = -len(_GAP)
    for column in columns:
        size = max(map(cells, column))
        used += len(_GAP) + size
        if limit is not None and used > limit and groups[-1]:
            groups.append([])
            used = len(_BELOW) + size
        groups[-1].append(column)
    parts = [list(table(list(zip(*group, strict=True)), None)) for group in groups]
    for first, *below in zip(*parts, strict=True):
        yield first
        yield from (_BELOW + line for line in below if line)


def wrapped(text: str, limit: int | None, first: str, indent: str) -> Iterator[str]:
    """The words of a text in lines of at most ``limit`` columns; a longer word is not cut.

    ``first`` stands before the first line, ``indent`` before the others.
    """
    line, empty = first, True
    for word in text.split(" "):
        longer = f"{line}{word}" if empty else f"{line} {word}"
        if limit is not None and cells(longer) > limit and not (empty and first.isspace()):
            yield line.rstrip()
            longer = indent + word
        line, empty = longer, False
    yield line


def put_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Write names and values below each other; empty values are left out."""
    put_lines(table([[name, safe_text(value)] for name, value in pairs if value], None))


def table(rows: Sequence[Sequence[str]], limit: int | None) -> Iterator[str]:
    """Lines of aligned cells, within ``limit`` columns."""
    return _lines(rows, _fitted(_widths(rows), limit))


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    *inner, last = widths
    for row in rows:
        parts = [fit(cell, size) for cell, size in zip(row, inner, strict=False)]
        end = row[-1] if cells(row[-1]) <= last else cut(row[-1], last)
        yield _GAP.join([*parts, end]).rstrip()


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cells, column)) for column in zip(*rows, strict=True)]


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    waiting = iter(rows)
    while block := list(islice(waiting, _BLOCK)):
        yield block


def fit(text: str, size: int) -> str:
    """The text cut or padded to exactly ``size`` cells."""
    used = cells(text)
    return text + " " * (size - used) if used <= size else fit(cut(text, size), size)


def cut(text: str, size: int) -> str:
    """The text cut to at most ``size`` cells, an ellipsis at its end."""
    used = 1
    for index, char in enumerate(text):
        used += _cell(char)
        if used > size:
            return text[:index] + _ELLIPSIS
    return text


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fitted(widths: list[int], limit: int | None) -> list[int]:
    """Take from the widest column until all fit, or none is worth cutting."""
    fitted = list(widths)
    if limit is None:
        return fitted
    room = limit - len(_GAP) * (len(widths) - 1)
    while sum(fitted) > room and max(fitted) > _NARROWEST:
        widest = max(range(len(fitted)), key=fitted.__getitem__)
        others = sum(fitted) - fitted[widest]
        second = max((size for at, size in enumerate(fitted) if at != widest), default=0)
        fitted[widest] = max(room - others, min(second, fitted[widest] - 1), _NARROWEST)
    return fitted
