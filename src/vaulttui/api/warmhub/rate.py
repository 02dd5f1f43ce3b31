"""How many sets an organization may create in an hour."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from vaulttui.api.warmhub.refusals import TooMany

_HOUR_MS: Final = 3_600_000


class Window:
    """A fixed window from hour to hour; the counts are forgotten with the server's process."""

    def __init__(self, most: int | None, now: Callable[[], int]) -> None:
        self._most = most
        self._now = now
        self._hour = -1
        self._made = Counter[str | None]()

    def check(self, organization_id: str | None) -> None:
        """Raise TooMany where no further set may be created."""
        hour, into = divmod(self._now(), _HOUR_MS)
        if hour != self._hour:
            self._hour = hour
            self._made.clear()
        if self._most is not None and self._made[organization_id] >= self._most:
            raise TooMany(-(-(_HOUR_MS - into) // 1000))

    def count(self, organization_id: str | None) -> None:
        """Note that one was created."""
        self._made[organization_id] += 1
