"""The grammar of filters: words, "quoted phrases" and qualifiers, each perhaps negated.

Words must all occur in what is searched. A qualifier that is known narrows by one thing:
``type:aws``; an unknown one is a word. A ``-`` in front negates. Case does not matter.
"""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_HOUR_MS: Final = 3_600_000
_UNITS: Final = {"h": _HOUR_MS, "d": 24 * _HOUR_MS, "w": 168 * _HOUR_MS, "y": 8760 * _HOUR_MS}
_TERM: Final = re.compile(
    r'(?P<sign>-)?(?:(?P<qualifier>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S*))'
)
_SPAN: Final = re.compile(r"([0-9]{1,6})([hdwy])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Findable(Protocol):
    """A row with all that words are sought in, case-folded."""

    @property
    def haystack(self) -> str: ...


Row = TypeVar("Row", bound=Findable)
Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One qualifier with its value, case-folded."""

    qualifier: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A filter, read."""

    words: tuple[str, ...]
    absent: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @classmethod
    def parse(cls, text: str, qualifiers: Container[str]) -> "Terms":
        """Read a filter; a quote that is still open reaches to the end."""
        words: list[str] = []
        absent: list[str] = []
        conditions: list[Condition] = []
        for found in _TERM.finditer(text):
            sign, qualifier = found["sign"] or "", (found["qualifier"] or "").lower()
            value = (found["phrase"] or found["word"] or "").casefold()
            plain = f"{qualifier}:{value}" if qualifier else value
            if qualifier in qualifiers:
                conditions.append(Condition(qualifier, value, bool(sign)))
            elif sign and plain:
                absent.append(plain)
            elif plain or sign:
                words.append(plain or sign)
        return cls(tuple(words), tuple(absent), tuple(conditions))


def fitting(
    rows: Sequence[Row],
    words: Iterable[str],
    absent: Iterable[str],
    tests: Iterable[tuple[Test[Row], bool]],
) -> list[int]:
    """The indexes of the rows that hold all words, none absent, and answer the tests so."""
    # The longest word is sought in all rows, the others in what is left.
    found: Iterable[int] = range(len(rows))
    for word in sorted(words, key=len, reverse=True):
        found = [at for at in found if word in rows[at].haystack]
    for word in absent:
        found = [at for at in found if word not in rows[at].haystack]
    for test, wanted in tests:
        found = [at for at in found if test(rows[at]) is wanted]
    return list(found)


def needed_value(condition: Condition, example: str) -> str:
    """The value of a condition; InvalidValue where it has none."""
    if condition.value:
        return condition.value
    raise InvalidValue(
        f'The filter "{condition.qualifier}:" needs a value.',
        hint=f"Write for example {example}, or quote it to find the text.",
    )


def span_ms(condition: Condition, example: str) -> int:
    """The length of time that a condition names, as ``30d``; InvalidValue where it names none."""
    found = _SPAN.fullmatch(condition.value)
    if found:
        return int(found[1]) * _UNITS[found[2]]
    raise InvalidValue(
        f'The filter "{condition.qualifier}:{safe_text(condition.value, 40)}" cannot be read.',
        hint=f"Write for example {example}.",
    )


def date_ms(value: str) -> int | None:
    """When a day begins in UTC, in milliseconds since 1970; None for what looks like no day."""
    if not _DATE.fullmatch(value):
        return None
    try:
        return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        raise InvalidValue(f"There is no day {value}.") from None
