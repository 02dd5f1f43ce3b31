"""The markdown of the manual, set in lines of a width: headings, text, lists, tables, code.

Only what the manual's pages use is known; anything else is read as text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len

from vaulttui.tui.text import chunks, shown
from vaulttui.tui.widgets.lines import Part

SetLine = list[Part]
_MEASURE: Final = 92
"""Text wider than this is hard to read."""
_INLINE: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_ITEM: Final = re.compile(r"(- |\d+\. )(.*)")
_INDENT: Final = "    "
_FENCE: Final = "```"
_ROW: Final = "|"


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is heading, text, code or table; ``mark`` is the bullet of a list's item."""

    kind: str
    text: str = ""
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        end, block = _block(lines, at)
        if block is not None:
            yield block
        at = max(end, at + 1)


def _block(lines: Sequence[str], at: int) -> tuple[int, Block | None]:
    """The block that begins at a line, and where the next one does."""
    line = lines[at]
    if not line.strip():
        return at + 1, None
    if line.startswith("#"):
        return at + 1, Block("heading", line.lstrip("# "))
    if line.startswith(_FENCE):
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(_FENCE)), at)
        return end + 1, Block("code", "\n".join(lines[at + 1 : end]))
    if line.startswith(_INDENT):
        end = _while(lines, at, lambda one: one.startswith(_INDENT) or not one.strip())
        return end, Block("code", "\n".join(one[4:] for one in lines[at:end]).rstrip())
    if line.startswith(_ROW):
        end = _while(lines, at, lambda one: one.startswith(_ROW))
        return end, Block("table", rows=tuple(_rows(lines[at:end])))
    end = _while(lines, at + 1, _goes_on)
    item = _ITEM.match(line)
    first = item[2] if item else line
    text = " ".join(one.strip() for one in (first, *lines[at + 1 : end]))
    return end, Block("text", text, item[1] if item else "")


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the paragraph or the list's item before it."""
    return bool(line.strip()) and not (line.startswith((_ROW, "#", _FENCE)) or _ITEM.match(line))


def _while(lines: Sequence[str], at: int, fits: Callable[[str], bool]) -> int:
    return next((n for n in range(at, len(lines)) if not fits(lines[n])), len(lines))


def _rows(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Cells by row; a row without a first cell goes on with the one above."""
    rows: list[tuple[str, ...]] = []
    for line in lines:
        cells = tuple(cell.strip().replace("\\|", "|") for cell in _cells(line))
        if all(cell and not cell.strip("-:") for cell in cells):
            continue
        if rows and not cells[0]:
            rows[-1] = tuple(f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=False))
        else:
            rows.append(cells)
    return rows


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip()[1:].removesuffix("|"))


# Setting


def set_page(page: str, width: int) -> list[SetLine]:
    """A whole page in lines of at most a width."""
    lines: list[SetLine] = []
    before = None
    for block in blocks(page):
        if before is not None and not (before.mark and block.mark):
            lines.append([])
        lines += _set(block, max(20, width - 2))
        before = block
    return lines


def _set(block: Block, width: int) -> list[SetLine]:
    if block.kind == "heading":
        return [[(" ", ""), *line] for line in _wrapped(block.text, width, "heading")]
    if block.kind == "code":
        safe = [shown(line, 1000) for line in block.text.split("\n")]
        cut = [piece for line in safe for piece in chunks(line, width - 4)]
        return [[("   │ ", "dim"), (piece, "accent")] for piece in cut]
    if block.kind == "table":
        return _table(block.rows, width)
    mark = {"- ": "• "}.get(block.mark, block.mark)
    wrapped = _wrapped(block.text, min(width, _MEASURE) - len(mark) - (2 if mark else 0))
    before = f"   {mark}" if mark else " "
    return [
        [(before if at == 0 else " " * len(before), "accent" if mark else ""), *line]
        for at, line in enumerate(wrapped)
    ]


def _table(rows: Sequence[tuple[str, ...]], width: int) -> list[SetLine]:
    widths = _widths(rows, width)
    lines: list[SetLine] = []
    for number, row in enumerate(rows):
        style = "strong" if number == 0 else ""
        cells = [_wrapped(text, room, style) for text, room in zip(row, widths, strict=False)]
        for parts in zip_longest(*cells, fillvalue=[]):
            lines.append([(" ", "")])
            for part, room in zip(parts, widths, strict=False):
                used = sum(cell_len(text) for text, _ in part)
                lines[-1] += [*part, (" " * (room - used + 2), "")]
        if number == 0:
            lines.append([(" " + "─" * min(width - 1, sum(widths) + 2 * len(widths) - 2), "dim")])
    return lines


def _widths(rows: Sequence[tuple[str, ...]], width: int) -> list[int]:
    """As wide as the cells are; what is too much is taken from the widest."""
    count = max(len(row) for row in rows)
    plain = [[_length(text) for text in row] + [0] * (count - len(row)) for row in rows]
    widths = [max(1, *column) for column in zip(*plain, strict=True)]
    room = width - 2 * len(widths)
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _length(text: str) -> int:
    return sum(cell_len(part) for part, _ in _parts(text, ""))


def _parts(text: str, style: str) -> Iterator[Part]:
    """Text with its marks taken out: what is code, and what is strong."""
    at = 0
    for found in _INLINE.finditer(text):
        yield shown(text[at : found.start()], 4000), style
        yield shown(found[1] or found[2], 4000), "accent" if found[1] else "strong"
        at = found.end()
    yield shown(text[at:], 4000), style


def _wrapped(text: str, width: int, style: str = "") -> list[SetLine]:
    """Text over as many lines as it needs, cut between words."""
    lines: list[SetLine] = [[]]
    used = 0
    for word in _words(text, style):
        size = sum(cell_len(part) for part, _ in word)
        blank = 1 if used else 0
        if used and used + blank + size > width:
            lines.append([])
            used = blank = 0
        lines[-1] += [(" ", "")] * blank + word
        used += blank + size
    return [piece for line in lines for piece in _cut(line, width)]


def _words(text: str, style: str) -> Iterator[SetLine]:
    word: SetLine = []
    for part, name in _parts(text, style):
        first, *others = part.split(" ")
        word += [(first, name)] if first else []
        for other in others:
            if word:
                yield word
            word = [(other, name)] if other else []
    if word:
        yield word


def _cut(line: SetLine, width: int) -> list[SetLine]:
    """A line; over several where one word alone is too wide."""
    if sum(cell_len(text) for text, _ in line) <= width or len(line) != 1:
        return [line]
    (text, style) = line[0]
    return [[(piece, style)] for piece in chunks(text, width)]
