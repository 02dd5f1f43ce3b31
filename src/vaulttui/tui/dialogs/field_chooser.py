"""Which credential, and which of its fields."""

import heapq
from collections.abc import Sequence
from typing import Final

from vaulttui.domain.credentials import Credential, CredentialRow
from vaulttui.domain.fields import Field
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.sought import Sought
from vaulttui.tui.text import shown

_MOST: Final = 200


class CredentialChooser(Picker):
    """Asks for one of these credentials; the answer is its id."""

    placeholder = "a part of the name"

    def __init__(self, title: str, rows: Sequence[CredentialRow]) -> None:
        super().__init__()
        self.title_text = title
        self._rows = rows

    def answers(self, typed: str) -> Sequence[Choice]:
        """Credentials whose name or type holds all the words; the best by name first."""
        sought = Sought(typed)
        rows = [row for row in self._rows if sought.fits(f"{row.name}\n{row.type_id}")]
        best = heapq.nsmallest(_MOST, rows, key=lambda row: sought.rank(row.name))
        return [Choice(row.id, row.name, ", ".join((row.type_id, *row.tags))) for row in best]


class FieldChooser(Picker):
    """Asks for a field of a credential; those that hold a secret come first."""

    placeholder = "a part of the field's name"

    def __init__(self, credential: Credential, fields: Sequence[Field]) -> None:
        super().__init__()
        self.title_text = f"{shown(credential.name, 50)}: which field?"
        self._fields = sorted(
            fields, key=lambda field: (not credential.present(field.id), not field.secret)
        )
        self._credential = credential

    def answers(self, typed: str) -> Sequence[Choice]:
        """Fields whose label or id holds all the words."""
        sought = Sought(typed)
        return [
            Choice(field.id, field.label, self._note(field))
            for field in self._fields
            if sought.fits(f"{field.label}\n{field.id}")
        ]

    def _note(self, field: Field) -> str:
        if not self._credential.present(field.id):
            return "holds no value"
        return "secret" if field.secret else "public"
