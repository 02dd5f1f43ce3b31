"""The pages of the manual as tests read them: their tables, examples and code spans."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "README.md"
_SPAN: Final = re.compile(r"`([^`]+)`")
_FENCE: Final = "```"
_CONTINUED: Final = re.compile(r"\\\n\s*")
"""A line that goes on in the next one, as a shell reads it."""


def pages() -> dict[str, str]:
    """Return the text of every page that `vaulttui help` shows, by its name."""
    folder = files("vaulttui").joinpath("docs")
    return {
        page.name.removesuffix(".md"): page.read_text(encoding="utf-8")
        for page in folder.iterdir()
        if page.name.endswith(".md")
    }


def page(name: str) -> str:
    """Return the text of one page."""
    return pages()[name]


def documents() -> dict[str, str]:
    """Return every text that people read: the pages and the README."""
    return {**pages(), "README": README.read_text(encoding="utf-8")}


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of every table, without heads and rules."""
    found: list[list[str]] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        follows = lines[at + 1] if at + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|-") and not follows.startswith("|-"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def blocks(text: str) -> list[str]:
    """Return what stands indented by four blanks or between fences, without either."""
    found: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        if line.startswith(_FENCE):
            fenced = not fenced
            found.append([])
        elif fenced:
            found[-1].append(line)
        elif line.startswith("    "):
            found[-1].append(line[4:])
        elif not line:
            found[-1].append("")
        elif found[-1]:
            found.append([])
    return [block for lines in found if (block := "\n".join(lines).strip("\n"))]


def examples(text: str) -> Iterator[str]:
    """Yield every command line: the lines of blocks, and the code spans of the rest."""
    shown = blocks(text)
    for block in shown:
        yield from _CONTINUED.sub(" ", block).splitlines()
    code = {line for block in shown for line in block.splitlines()}
    for line in text.splitlines():
        if line.removeprefix("    ") not in code:
            yield from _SPAN.findall(line)
