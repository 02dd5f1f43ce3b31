"""The names that variables get: by the rule, with a prefix, renamed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What can be the name of a variable in every shell."""
_OTHER: Final = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Naming:
    """How an assignment names what it gives; without one, nothing is changed."""

    prefix: str = ""
    renames: Mapping[str, str] = field(default_factory=dict)

    def final(self, plain: str, short: str = "") -> tuple[str, bool]:
        """The name that counts for ``plain``, and whether it was renamed.

        A prefix stands before ``short`` if there is one: what is left of a name
        made by the rule without its ``<NAME>_``. A rename may name the variable
        as it is without the prefix or with it.
        """
        prefixed = self.prefix + (short or plain) if self.prefix else plain
        for known in (plain, prefixed):
            if known in self.renames:
                return self.renames[known], True
        return prefixed, False


def by_rule(text: str) -> str:
    """Upper case, and ``_`` for what is neither an ASCII letter nor a digit."""
    return _OTHER.sub("_", text).upper()


def own_name(name: str) -> str:
    """The name of a credential as a variable: itself where that can be, else by the rule."""
    return name if VARIABLE.fullmatch(name) else by_rule(name)
