"""Which type a new credential is of."""

from collections.abc import Sequence

from vaulttui.domain.types import CredentialType
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.sought import Sought

_DAILY_AWX_ID = 100


class TypeChooser(Picker):
    """All types, the daily ones first."""

    title_text = "New credential: which type?"
    placeholder = "login, aws, ssh…"

    def __init__(self, types: Sequence[CredentialType]) -> None:
        super().__init__()
        self._types = sorted(types, key=_order)

    def answers(self, typed: str) -> Sequence[Choice]:
        """Types whose name, id or description holds all the words, the best first."""
        sought = Sought(typed)
        fitting = [one for one in self._types if sought.fits(_everything(one))]
        return [
            Choice(one.id, one.name, one.description or one.id)
            for one in sorted(fitting, key=lambda one: _rank(one, sought))
        ]


def _everything(one: CredentialType) -> str:
    return f"{one.name} {one.id} {one.description}"


def _rank(one: CredentialType, sought: Sought) -> int:
    """By id, by name, by how the id begins, by either, or by the description alone."""
    if not sought:
        return 0
    fits = (
        one.id.casefold() == sought.text,
        one.name.casefold() == sought.text,
        one.id.casefold().startswith(sought.text),
        sought.fits(f"{one.name} {one.id}"),
        True,
    )
    return fits.index(True)


def _order(one: CredentialType) -> tuple[bool, bool]:
    # The catalogue's own order otherwise: sorting is stable.
    return one.managed, one.managed and (one.awx_id or 0) <= _DAILY_AWX_ID
