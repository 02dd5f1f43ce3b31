"""The keys that the agent holds: in one locked page of memory, each for a limited time."""

import mmap
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import Final

from vaulttui.agent.holding import VAULTS_LIMIT, Limits, Unlocked
from vaulttui.agent.wire import KEY_SIZE

Clock = Callable[[], float]
_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds() -> float:
    """A clock that goes on while the machine sleeps, where the system has one."""
    return time.clock_gettime(_CLOCK)


@dataclass(slots=True)
class _Held:
    slot: int
    path: bytes
    limits: Limits
    used: float
    began: float

    @property
    def end(self) -> float:
        return min(self.used + self.limits.idle, self.began + self.limits.hard)

    def left(self, now: float) -> Limits:
        idle = self.used + self.limits.idle - now
        hard = self.began + self.limits.hard - now
        return Limits(max(0, ceil(min(idle, hard))), max(0, ceil(hard)), self.limits.ask)


class Keys:
    """Vault keys by vault id; looking at one that is past its limits forgets it."""

    def __init__(self, now: Clock = seconds) -> None:
        self._now = now
        self._page = mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._held: dict[bytes, _Held] = {}
        self._has_lapsed = False
        _pin(self._page)

    def __len__(self) -> int:
        return len(self._held)

    def put(self, vault_id: bytes, key: memoryview, limits: Limits, path: bytes) -> bool:
        """Hold a key in place of a former one of that vault; False where the page is full."""
        self.forget(vault_id)
        taken = {held.slot for held in self._held.values()}
        free = next((slot for slot in range(VAULTS_LIMIT) if slot not in taken), None)
        if free is None:
            return False
        now = self._now()
        self._page[free * KEY_SIZE : (free + 1) * KEY_SIZE] = key
        self._held[vault_id] = _Held(free, path, limits, now, now)
        return True

    def asks(self, vault_id: bytes) -> bool:
        """Whether the person has to agree to each use of a key that is held."""
        held = self._living(vault_id)
        return held is not None and held.limits.ask

    def use(self, vault_id: bytes) -> memoryview | None:
        """The key as it lies in the page, its idle time begun anew; None where none is held."""
        held = self._living(vault_id)
        if held is None:
            return None
        held.used = self._now()
        return memoryview(self._page)[held.slot * KEY_SIZE : (held.slot + 1) * KEY_SIZE]

    def forget(self, vault_id: bytes) -> bool:
        """Wipe a key; False where none was held."""
        held = self._held.pop(vault_id, None)
        if held is not None:
            self._page[held.slot * KEY_SIZE : (held.slot + 1) * KEY_SIZE] = bytes(KEY_SIZE)
        return held is not None

    def expire(self) -> bool:
        """Wipe what is past its limits; True where time took the last key since it was asked."""
        for vault_id in list(self._held):
            self._living(vault_id)
        lapsed, self._has_lapsed = self._has_lapsed, False
        return lapsed and not self._held

    def wipe(self) -> None:
        """Wipe every key."""
        for vault_id in list(self._held):
            self.forget(vault_id)

    def seconds_to_next_end(self) -> float | None:
        """How long until a key must be wiped."""
        ends = [held.end for held in self._held.values()]
        return max(0.0, min(ends) - self._now()) if ends else None

    def unlocked(self) -> tuple[Unlocked, ...]:
        """The vaults whose keys are held; looking does not renew them."""
        living = [(vault_id, self._living(vault_id)) for vault_id in list(self._held)]
        now = self._now()
        return tuple(
            Unlocked(vault_id, held.path, held.left(now)) for vault_id, held in living if held
        )

    def _living(self, vault_id: bytes) -> _Held | None:
        held = self._held.get(vault_id)
        if held is not None and self._now() >= held.end:
            self._has_lapsed = True
            self.forget(vault_id)
            return None
        return held


def _pin(page: mmap.mmap) -> None:
    """Keep a page out of swap and core dumps, best effort."""
    with suppress(ImportError, OSError, AttributeError, ValueError):
        page.madvise(mmap.MADV_DONTDUMP)
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        place = ctypes.addressof(ctypes.c_char.from_buffer(page))
        ctypes.CDLL(None).mlock(ctypes.c_void_p(place), ctypes.c_size_t(len(page)))
