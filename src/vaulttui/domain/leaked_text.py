"""The parts of a leaked text, such as a log or a configuration, that may be a value."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from vaulttui.domain.value_forms import AS_IS, from_base64, from_json, from_url

SHORTEST: Final = 6
"""Bytes that a part must have: the value ``shop`` or ``1`` stands in every second log by chance."""
WORK: Final = 4_000_000
"""How many parts are looked at: those of some MiB of a log, which take some seconds."""
_LINE: Final = 10
"""What a line costs of it beside its words."""
_ENDS: Final = 16
"""How many ends are tried for each beginning within a word."""
_SIGNS: Final = 6
_WORDS: Final = 12
"""A value of several words is looked for behind so many = and : of a line, up to so many words."""

_MARK: Final = re.compile(rb"\x1b\[[0-9;]*m|[\x00-\x1f\"'`()\[\]{}<>=:,;&@/?#|\\.!]")
"""Where values begin and end: quotes, brackets, what parts an address, colours of a terminal."""
_AROUND: Final = b"\"'`()[]{}<>,;.!?"
_SIGN: Final = re.compile(rb"[=:]")
_WORD: Final = re.compile(rb"\S+")
_QUOTES: Final = (re.compile(rb'\\.|(")'), re.compile(rb"\\.|(')"))
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{7,}={0,2}")
_IN_URL: Final = re.compile(rb"[^\"'<>=:,;&@/?#|\\]+")
_BEGIN, _END, _DASHES = b"-----BEGIN ", b"-----END ", b"-----"

Piece = tuple[bytes, str]
"""A value, and the words for the form in which it was found."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text in one of its forms; ``line`` counts from 1."""

    line: int
    value: bytes
    how: str


class Parts:
    """The parts that have one of the sizes, each once, by lines.

    ``unfinished`` is the number of the line where the work became too much, if it did.
    """

    def __init__(self, text: bytes, sizes: Iterable[int], work: int = WORK) -> None:
        self._text = text
        self._sizes = frozenset(size for size in sizes if size >= SHORTEST)
        self._left = work
        self._lines: set[bytes] = {b""}
        self._words: set[bytes] = set()
        self._seen: set[bytes] = set()
        self.unfinished: int | None = None

    def __iter__(self) -> Iterator[Part]:
        for value, number in _blocks(self._text):
            yield from self._fitting(number, (value, AS_IS))
        for number, line in enumerate(self._text.split(b"\n"), start=1):
            if line in self._lines:
                continue
            self._lines.add(line)
            self._left -= _LINE
            for piece in self._of_line(line):
                yield from self._fitting(number, piece)
            if self._left <= 0:
                self.unfinished = number
                return

    def _fitting(self, number: int, piece: Piece) -> Iterator[Part]:
        value, how = piece
        if len(value) in self._sizes and value not in self._seen:
            self._seen.add(value)
            yield Part(number, value, how)

    def _of_line(self, line: bytes) -> Iterator[Piece]:
        yield line.strip(), AS_IS
        for word in line.split():
            if self._left <= 0:
                return
            self._left -= 1
            if word not in self._words:
                self._words.add(word)
                yield word, AS_IS
                yield from self._between_marks(word)
                yield from _decoded(word)
        yield from self._behind_signs(line)
        yield from _quoted(line)

    def _between_marks(self, word: bytes) -> Iterator[Piece]:
        """What begins at the word's start or behind a mark, and ends before one or at its end."""
        marks = [mark.span() for mark in _MARK.finditer(word)]
        ends = [*(start for start, _ in marks), len(word)]
        for number, begin in enumerate([0, *(end for _, end in marks)]):
            some = ends[number : number + _ENDS]
            self._left -= len(some)
            if self._left <= 0:
                return
            for end in some:
                if end - begin in self._sizes:
                    yield word[begin:end], AS_IS

    def _behind_signs(self, line: bytes) -> Iterator[Piece]:
        """Values of several words, as in ``passphrase: "correct horse" (refused)``."""
        for sign in islice(_SIGN.finditer(line), _SIGNS):
            rest = line[sign.end() :].strip()
            bare = rest.lstrip(_AROUND)
            yield rest, AS_IS
            yield bare.rstrip(_AROUND), AS_IS
            for start in (rest, bare):
                for word in islice(_WORD.finditer(start), _WORDS):
                    end = word.start() + len(word[0].rstrip(_AROUND))
                    for size in (word.end(), end):
                        if size in self._sizes:
                            yield start[:size], AS_IS


def _quoted(line: bytes) -> Iterator[Piece]:
    """What stands from one quote to the next one, and what it means as a JSON string."""
    for quote in _QUOTES:
        places = [one.start() for one in quote.finditer(line) if one[1]]
        for begin, end in pairwise(places):
            inner = line[begin + 1 : end]
            yield inner, AS_IS
            if b"\\" in inner:
                yield from from_json(line[begin : end + 1])


def _decoded(word: bytes) -> Iterator[Piece]:
    if b"%" in word:
        for piece in _IN_URL.findall(word):
            if b"%" in piece:
                yield from from_url(piece)
    for piece in _BASE64.findall(word):
        for value, how in from_base64(piece):
            yield value, how
            # HTTP's "Basic" packs user:password.
            yield value.partition(b":")[2], how


def _blocks(text: bytes) -> Iterator[tuple[bytes, int]]:
    """PEM blocks with the number of their first line: as they are, and without what indents them.

    A value may have the newline at its end, or not.
    """
    number, counted, begin = 1, 0, text.find(_BEGIN)
    while begin >= 0:
        last = text.find(_END, begin)
        end = text.find(_DASHES, last + len(_END)) + len(_DASHES)
        if last < 0 or end < last:
            return
        number, counted = number + text.count(b"\n", counted, begin), begin
        block = text[begin:end]
        for value in (block, b"\n".join(line.strip() for line in block.split(b"\n"))):
            yield value, number
            yield value + b"\n", number
        begin = text.find(_BEGIN, end)
