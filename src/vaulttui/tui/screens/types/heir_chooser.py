"""Which field takes over from one that a type has no more."""

from collections.abc import Sequence

from vaulttui.domain.fields import Field
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.sought import Sought
from vaulttui.tui.text import shown


class HeirChooser(Picker):
    """The answer is a field's id, or empty for none: the value stays with its credential."""

    def __init__(self, field: str, heirs: Sequence[Field]) -> None:
        super().__init__()
        self.title_text = f"What takes over from {shown(field, 50)}?"
        self._heirs = heirs

    def answers(self, typed: str) -> Sequence[Choice]:
        """New fields whose label or id holds all the words, and none of them."""
        sought = Sought(typed)
        nothing = Choice("", "nothing", "it becomes an extra field of each credential")
        choices = [Choice(one.id, one.label, f"{one.id}, {one.kind}") for one in self._heirs]
        return [one for one in (*choices, nothing) if sought.fits(f"{one.title}\n{one.note}")]
