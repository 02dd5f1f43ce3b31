"""The filter language of ``list`` and of the TUI.

Words and "quoted phrases" must all occur in what is public of a credential: name, type,
tags, public values. Qualifiers narrow by one thing: ``type:aws``, ``tag:work`` (also fits
``work/db``), ``name:mail``, ``expires:past``, ``expires:30d``, ``expires:2030-01-31`` (expires
before then), ``stale:90d`` (the oldest secret value was set longer ago), ``project:web``
(assigned there, itself or through a set), ``set:deploy`` (a key points at it),
``organization:acme`` (owns it). Units are h, d, w and y. A ``-`` in front negates. An unknown
qualifier is a word. Case does not matter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_HOUR_MS: Final = 3_600_000
_UNITS: Final = {"h": _HOUR_MS, "d": 24 * _HOUR_MS, "w": 168 * _HOUR_MS, "y": 8760 * _HOUR_MS}
_TERM: Final = re.compile(
    r'(?P<sign>-)?(?:(?P<qualifier>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S*))'
)
_SPAN: Final = re.compile(r"([0-9]{1,6})([hdwy])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Searchable(Protocol):
    """What a row shows of a credential; never a secret value.

    ``haystack`` is name, type, tags and public values, case-folded. ``expires_at`` is the
    earliest expiry, ``oldest_set_at`` when the oldest secret value was set, both in ms.
    """

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type_id(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def expires_at(self) -> int | None: ...
    @property
    def oldest_set_at(self) -> int | None: ...
    @property
    def haystack(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """One qualifier with its value, case-folded."""

    qualifier: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed filter; an empty one fits everything."""

    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read a filter; raises InvalidValue only where a known qualifier has no sense."""
        words: list[str] = []
        absent: list[str] = []
        conditions: list[Condition] = []
        for sign, qualifier, value in _terms(text):
            plain = f"{qualifier}:{value}" if qualifier else value
            if qualifier in _QUALIFIERS or qualifier in BELONGING:
                conditions.append(_checked(Condition(qualifier, value, bool(sign))))
            elif sign and plain:
                absent.append(plain)
            elif plain or sign:
                words.append(plain or sign)
        return cls(tuple(words), tuple(absent), tuple(conditions))

    def sought_in(self, place: str) -> tuple[str, ...]:
        """What a ``name``, ``type`` or ``tag`` was found by: the words, and its own conditions."""
        own = (one for one in self.conditions if one.qualifier == place and not one.negated)
        return (*self.words, *(one.value for one in own))

    def select(
        self, rows: Sequence[Searchable], now_ms: int, members: "Members | None" = None
    ) -> list[int]:
        """Return the indexes of the rows that fit, in order; ``now_ms`` is Unix time.

        ``members`` gives the ids that belong to a project or set; without it none do.
        """
        found = self._by_words(rows)
        for word in self.absent:
            found = [at for at in found if word not in rows[at].haystack]
        for condition in self.conditions:
            fits, wanted = _test(condition, now_ms, members), not condition.negated
            found = [at for at in found if fits(rows[at]) is wanted]
        return found

    def _by_words(self, rows: Sequence[Searchable]) -> list[int]:
        """Search the longest word over all rows, the others over what is left."""
        if not self.words:
            return list(range(len(rows)))
        first, *others = sorted(self.words, key=len, reverse=True)
        found = [at for at, row in enumerate(rows) if first in row.haystack]
        for word in others:
            found = [at for at in found if word in rows[at].haystack]
        return found

    def ranked(self, rows: Sequence[Searchable], found: Sequence[int]) -> list[int]:
        """The same indexes with the names that begin with the words first, the exact one ahead."""
        if not self.words:
            return list(found)
        # A haystack begins with the name, on a line of its own.
        wanted = " ".join(self.words)
        front = [at for at in found if rows[at].haystack.startswith(wanted)]
        front.sort(key=lambda at: not rows[at].haystack.startswith(wanted + "\n"))
        ahead = set(front)
        return [*front, *(at for at in found if at not in ahead)]


Test = Callable[[Searchable], bool]
Members = Callable[[str, str], frozenset[str]]
"""The ids of the credentials of a ``project``, ``set`` or ``organization``, its name folded."""
BELONGING: Final = frozenset({"project", "set", "organization"})


def _terms(text: str) -> list[tuple[str, str, str]]:
    """Split into sign, qualifier and value; a quote that is still open reaches to the end."""
    return [
        (
            found["sign"] or "",
            (found["qualifier"] or "").lower(),
            (found["phrase"] or found["word"] or "").casefold(),
        )
        for found in _TERM.finditer(text)
        if found[0]
    ]


def _checked(condition: Condition) -> Condition:
    _test(condition, 0)
    return condition


def _test(condition: Condition, now_ms: int, members: Members | None = None) -> Test:
    if condition.qualifier in BELONGING:
        wanted = _needs_value(condition)
        ids = members(condition.qualifier, wanted) if members is not None else frozenset[str]()
        return lambda row: row.id in ids
    return _QUALIFIERS[condition.qualifier](condition, now_ms)


def _needs_value(condition: Condition) -> str:
    if condition.value:
        return condition.value
    raise InvalidValue(
        f'The filter "{condition.qualifier}:" needs a value.',
        hint=f"Write for example {_EXAMPLES[condition.qualifier]}, or quote it to find the text.",
    )


def _type(condition: Condition, _now_ms: int) -> Test:
    wanted = _needs_value(condition)
    return lambda row: row.type_id.casefold() == wanted


def _tag(condition: Condition, _now_ms: int) -> Test:
    # With a slash behind each, one search finds the tag itself and what is below it.
    wanted = "\n" + _needs_value(condition).rstrip("/") + "/"
    return lambda row: wanted in ("\n" + "/\n".join(row.tags) + "/").casefold()


def _name(condition: Condition, _now_ms: int) -> Test:
    wanted = _needs_value(condition)
    return lambda row: wanted in row.name.casefold()


def _expires(condition: Condition, now_ms: int) -> Test:
    value = _needs_value(condition)
    limit = now_ms if value == "past" else _date_ms(value)
    if limit is None:
        limit = now_ms + _span_ms(condition)
    return lambda row: row.expires_at is not None and row.expires_at < limit


def _stale(condition: Condition, now_ms: int) -> Test:
    _needs_value(condition)
    limit = now_ms - _span_ms(condition)
    return lambda row: row.oldest_set_at is not None and row.oldest_set_at < limit


def _span_ms(condition: Condition) -> int:
    found = _SPAN.fullmatch(condition.value)
    if found:
        return int(found[1]) * _UNITS[found[2]]
    raise InvalidValue(
        f'The filter "{condition.qualifier}:{safe_text(condition.value, 40)}" cannot be read.',
        hint=f"Write for example {_EXAMPLES[condition.qualifier]}.",
    )


def _date_ms(value: str) -> int | None:
    if not _DATE.fullmatch(value):
        return None
    try:
        return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        raise InvalidValue(f"There is no day {value}.") from None


_QUALIFIERS: Final[Mapping[str, Callable[[Condition, int], Test]]] = {
    "type": _type,
    "tag": _tag,
    "name": _name,
    "expires": _expires,
    "stale": _stale,
}
_EXAMPLES: Final = {
    "type": "type:login",
    "tag": "tag:work",
    "name": "name:mail",
    "expires": "expires:30d, expires:past or expires:2030-01-31",
    "stale": "stale:90d",
    "project": "project:web or project:acme/web",
    "set": "set:deploy",
    "organization": "organization:acme",
}
