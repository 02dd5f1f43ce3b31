"""How hard a passphrase is to guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

# zxcvbn raises above this, and its time grows with the square of the length. Whoever
# types more loses nothing: the estimate is then a lower bound.
_CAP: Final = 72
GUESSED, WEAK, FAIR, STRONG = range(4)
"""What ``grade`` tells: under 10^3, 10^6, 10^8 guesses, or more."""
_LONG: Final = 10
"""A text of twice that cannot be two of zxcvbn's parts where no part is as long as this."""
_REPEATED_OR_DATE: Final = re.compile(r"(.{3,})\1|(..)\2\2|\d([\s/\\_.-])\d\d?\3\d", re.S)
_WALK: Final = re.compile("=" * (_LONG - 1))
_STEP: Final = 5
_SPELLED: Final = str.maketrans("4@8({[<3691!|l0$57+%2", "aabcccceggiiiiossttxz")
"""Letters as they are spelled with digits and marks; l is written i, being both as a 1."""


@dataclass(frozen=True, slots=True)
class Strength:
    """``score`` is 0 (guessed at once) to 4 (very hard); ``guesses_log10`` the tries needed."""

    score: int
    guesses_log10: float
    warning: str = ""
    suggestions: tuple[str, ...] = ()


def estimate(passphrase: str, context: Sequence[str] = ()) -> Strength:
    """Estimate with zxcvbn; ``context`` are words an attacker would try first (names, hosts)."""
    if not passphrase:
        return Strength(0, 0.0, "There is no passphrase.")
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # ships no types

    found = zxcvbn(passphrase[:_CAP], user_inputs=[word[:_CAP] for word in context])
    feedback = found["feedback"]
    return Strength(
        score=int(found["score"]),
        guesses_log10=float(found["guesses_log10"]),
        warning=str(feedback["warning"]),
        suggestions=tuple(map(str, feedback["suggestions"])),
    )


def grade(passphrase: str, context: Sequence[str] = ()) -> int:
    """GUESSED to STRONG: what ``estimate`` says, in far less time for long random texts."""
    if _is_varied(passphrase, context):
        return STRONG
    return min(estimate(passphrase, context).score, STRONG)


def _is_varied(text: str, context: Sequence[str]) -> bool:
    """True for a text of 20 characters and more in which no known part is longer than 9.

    zxcvbn counts 10^4 guesses for each part after the first, and 10 for each character
    that is part of nothing: what takes more than two known parts has 10^8 or more.
    """
    folded = text[:_CAP].casefold()
    if len(folded) < 2 * _LONG or _REPEATED_OR_DATE.search(folded) or _walks(folded):
        return False
    spelled = folded.translate(_SPELLED)
    if any(len(word) >= _LONG and word.casefold() in folded for word in context):
        return False
    longest, known = _long_words()
    return not any(
        one[start:end] in known
        for one in (spelled, spelled[::-1])
        for start in range(len(one) - _LONG + 1)
        for end in range(start + _LONG, min(start + longest, len(one)) + 1)
    )


def _walks(text: str) -> bool:
    """True where ten characters follow each other on the keyboard or in the alphabet."""
    from zxcvbn.adjacency_graphs import (  # type: ignore[import-untyped]  # ships no types
        ADJACENCY_GRAPHS,
    )

    near = ADJACENCY_GRAPHS["qwerty"]
    steps = (
        abs(ord(one) - ord(other)) <= _STEP
        or any(other in (key or "") for key in near.get(one, ()))
        for one, other in pairwise(text)
    )
    return _WALK.search("".join("=" if step else " " for step in steps)) is not None


@cache
def _long_words() -> tuple[int, frozenset[str]]:
    """The words that zxcvbn knows, as far as they are long enough, and how long they get."""
    from zxcvbn.frequency_lists import (  # type: ignore[import-untyped]  # ships no types
        FREQUENCY_LISTS,
    )

    words = {word for known in FREQUENCY_LISTS.values() for word in known if len(word) >= _LONG}
    return max(map(len, words)), frozenset(word.translate(_SPELLED) for word in words)
