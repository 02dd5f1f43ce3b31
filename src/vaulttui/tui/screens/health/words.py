"""A report of health in sentences: what each check found, and what to look at first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vaulttui.domain.health import (
    AGE,
    EXPIRY,
    INCOMPLETE,
    NAMES,
    REUSE,
    STRENGTH,
    Bar,
    Finding,
    Place,
    Report,
)
from vaulttui.tui.text import counted

EXCLUDED: Final = "excluded"
"""Stands in place of a bucket for what is left out of a check."""
BarKey = tuple[str, str]
"""A check and a bucket of it, by their ids."""
_FIRST: Final = 3
_URGENT: Final[Mapping[BarKey, str]] = {
    (EXPIRY, "past"): "has expired",
    (STRENGTH, "guessed"): "is guessed at once",
    (EXPIRY, "week"): "expires within 7 days",
    (INCOMPLETE, "missing"): "lacks its value",
    (REUSE, "many"): "has the value of two others or more",
    (STRENGTH, "weak"): "is weak",
    (REUSE, "two"): "has the value of another one",
    (EXPIRY, "month"): "expires within 30 days",
    (INCOMPLETE, "placeholder"): "holds a placeholder",
    (AGE, "older"): "is older than a year",
    (NAMES, "equal"): "shares its name with another",
}
"""Every bar that worries, the most urgent first, and what is the matter with one place of it."""
_BAD: Final = frozenset(
    {(EXPIRY, "past"), (STRENGTH, "guessed"), (REUSE, "many"), (INCOMPLETE, "missing")}
)
_FILTERS: Final[Mapping[BarKey, str]] = {
    (EXPIRY, "past"): "expires:past",
    (EXPIRY, "week"): "expires:7d -expires:past",
    (EXPIRY, "month"): "expires:30d -expires:7d",
    (EXPIRY, "quarter"): "expires:90d -expires:30d",
    (AGE, "older"): "stale:365d",
    (AGE, "year"): "stale:90d -stale:365d",
    (AGE, "quarter"): "stale:30d -stale:90d",
}


@dataclass(frozen=True, slots=True)
class Urgent:
    """One place to look at, which bar it is of, and what is the matter with it."""

    bar: BarKey
    place: Place
    told: str


def style_of(check_id: str, bar: Bar) -> str:
    """The style of a bar; who worries has a sign beside it."""
    if not bar.bucket.worry:
        return "accent"
    return "bad" if (check_id, bar.bucket.id) in _BAD else "warn"


def filter_of(key: BarKey) -> str:
    """What finds about the same in the main list; empty where no filter can say it."""
    return _FILTERS.get(key, "")


def worst_first(finding: Finding) -> tuple[Bar, ...]:
    """The bars that hold anything, the worst first."""
    bars = tuple(bar for bar in finding.bars if bar.places)
    return bars[::-1] if finding.bars[-1].bucket.worry else bars


def by_urgency(report: Report) -> list[Finding]:
    """The findings that worry first, each kind in the order of the report."""
    return sorted(report.findings, key=lambda one: not one.worries)


def worries_of(report: Report) -> int:
    """How many things there are to look at."""
    return sum(finding.worries for finding in report.findings)


def first_of_all(report: Report) -> list[Urgent]:
    """The few most urgent places, from as many bars and credentials as there are."""
    found: dict[str, Urgent] = {}
    for one in _urgent(report):
        found.setdefault(one.place.credential_id, one)
        if len(found) == _FIRST:
            break
    return [*found.values()]


def _urgent(report: Report) -> Iterator[Urgent]:
    """The first places of all urgent bars, then their second ones, and so on."""
    bars = {(one.check.id, bar.bucket.id): bar for one in report.findings for bar in one.bars}
    for at in range(_FIRST):
        for key, told in _URGENT.items():
            for place in islice(bars[key].places, at, at + 1):
                yield Urgent(key, place, told)


def verdict(finding: Finding) -> str:
    """What a check found, in a sentence."""
    counts = {bar.bucket.id: len(bar.places) for bar in finding.bars}
    return _VERDICTS[finding.check.id](counts, sum(counts.values()))


def _are(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


def _sentence(*parts: str) -> str:
    told = ", ".join(part for part in parts if part)
    return f"{told}." if told else ""


def _expiry(counts: Mapping[str, int], total: int) -> str:
    soon = counts["week"] + counts["month"]
    found = _sentence(
        _are(counts["past"], "has expired", "have expired"),
        _are(soon, "expires within 30 days", "expire within 30 days"),
    )
    known = total - counts["none"]
    return found or ("Nothing expires within 30 days." if known else "Nothing is known to expire.")


def _strength(counts: Mapping[str, int], total: int) -> str:
    found = _sentence(
        _are(counts["guessed"], "is guessed at once", "are guessed at once"),
        _are(counts["weak"], "is weak", "are weak"),
    )
    if found:
        return f"Of {counted(total, 'password')}, {found}"
    return "No password is weak." if total else "There is no password to judge."


def _reuse(counts: Mapping[str, int], total: int) -> str:
    shared = counts["many"] + counts["two"]
    if shared:
        return f"{shared:,} fields share their value with others."
    return "No secret is used twice." if total else "There is no secret to compare."


def _age(counts: Mapping[str, int], total: int) -> str:
    found = _are(counts["older"], "was set over a year ago.", "were set over a year ago.")
    return found or ("Nothing is older than a year." if total else "There is no secret to date.")


def _names(counts: Mapping[str, int], total: int) -> str:
    if counts["equal"]:
        return f"{counts['equal']:,} credentials share a name with others."
    return "No two are called the same." if total else "There is nothing to name."


def _incomplete(counts: Mapping[str, int], _total: int) -> str:
    found = _sentence(
        _are(counts["missing"], "required value is missing", "required values are missing"),
        _are(counts["placeholder"], "is only a placeholder", "are only placeholders"),
    )
    return found or "Nothing is missing."


_VERDICTS: Final[Mapping[str, Callable[[Mapping[str, int], int], str]]] = {
    EXPIRY: _expiry,
    STRENGTH: _strength,
    REUSE: _reuse,
    AGE: _age,
    NAMES: _names,
    INCOMPLETE: _incomplete,
}
