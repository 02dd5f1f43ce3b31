"""Counting for a report of health: which place falls into which bucket of which check."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

from vaulttui.domain.exclusions import Exclusion
from vaulttui.domain.health import CHECKS, NAMES, REUSE, Bar, Check, Finding, Place

_BY_NUMBER: Final[Mapping[str, tuple[str, str, str]]] = {
    REUSE: ("once", "two", "many"),
    NAMES: ("own", "equal", "equal"),
}
"""The buckets of what one, two, and three places or more have alike."""


class Tally:
    """Takes places in any order; what a credential is excluded from is in none of them."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._alike: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._exclusions: dict[str, dict[str, Exclusion]] = {}

    def exclude(self, credential_id: str, exclusions: Mapping[str, Exclusion]) -> None:
        """Leave a credential out of these checks; told before any place of it."""
        self._exclusions.update({credential_id: dict(exclusions)} if exclusions else {})

    def put(self, check_id: str, bucket: str, place: Place) -> None:
        """Let a place fall into a bucket."""
        if not self._is_excluded(check_id, place):
            self._places[check_id, bucket].append(place)

    def measure(self, check_id: str, span_ms: int, place: Place) -> None:
        """Let a place fall into the bucket of a span."""
        self.put(check_id, CHECKS[check_id].bucket_of(span_ms), place)

    def liken(self, check_id: str, mark: str, place: Place) -> None:
        """Let a place fall into a bucket with all of the same mark, by how many they are."""
        if not self._is_excluded(check_id, place):
            self._alike[check_id, mark].append(place)

    def findings(self) -> tuple[Finding, ...]:
        """What every check found; nothing is to be put any more."""
        groups = count(1)
        for (check_id, _), places in self._alike.items():
            bucket = _BY_NUMBER[check_id][min(len(places), 3) - 1]
            group = next(groups) if len(places) > 1 else 0
            self._places[check_id, bucket] += [
                Place(one.credential_id, one.field, group) for one in places
            ]
        self._alike.clear()
        return tuple(map(self._finding, CHECKS.values()))

    def _finding(self, check: Check) -> Finding:
        bars = (Bar(one, tuple(self._places[check.id, one.id])) for one in check.buckets)
        return Finding(check, tuple(bars), tuple(self._excluded(check)))

    def _excluded(self, check: Check) -> Iterator[Exclusion]:
        return (known[check.id] for known in self._exclusions.values() if check.id in known)

    def _is_excluded(self, check_id: str, place: Place) -> bool:
        return check_id in self._exclusions.get(place.credential_id, ())
