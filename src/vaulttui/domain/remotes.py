"""Servers that hold credentials and never give their values back."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Final

from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.named import Named
from vaulttui.domain.revisions import Json


class Budget(StrEnum):
    """What a plan may do at most; each allows what those before it do."""

    READ_ONLY = "read-only"
    CREATE_ONLY = "create-only"
    PATCH = "patch"
    FULL = "full"

    def allows(self, other: "Budget") -> bool:
        """True where this budget is enough for what needs ``other``."""
        order = list(Budget)
        return order.index(self) >= order.index(other)


class Policy(StrEnum):
    """Who decides on a value: the vault always, the vault once, or nobody here."""

    ENFORCE = "enforce"
    SEED = "seed"
    IGNORE = "ignore"


USUAL_BUDGET: Final = Budget.PATCH
"""Everything but deleting."""


class Remote(Named, frozen=True):
    """A record of kind ``remote``, read."""

    @property
    def dialect(self) -> str:
        """The name of its dialect."""
        return text_of(self.record.m, "dialect")

    @property
    def url(self) -> str:
        """Its address, without what the dialect appends."""
        return text_of(self.record.m, "url")

    @property
    def auth(self) -> Mapping[str, tuple[str, str]]:
        """What logs in: credential id and field, by the dialect's key."""
        return {
            key: (str(pair[0]), str(pair[1]))
            for key, pair in sorted(under(self.record.m, "auth."))
            if isinstance(pair, list) and len(pair) == 2
        }

    @property
    def options(self) -> Mapping[str, str]:
        """What the dialect has to know beside the address."""
        return {
            key: value
            for key, value in sorted(under(self.record.m, "option."))
            if isinstance(value, str)
        }

    @property
    def place(self) -> str:
        """A digest of where its objects are."""
        return place_of(self.record.m)

    @property
    def budget(self) -> Budget:
        """What a plan may do; of a word that is not known, nothing."""
        word = self.record.m.get("budget", USUAL_BUDGET)
        return Budget(word) if word in list(Budget) else Budget.READ_ONLY

    @property
    def max_effects(self) -> int | None:
        """How many effects one plan may have."""
        most = self.record.m.get("max_effects")
        return most if isinstance(most, int) else None


def place_of(m: Mapping[str, Json]) -> str:
    """A digest of dialect, address, and all options but how to get there."""
    options = sorted((name, str(text)) for name, text in under(m, "option.") if name != "ca-file")
    where = repr((text_of(m, "dialect"), text_of(m, "url"), options))
    return sha256(where.encode()).hexdigest()[:32]
