"""Aligned columns on a terminal, whatever characters stand in them."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from vaulttui.cli.output import put_lines, width
from vaulttui.domain.text import safe_text

_GAP: Final = "  "
_ELLIPSIS: Final = "…"
_NARROWEST: Final = 6


def put_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table; cells are made safe, and cut where the terminal is too narrow."""
    if rows:
        put_lines(table([head, *([safe_text(cell) for cell in row] for row in rows)], width()))


def put_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Write names and values below each other; empty values are left out."""
    put_lines(table([[name, safe_text(value)] for name, value in pairs if value], None))


def table(rows: Sequence[Sequence[str]], limit: int | None) -> Iterator[str]:
    """Lines of aligned cells, within ``limit`` columns."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    if limit is not None:
        widths = _fitted(widths, limit)
    *inner, last = widths
    for row in rows:
        parts = [fit(cell, size) for cell, size in zip(row, inner, strict=False)]
        end = row[-1] if cells(row[-1]) <= last else cut(row[-1], last)
        yield _GAP.join([*parts, end]).rstrip()


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


def _fitted(widths: list[int], limit: int) -> list[int]:
    """Take from the widest column until all fit, or none is worth cutting."""
    fitted = list(widths)
    room = limit - len(_GAP) * (len(widths) - 1)
    while sum(fitted) > room and max(fitted) > _NARROWEST:
        widest = max(range(len(fitted)), key=fitted.__getitem__)
        others = sum(fitted) - fitted[widest]
        second = max((size for at, size in enumerate(fitted) if at != widest), default=0)
        fitted[widest] = max(room - others, min(second, fitted[widest] - 1), _NARROWEST)
    return fitted
