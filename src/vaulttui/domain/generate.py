"""Recipes for new secrets.

- ``chars:24``: 8 to 1024 characters, of each class (lower, upper, digit, symbol) at least one;
- ``words:6``: 3 to 64 words of the EFF's large list, joined by ``-``;
- ``hex:32`` and ``base64:32``: 1 to 1024 random *bytes*, as ``openssl rand -hex 32`` and
  ``-base64 32`` have it, so 64 and 44 characters;
- ``pattern:P``: see :mod:`vaulttui.domain.pattern`.
"""

import math
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

from vaulttui.domain import pattern
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.secret import Secret

DEFAULT_RECIPE: Final = "chars:24"
# Without quotes, backslash, backtick, dollar and blank: shells and env files leave these alone.
SYMBOLS: Final = "!#%&()*+,-./:;<=>?@[]^_{|}~"
_CLASSES: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS)
_ALPHABET: Final = "".join(_CLASSES)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a secret is made: a kind, and a size or (for ``pattern``) a pattern."""

    kind: str
    size: int = 0
    pattern: str = ""

    @classmethod
    def parse(cls, text: str) -> "Recipe":
        """Read ``KIND:SIZE`` or ``pattern:P``; raises InvalidValue."""
        kind, colon, rest = text.partition(":")
        if kind == "pattern" and colon:
            pattern.parse(rest)
            return cls(kind, pattern=rest)
        if kind not in _KINDS or not colon:
            raise InvalidValue(
                f'"{safe_text(text, 80)}" is no recipe for a secret.',
                hint="Write chars:24, words:6, hex:32, base64:32 or pattern:PATTERN.",
            )
        return cls(kind, _size(kind, rest))

    def __str__(self) -> str:
        return f"{self.kind}:{self.pattern if self.kind == 'pattern' else self.size}"

    def make(self) -> Secret:
        """Make a new secret from the system's random source."""
        if self.kind == "pattern":
            return Secret.from_text(pattern.make(pattern.parse(self.pattern)))
        return Secret.from_text(_KINDS[self.kind].make(self.size))

    @property
    def bits(self) -> float:
        """The entropy: the binary logarithm of how many secrets are equally likely."""
        if self.kind == "pattern":
            return pattern.bits(pattern.parse(self.pattern))
        return _KINDS[self.kind].bits(self.size)


@dataclass(frozen=True, slots=True)
class _Kind:
    least: int
    most: int
    noun: str
    make: Callable[[int], str]
    bits: Callable[[int], float]


def _size(kind: str, text: str) -> int:
    known = _KINDS[kind]
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if known.least <= size <= known.most:
        return size
    raise InvalidValue(
        f'The recipe "{kind}" takes {known.least} to {known.most} {known.noun}, '
        f'not "{safe_text(text, 20)}".'
    )


def _chars(size: int) -> str:
    # Drawn anew as a whole: putting the missing classes in place would favour some results.
    while True:
        drawn = "".join(secrets.choice(_ALPHABET) for _ in range(size))
        if all(any(char in one for char in drawn) for one in _CLASSES):
            return drawn


def _chars_bits(size: int) -> float:
    """Count the accepted results: all, less those that miss a class (inclusion, exclusion)."""
    count = 0
    for missed in range(len(_CLASSES) + 1):
        for classes in combinations(_CLASSES, missed):
            count += (-1) ** missed * (len(_ALPHABET) - sum(map(len, classes))) ** size
    return math.log2(count)


@cache
def _words() -> tuple[str, ...]:
    from importlib.resources import files

    text = files("vaulttui.domain").joinpath("words.txt").read_text(encoding="ascii")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(" ".join(lines).split())


def _phrase(size: int) -> str:
    return "-".join(secrets.choice(_words()) for _ in range(size))


def _base64(size: int) -> str:
    from base64 import b64encode

    return b64encode(secrets.token_bytes(size)).decode()


_KINDS: Final[Mapping[str, _Kind]] = {
    "chars": _Kind(8, 1024, "characters", _chars, _chars_bits),
    "words": _Kind(3, 64, "words", _phrase, lambda size: size * math.log2(len(_words()))),
    "hex": _Kind(1, 1024, "bytes", secrets.token_hex, lambda size: 8.0 * size),
    "base64": _Kind(1, 1024, "bytes", _base64, lambda size: 8.0 * size),
}
