"""The filter of credentials, in ``list`` and in the TUI (the grammar is that of ``terms``).

Words must all occur in what is public of a credential: name, type, tags, public values.
Qualifiers narrow by one thing: ``type:aws``, ``tag:work`` (also fits
``work/db``), ``name:mail``, ``expires:past``, ``expires:30d``, ``expires:2030-01-31`` (expires
before then), ``stale:90d`` (the oldest secret value was set longer ago), ``project:web``
(assigned there, itself or through a set), ``set:deploy`` (a key points at it),
``organization:acme`` (owns it), ``remote:hub`` (bound to it, itself or through a set). Units
are h, d, w and y.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from vaulttui.domain.terms import Condition, Terms, date_ms, fitting, needed_value, span_ms

__all__ = ["BELONGING", "Condition", "Members", "Query", "Searchable"]


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
class Query:
    """A parsed filter; an empty one fits everything."""

    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read a filter; raises InvalidValue only where a known qualifier has no sense."""
        terms = Terms.parse(text, _EXAMPLES)
        for condition in terms.conditions:
            _test(condition, 0)
        return cls(terms.words, terms.absent, terms.conditions)

    def sought_in(self, place: str) -> tuple[str, ...]:
        """What a ``name``, ``type`` or ``tag`` was found by: the words, and its own conditions."""
        own = (one for one in self.conditions if one.qualifier == place and not one.negated)
        return (*self.words, *(one.value for one in own))

    def select(
        self, rows: Sequence[Searchable], now_ms: int, members: "Members | None" = None
    ) -> list[int]:
        """Return the indexes of the rows that fit, in order; ``now_ms`` is Unix time.

        ``members`` gives the ids that belong to a project, say; without it none do.
        """
        tests = ((_test(one, now_ms, members), not one.negated) for one in self.conditions)
        return fitting(rows, self.words, self.absent, tests)

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
"""The ids of the credentials that belong to what a qualifier names, its name folded."""
BELONGING: Final = frozenset({"project", "set", "organization", "remote"})


def _test(condition: Condition, now_ms: int, members: Members | None = None) -> Test:
    if condition.qualifier in BELONGING:
        wanted = _needs_value(condition)
        ids = members(condition.qualifier, wanted) if members is not None else frozenset[str]()
        return lambda row: row.id in ids
    return _QUALIFIERS[condition.qualifier](condition, now_ms)


def _needs_value(condition: Condition) -> str:
    return needed_value(condition, _EXAMPLES[condition.qualifier])


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
    limit = now_ms if value == "past" else date_ms(value)
    if limit is None:
        limit = now_ms + _span_ms(condition)
    return lambda row: row.expires_at is not None and row.expires_at < limit


def _stale(condition: Condition, now_ms: int) -> Test:
    _needs_value(condition)
    limit = now_ms - _span_ms(condition)
    return lambda row: row.oldest_set_at is not None and row.oldest_set_at < limit


def _span_ms(condition: Condition) -> int:
    return span_ms(condition, _EXAMPLES[condition.qualifier])


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
    "remote": "remote:hub",
}
