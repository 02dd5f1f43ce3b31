"""The orders in which a list of credentials can stand."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from vaulttui.domain.credentials import CredentialRow

_NEVER: Final = 1 << 62


class Order(StrEnum):
    """What comes first; the value is what a title says of it, after "by"."""

    NAME = "name"
    CHANGED = "last change"
    OLDEST = "oldest value"
    EXPIRY = "expiry"

    @classmethod
    def called(cls, name: str) -> "Order":
        """The one of that value; by name where there is none."""
        return next((one for one in cls if one.value == name), cls.NAME)

    @property
    def following(self) -> "Order":
        """The next one, and the first after the last."""
        known = list(Order)
        return known[(known.index(self) + 1) % len(known)]


def _or_never(at: int | None) -> int:
    return _NEVER if at is None else at


_KEYS: Final[Mapping[Order, Callable[[CredentialRow], int]]] = {
    Order.CHANGED: lambda row: -row.updated_at,
    Order.OLDEST: lambda row: _or_never(row.oldest_set_at),
    Order.EXPIRY: lambda row: _or_never(row.expires_at),
}


def ordered(rows: Sequence[CredentialRow], order: Order) -> Sequence[CredentialRow]:
    """Rows that stand by name in another order; equals stay by name."""
    return sorted(rows, key=_KEYS[order]) if order in _KEYS else rows
