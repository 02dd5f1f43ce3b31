"""Times as they are written and read: RFC 3339 in UTC for programs, the local time for people."""

import time
from datetime import UTC, datetime
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue

_LATEST_MS: Final = 253_402_300_799_000
"""The end of the year 9999; a file may hold any number, a calendar does not."""


def rfc3339(moment_ms: int) -> str:
    """``2030-01-31T23:59:00.000Z``."""
    moment = datetime.fromtimestamp(_bounded(moment_ms) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def local(moment_ms: int) -> str:
    """``2030-01-31 23:59``."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(_bounded(moment_ms) // 1000))


def parse_moment(text: str) -> int:
    """A date (its beginning in UTC) or an RFC 3339 time, in milliseconds since 1970 UTC."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise InvalidValue(
            f'"{safe_text(text, 80)}" is no date.', hint="Write it as 2030-12-31."
        ) from None


def _bounded(moment_ms: int) -> int:
    return max(0, min(moment_ms, _LATEST_MS))
