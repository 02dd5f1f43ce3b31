r"""Patterns for generated secrets, close to those of KeePass.

A placeholder stands for one random character:

====  ==========================  ====  ==========================
l     lower-case letter           v     lower-case vowel
u     upper-case letter           V     vowel
L     letter                      Z     upper-case vowel
d     digit                       c     lower-case consonant
a     lower-case letter or digit  C     consonant
A     letter or digit             z     upper-case consonant
U     upper-case letter or digit  p     one of ``,.;:``
h     lower-case hex digit        b     a bracket
H     upper-case hex digit        s     a symbol (ASCII, no blank)
S     letter, digit or symbol
====  ==========================  ====  ==========================

``{n}`` repeats what stands before it (``d{6}``). ``\`` makes the next character stand for
itself. Other letters and ``[ ] { }`` need it; every other character stands for itself:
``uuu-dddd`` gives such as ``QXA-4711``.
"""

import math
import re
import secrets
import string
from collections.abc import Mapping
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

LIMIT: Final = 1024
_VOWELS: Final = "aeiou"
_CONSONANTS: Final = "".join(char for char in string.ascii_lowercase if char not in _VOWELS)
_SETS: Final[Mapping[str, str]] = {
    "a": string.ascii_lowercase + string.digits,
    "A": string.ascii_letters + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "d": string.digits,
    "h": string.digits + "abcdef",
    "H": string.digits + "ABCDEF",
    "l": string.ascii_lowercase,
    "L": string.ascii_letters,
    "u": string.ascii_uppercase,
    "v": _VOWELS,
    "V": _VOWELS + _VOWELS.upper(),
    "Z": _VOWELS.upper(),
    "c": _CONSONANTS,
    "C": _CONSONANTS + _CONSONANTS.upper(),
    "z": _CONSONANTS.upper(),
    "p": ",.;:",
    "b": "()[]{}<>",
    "s": string.punctuation,
    "S": string.ascii_letters + string.digits + string.punctuation,
}
_STEP: Final = re.compile(
    r"(?:\\(?P<escaped>.)|(?P<char>[^\\\[\]{}]))(?:\{(?P<times>[0-9]{1,4})\})?", re.S
)


def parse(pattern: str) -> list[str]:
    """Return for each position the characters that may stand there; raises InvalidValue."""
    positions: list[str] = []
    at = 0
    while at < len(pattern):
        step = _STEP.match(pattern, at)
        if step is None:
            raise _fault(f"cannot be read at character {at + 1}", pattern)
        positions += [_choices(step, pattern)] * int(step["times"] or 1)
        at = step.end()
        if len(positions) > LIMIT:
            raise _fault(f"makes more than {LIMIT} characters", pattern)
    if all(len(choices) == 1 for choices in positions):
        raise _fault("has no placeholder, so nothing of it would be random", pattern)
    return positions


def make(positions: list[str]) -> str:
    """Draw one character for each position."""
    return "".join(map(secrets.choice, positions))


def bits(positions: list[str]) -> float:
    """Return the entropy in bits."""
    return math.fsum(math.log2(len(choices)) for choices in positions)


def _choices(step: re.Match[str], pattern: str) -> str:
    if step["escaped"] is not None:
        return step["escaped"]
    char = step["char"]
    if char in _SETS:
        return _SETS[char]
    if char.isalpha() or not char.isprintable():
        raise _fault(f'has "{safe_text(char)}", which is no placeholder', pattern)
    return char


def _fault(problem: str, pattern: str) -> InvalidValue:
    return InvalidValue(
        f'The pattern "{safe_text(pattern, 80)}" {problem}.',
        hint="Write \\ before a character that stands for itself, and {n} to repeat.",
    )
