"""Which type a new credential is of."""

from collections.abc import Sequence

from vaulttui.domain.types import CredentialType
from vaulttui.tui.picker import Choice, Picker

_DAILY_AWX_ID = 100


class TypeChooser(Picker):
    """All types, the daily ones first."""

    title_text = "New credential: which type?"
    placeholder = "login, aws, ssh…"

    def __init__(self, types: Sequence[CredentialType]) -> None:
        super().__init__()
        self._types = sorted(types, key=_order)

    def answers(self, typed: str) -> Sequence[Choice]:
        """Types whose name, id or description holds all the words."""
        words = typed.casefold().split()
        return [
            Choice(one.id, one.name, one.description or one.id)
            for one in self._types
            if all(word in f"{one.name} {one.id} {one.description}".casefold() for word in words)
        ]


def _order(one: CredentialType) -> tuple[bool, bool]:
    # The catalogue's own order otherwise: sorting is stable.
    return one.managed, one.managed and (one.awx_id or 0) <= _DAILY_AWX_ID
