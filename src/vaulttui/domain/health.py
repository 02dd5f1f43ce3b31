"""What a report of health looks at: the table of checks, and what falls into their buckets."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

DAY_MS: Final = 24 * 3_600_000


class Bucket(msgspec.Struct, frozen=True):
    """One bar of a check: ``worry`` where something should be done about what it holds.

    ``below`` is the span in milliseconds under which a value falls here, not into a later one.
    """

    id: str
    label: str
    worry: bool = False
    below: int | None = None


class Check(msgspec.Struct, frozen=True):
    """One question of the report; each place that it concerns falls into one bucket."""

    id: str
    title: str
    buckets: tuple[Bucket, ...]

    def bucket_of(self, span_ms: int) -> str:
        """The id of the first bucket that a span is below of."""
        return next(one.id for one in self.buckets if one.below is None or span_ms < one.below)


AGE, STRENGTH, REUSE = "age", "strength", "reuse"
EXPIRY, NAMES, INCOMPLETE = "expiry", "names", "incomplete"
GRADES: Final = ("guessed", "weak", "fair", "strong")
"""The buckets of STRENGTH by what ``strength.grade`` tells."""
_PASSWORD: Final = re.compile(r"pass(?!port)|pwd|kennwort")
CHECKS: Final[Mapping[str, Check]] = {
    one.id: one
    for one in (
        Check(EXPIRY, "Expiry", (
            Bucket("past", "expired", worry=True, below=0),
            Bucket("week", "within 7 days", worry=True, below=7 * DAY_MS),
            Bucket("month", "within 30 days", worry=True, below=30 * DAY_MS),
            Bucket("quarter", "within 90 days", below=90 * DAY_MS),
            Bucket("later", "later"),
            Bucket("none", "not known to expire"),
        )),
        Check(STRENGTH, "Strength of passwords", (
            Bucket("guessed", "guessed at once", worry=True),
            Bucket("weak", "weak", worry=True),
            Bucket("fair", "fair"),
            Bucket("strong", "strong"),
            Bucket("generated", "made by the generator"),
        )),
        Check(REUSE, "Reuse of secrets", (
            Bucket("many", "in three fields or more", worry=True),
            Bucket("two", "in two fields", worry=True),
            Bucket("once", "used once"),
        )),
        Check(AGE, "Age of secrets", (
            Bucket("month", "under 30 days", below=30 * DAY_MS),
            Bucket("quarter", "under 90 days", below=90 * DAY_MS),
            Bucket("year", "under a year", below=365 * DAY_MS),
            Bucket("older", "older", worry=True),
        )),
        Check(NAMES, "Equal names", (
            Bucket("equal", "shared with another", worry=True),
            Bucket("own", "of their own"),
        )),
        Check(INCOMPLETE, "Completeness", (
            Bucket("missing", "a required value lacks", worry=True),
            Bucket("placeholder", "a placeholder stands in", worry=True),
            Bucket("whole", "complete"),
        )),
    )
}  # fmt: skip
"""Every check by its id, in the order of the report."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """A field of a credential, or with ``field`` empty the credential itself.

    Places of one ``group`` hold the same secret or have the same name; 0 is none.
    """

    credential_id: str
    field: str = ""
    group: int = 0


class Bar(msgspec.Struct, frozen=True):
    """A bucket and all that fell into it."""

    bucket: Bucket
    places: tuple[Place, ...]


class Finding(msgspec.Struct, frozen=True):
    """What one check found; what is excluded is in none of its bars."""

    check: Check
    bars: tuple[Bar, ...]
    excluded: tuple[Exclusion, ...]

    @property
    def worries(self) -> int:
        """How many places something should be done about."""
        return sum(len(bar.places) for bar in self.bars if bar.bucket.worry)


class Report(msgspec.Struct, frozen=True):
    """The health of a vault at a moment, in ms since 1970 UTC; it holds no value."""

    at: int
    credentials: int
    findings: tuple[Finding, ...]

    def finding(self, check_id: str) -> Finding:
        """What one check found."""
        return next(one for one in self.findings if one.check.id == check_id)


def check_named(check_id: str) -> Check:
    """A check by its id, or InvalidValue with those there are."""
    found = CHECKS.get(check_id)
    if found is None:
        raise InvalidValue(
            f"There is no check {safe_text(check_id, 80)}.",
            hint=f"The checks are {', '.join(CHECKS)}.",
        )
    return found


def is_password(field: Field, name: str = "") -> bool:
    """True for a secret that a person may have thought up, going by what it is called.

    What a service issued (a token, a card's number) is no better for being replaced.
    """
    called = f"{field.id} {field.label} {name}".casefold()
    return field.kind is FieldKind.SECRET and _PASSWORD.search(called) is not None
