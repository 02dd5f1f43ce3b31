"""Times as the dialects that spell them out have them."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 253_402_300_799_000
"""The end of the year 9999; a file may hold any number, a calendar does not."""


def moment(moment_ms: int) -> str:
    """A time as the wire has it, always to the millisecond, so that texts sort as times do."""
    at = _EPOCH + timedelta(milliseconds=max(0, min(moment_ms, _LATEST_MS)))
    return at.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
