"""What a server answered, and how long it asks one to wait."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from typing import Final, TypeVar

import msgspec

from vaulttui.domain.text import lasting
from vaulttui.errors import OddAnswer, Throttled

T = TypeVar("T")

_JSON: Final = re.compile(r"application/(?:[a-z0-9.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)
_MINUTE: Final = 60
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    host: str = ""

    def decoded(self, kind: type[T]) -> T:
        """Return the body as msgspec reads ``kind``; OddAnswer where it is anything else."""
        if not _JSON.fullmatch(self.headers.get("content-type", "")):
            raise OddAnswer(f"{self.host} answered {self.status} with something that is not JSON.")
        with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
            return msgspec.json.decode(self.body, type=kind)
        raise OddAnswer(f"{self.host} answered {self.status} with JSON that is not understood.")


def told_pause(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header, at most a day's; None where it tells none.

    A date is compared with the server's own, whose clock need not be ours.
    """
    told = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,18}", told):
        return min(float(told), _DAY)
    at = _moment(told)
    now = _moment(headers.get("date", "")) or _now()
    return min(at - now, _DAY) if at is not None and at >= now else None


def throttled(sentence: str, pause: float | None) -> Throttled:
    """Too many requests, and when to try again: a day at most, however long it is told."""
    if pause is None:
        return Throttled(sentence)
    seconds = ceil(max(0.0, min(pause, _DAY)))
    # Minutes are told without the seconds beyond them.
    later = seconds if seconds <= _MINUTE else -(-seconds // _MINUTE) * _MINUTE
    return Throttled(sentence, float(seconds), hint=f"Try again in {lasting(later)}.")


def _moment(text: str) -> float | None:
    """A date of HTTP in seconds since 1970."""
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _now() -> float:
    from time import time

    return time()
