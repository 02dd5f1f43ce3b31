"""A command line as bash and readline take it apart, and words quoted so that they fit in.

bash gives a completion the line as it was typed, and puts what it answers in the place of
the last *part* of the last word: what stands behind the last unquoted character of
``COMP_WORDBREAKS`` (a colon and an equals sign among them), or behind an open quote.
"""

import re
from dataclasses import dataclass, field
from typing import Final

_BLANKS: Final = " \t\n"
_NEW_COMMAND: Final = ";|&()"
_REDIRECTIONS: Final = "<>"
_PREFIXES: Final = "$@"
"""Of the characters that divide a word those that readline leaves to the part behind them."""
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./,+%@^:=-]")
_ALL_PLAIN: Final = re.compile(f"{_PLAIN.pattern}*")


@dataclass
class Line:
    """What was typed up to the cursor; the first word is the program.

    ``kept`` is how much of ``incomplete`` stays as it was typed. ``quote`` is what is open
    at the cursor. ``redirected`` means that the last word is a file of the shell's.
    """

    words: list[str] = field(default_factory=list)
    incomplete: str = ""
    kept: int = 0
    quote: str = ""
    redirected: bool = False


class _Reader:
    """Reads a line character by character."""

    def __init__(self, breaks: str) -> None:
        self.line = Line()
        self._breaks = breaks
        self._begun = False
        self._escaping = False

    def take(self, char: str) -> None:
        if self._escaping:
            self._escape(char)
        elif char == "\\" and self.line.quote != "'":
            self._begun = self._escaping = True
        elif self.line.quote:
            self._quoted(char)
        elif char in "'\"":
            self._begun = True
            self.line.quote = char
            self._before, self.line.kept = self.line.kept, len(self.line.incomplete)
        else:
            self._bare(char)

    def _escape(self, char: str) -> None:
        self._escaping = False
        # Between double quotes a backslash is itself before most characters.
        escapes = self.line.quote != '"' or char in '\\"$`'
        self.line.incomplete += char if escapes else f"\\{char}"

    def _quoted(self, char: str) -> None:
        if char == self.line.quote:
            self.line.quote, self.line.kept = "", self._before
        else:
            self.line.incomplete += char

    def _bare(self, char: str) -> None:
        if char in _BLANKS:
            self._end()
        elif char in _NEW_COMMAND:
            self.line = Line()
            self._begun = False
        elif char in _REDIRECTIONS:
            if not self.line.incomplete.isdigit():
                self._end()
            self.line.incomplete, self.line.kept = "", 0
            self.line.redirected, self._begun = True, False
        else:
            self._begun = True
            self.line.incomplete += char
            if char in self._breaks:
                self.line.kept = len(self.line.incomplete) - (char in _PREFIXES)

    def _end(self) -> None:
        if not self._begun:
            return
        word = self.line.incomplete
        first = not self.line.words
        if not self.line.redirected and not (first and _ASSIGNMENT.match(word)):
            self.line.words.append(word)
        self.line.incomplete, self.line.kept = "", 0
        self.line.redirected = self._begun = False


def read(text: str, breaks: str) -> Line:
    """Take a line apart; expansions stay as they were typed."""
    reader = _Reader(breaks)
    for char in text:
        reader.take(char)
    return reader.line


def quoted(text: str, quote: str) -> str:
    """``text`` so that bash reads it as it is, behind an open ``quote`` or none.

    readline closes the quote, but not where its own character stands last already.
    """
    if quote == "'":
        inner = text.replace("'", "'\\''")
        return inner[:-1] if inner.endswith("'") else inner
    if quote == '"':
        # An exclamation mark recalls the history even between double quotes.
        inner = re.sub(r'[\\"$`]', r"\\\g<0>", text).replace("!", '"\\!"')
        return f'{inner}"' if inner.endswith('"') else inner
    if _ALL_PLAIN.fullmatch(text):
        return text
    return "".join(
        char if not char.isascii() or _PLAIN.match(char) else f"\\{char}" for char in text
    )
