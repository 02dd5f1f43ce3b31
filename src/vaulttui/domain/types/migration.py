"""Where the fields of a credential go when its type changes: none is left behind."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.text import safe_text
from vaulttui.domain.types.model import CredentialType
from vaulttui.errors import InvalidValue, NotFound

Moves = Mapping[str, str]
"""The field of the new version that takes over from one of the old, by the old one's id."""


class Fate(StrEnum):
    """What becomes of a field.

    - ``kept``: it stays what it is;
    - ``moved``: another field of the type takes over;
    - ``extra``: the type has it no more, so it becomes a field of the credential's own;
    - ``taken``: it was the credential's own, and the type has one of that id now.
    """

    KEPT = "kept"
    MOVED = "moved"
    EXTRA = "extra"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Route:
    """One field on its way: ``target`` is what holds its value from now on."""

    source: Field
    target: Field
    fate: Fate

    @property
    def fits(self) -> bool:
        """True where every value that the source may hold is one of the target's."""
        source, target = self.source, self.target
        return (
            source.kind is target.kind
            and target.format in ("", source.format)
            and set(source.choices) <= set(target.choices)
        )


def check_moves(old: CredentialType, new: CredentialType, moves: Moves) -> None:
    """Raise NotFound or InvalidValue for moves that cannot be made."""
    for before, after in moves.items():
        for of, name in ((old, before), (new, after)):
            if of.field(name) is None:
                which = "has" if of is old else "will have"
                fields = ", ".join(one.id for one in of.fields)
                raise NotFound(
                    f"The type {old.id} {which} no field {safe_text(name, 128)}.",
                    hint=f"Its fields are {fields}.",
                )
        if list(moves.values()).count(after) > 1:
            raise InvalidValue(f"Two fields cannot both become {after}.")
        if after != before and old.field(after) is not None and after not in moves:
            raise InvalidValue(
                f"{before} cannot become {after}: values are there already.",
                hint=f"Move those of {after} as well, or give the new field another id.",
            )


def routes(
    old: CredentialType,
    new: CredentialType,
    moves: Moves,
    own: Sequence[Field],
    held: Container[str],
) -> tuple[Route, ...]:
    """The way of every field that counts, no two of them to the same place.

    ``own`` are the credential's fields beside those of ``old``; ``held`` tells which
    of the type's fields hold a value, or are referred to.
    """
    beside = {one.id for one in own}
    typed = [one for one in old.fields if one.id in held and one.id not in beside]
    found = [_of_type(one, new.field(moves.get(one.id, one.id))) for one in typed]
    taken = {route.target.id for route in found}
    reserved = {one.id for one in new.fields} | beside | taken
    for one in own:
        field = new.field(one.id)
        if field is not None and field.id not in taken:
            found.append(Route(one, field, Fate.TAKEN))
        elif field is None and one.id not in taken:
            found.append(Route(one, one, Fate.KEPT))
        else:
            found.append(_beside(one, _free(one.id, reserved)))
            reserved.add(found[-1].target.id)
    return tuple(found)


def _of_type(source: Field, target: Field | None) -> Route:
    if target is None:
        return _beside(source, source.id)
    return Route(source, target, Fate.KEPT if source.id == target.id else Fate.MOVED)


def _beside(source: Field, field_id: str) -> Route:
    # Choices belong to types: without them, any text is one.
    kind = FieldKind.TEXT if source.kind is FieldKind.CHOICE else source.kind
    target = Field(id=field_id, label=source.label, kind=kind, secret=source.secret)
    return Route(source, target, Fate.EXTRA)


def _free(field_id: str, reserved: Container[str]) -> str:
    names = (f"{field_id[:120]}-{number}" for number in count(2))
    return next(name for name in names if name not in reserved)
