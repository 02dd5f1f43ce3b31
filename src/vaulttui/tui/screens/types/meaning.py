"""What a type's form comes to: what is wrong with it, or what it means for the credentials."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from vaulttui.domain.text import plural
from vaulttui.domain.types import CredentialType, breaking_changes
from vaulttui.errors import VaulttuiError
from vaulttui.operations import migrations
from vaulttui.operations.type_effects import Preview
from vaulttui.session.session import Session
from vaulttui.tui.position import TypeState
from vaulttui.tui.screens.types.state import moves_of, type_of
from vaulttui.tui.text import words


@dataclass(frozen=True, slots=True)
class Meaning:
    """``problem`` is a sentence, empty where the type can be; then the rest is there."""

    problem: str = ""
    type: CredentialType | None = None
    preview: Preview | None = None
    moves: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    changed: bool = False
    new: bool = False

    @property
    def harmless(self) -> bool:
        """True where it can be saved as it is."""
        return not self.problem and not (self.preview and self.preview.breaks)

    @property
    def told(self) -> str:
        """All of it, a sentence on each line."""
        if self.problem or self.preview is None or self.type is None:
            return f"! {self.problem}"
        users = len(self.preview.effects)
        if self.preview.breaks:
            whom = f"≠ {plural(users, 'credential')} of this type must change with it; saving shows"
            how = f"{whom} first what becomes of each, and no value is lost."
            return "\n".join((how, *(f"· {one}" for one in self.reasons)))
        if self.new:
            return "✓ It can be saved."
        if not self.changed:
            return f"Nothing is changed yet. {plural(users, 'credential')} of this type."
        return f"✓ {self.preview.told}"


class Meanings:
    """Reads a form again and again; what it means for credentials only where that may differ."""

    def __init__(self, session: Session, before: TypeState) -> None:
        self._session = session
        self.before = before
        self._of: object = None
        self._preview: Preview | None = None

    def forget(self) -> None:
        """The vault holds something else now."""
        self._of = None

    def read(self, state: TypeState) -> Meaning:
        """What the form comes to; it may take a while where many credentials are of the type."""
        session = self._session
        try:
            found = type_of(session, self.before, state)
            moves = moves_of(session, state, found)
            # What people read of a type means nothing to its credentials.
            of = replace(found, name="", description="", version=1), dict(moves)
            if self._preview is None or of != self._of:
                self._preview = migrations.preview(session, found, moves)
                self._of = of
        except VaulttuiError as error:
            return Meaning(words(error))
        known = session.view.type(found.id)
        changed = known is None or replace(found, version=known.version) != known
        why = reasons(known, found, moves, self._preview) if known else ()
        return Meaning("", found, self._preview, moves, why, changed, known is None)


def reasons(
    old: CredentialType, new: CredentialType, moves: Mapping[str, str], found: Preview
) -> tuple[str, ...]:
    """Why credentials must change as well, a sentence each; what only moves is told as that."""
    moved = tuple(structs.replace(one, id=moves.get(one.id, one.id)) for one in old.fields)
    of_type = breaking_changes(old, new)
    return (
        *(f'The field "{before}" becomes "{after}".' for before, after in moves.items()),
        *breaking_changes(replace(old, fields=moved), new),
        *(one for one in found.breaks if one not in of_type),
    )
