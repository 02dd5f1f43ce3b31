"""What is looked for in a list of answers, and how well each of them fits."""

import heapq
import re
from collections.abc import Iterable
from typing import Final, TypeVar

T = TypeVar("T")
_BEGIN: Final = r"(?<![^\W_])"
"""Nothing of the same word stands before."""


class Sought:
    """Words in any order, each of them a part of a word."""

    def __init__(self, typed: str) -> None:
        self.words = typed.casefold().split()
        self.text = " ".join(self.words)
        self._begins = [re.compile(_BEGIN + re.escape(word)) for word in self.words]

    def __bool__(self) -> bool:
        return bool(self.words)

    def fits(self, text: str) -> bool:
        """True where all words occur."""
        folded = text.casefold()
        return all(word in folded for word in self.words)

    def rank(self, text: str) -> int:
        """How well a text fits that does fit: 0 is the same, then what begins with it."""
        folded = text.casefold()
        if folded == self.text:
            return 0
        if folded.startswith(self.text):
            return 1
        return 2 if all(begin.search(folded) for begin in self._begins) else 3

    def best(self, found: Iterable[tuple[str, T]], most: int) -> list[T]:
        """Of pairs of a name and what it names the best that fit, equals in their order."""
        fitting = (pair for pair in found if self.fits(pair[0]))
        ranked = ((self.rank(pair[0]), at, pair[1]) for at, pair in enumerate(fitting))
        return [one for _, _, one in heapq.nsmallest(most, ranked, key=lambda one: one[:2])]
