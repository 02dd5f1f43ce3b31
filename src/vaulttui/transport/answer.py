"""What a server answered, and how long it asks one to wait."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from vaulttui.errors import OddAnswer

T = TypeVar("T")

_JSON: Final = re.compile(r"application/(?:[a-z0-9.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)


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


def told_pause(headers: Mapping[str, str], longest: float) -> float | None:
    """Return the seconds of a Retry-After header, at most ``longest``; None where it tells none.

    A date is compared with the server's own, whose clock need not be ours.
    """
    told = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,18}", told):
        return min(float(told), longest)
    at = _moment(told)
    now = _moment(headers.get("date", "")) or _now()
    return min(at - now, longest) if at is not None and at >= now else None


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
