"""Argon2id: what a guess at a passphrase costs, and how much a file may ask for."""

from pathlib import Path
from typing import Final

import msgspec

from vaulttui.secret import Secret

MIB: Final = 1024
"""KiB in a MiB: Argon2 counts its memory in KiB."""
GIB: Final = 1024 * MIB


class KdfCost(msgspec.Struct, frozen=True):
    """Argon2id parameters: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


FLOOR: Final = KdfCost(64 * MIB, 3, 1)
"""Below it no new slot is made (RFC 9106, second recommended option, in memory and passes)."""
CHEAPEST: Final = KdfCost(8 * MIB, 1, 1)
"""The least the format allows. Only for tests: a guess costs next to nothing."""

_LEAST: Final = CHEAPEST
_MOST: Final = KdfCost(4 * GIB, 64, 16)
_UNASKED: Final = KdfCost(1 * GIB, 16, 16)
_UNASKED_WORK: Final = 4 * GIB
_SPARE: Final = 64 * MIB


class MemoryRefused(Exception):
    """The machine does not give Argon2id the memory that its cost asks for."""


def derive(passphrase: Secret, salt: bytes, cost: KdfCost) -> bytes:
    """Argon2id version 0x13 (RFC 9106), 32 bytes; releases the GIL while it runs.

    Raises MemoryRefused where the memory is not to be had.
    """
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            passphrase.reveal(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
            version=0x13,
        )
    except HashingError:
        raise MemoryRefused from None


def default_cost() -> KdfCost:
    """The cost of a new slot here: an eighth of all memory, from 64 to 256 MiB."""
    eighth = memory_of_machine("MemTotal") // 8
    return KdfCost(max(64 * MIB, min(256 * MIB, eighth)), 3, 4)


def over_format_limit(cost: KdfCost) -> str | None:
    """Name what no file may ask for, whatever the user allows; None if all is within."""
    named = ("memory in KiB", "passes", "lanes")
    for name, value, low, high in zip(
        named, _tuple(cost), _tuple(_LEAST), _tuple(_MOST), strict=True
    ):
        if not low <= value <= high:
            return f"{name} {value}, where the format allows {low} to {high}"
    if cost.memory < 8 * cost.lanes:  # pragma: no cover - 8 MiB is far above 8 KiB a lane
        return "too little memory for its lanes"
    return None


def over_unasked_limit(cost: KdfCost) -> str | None:
    """Name what is spent only when the user allows it; None if the cost is ordinary."""
    available = memory_of_machine("MemAvailable")
    limits = (
        ("memory in KiB", cost.memory, _UNASKED.memory),
        ("memory in KiB", cost.memory, available - _SPARE),
        ("passes", cost.passes, _UNASKED.passes),
        ("memory × passes in KiB", cost.memory * cost.passes, _UNASKED_WORK),
    )
    for name, value, limit in limits:
        if value > limit:
            most = _MOST.passes if name == "passes" else _MOST.memory
            return f"{name} {value}, above {max(limit, 0)} (the format's limit is {most})"
    return None


def memory_of_machine(row: str) -> int:
    """One row of /proc/meminfo in KiB; a machine without it counts as having 2 GiB."""
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            name, _, rest = line.partition(":")
            if name == row:
                return int(rest.split()[0])
    except (OSError, ValueError, IndexError):
        pass
    return 2 * GIB


def _tuple(cost: KdfCost) -> tuple[int, int, int]:
    return cost.memory, cost.passes, cost.lanes
