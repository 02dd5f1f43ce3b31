"""What an offer comes to, without opening a value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.inject.collisions import grouped, origins
from vaulttui.inject.fields import lookup_needed
from vaulttui.inject.offers import Offer, Sort
from vaulttui.inject.outline import Given
from vaulttui.inject.values import Sketched
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Sketch:
    """An offer that will give something, as far as can be told.

    ``problem`` says why it cannot be made, ``note`` what cannot be told.
    """

    offer: Offer
    problem: str = ""
    note: str = ""


def sketch(session: Session, offer: Offer) -> Sketch | None:
    """None for what is going to be left out."""
    try:
        offer.check_name()
        for credential, field in offer.reads:
            lookup_needed(session, credential, field)
    except (InvalidValue, NotFound) as error:
        return Sketch(offer, problem=error.message)
    try:
        return None if offer.make(Sketched(session)) is None else Sketch(offer)
    except InvalidValue as error:
        if any(field.secret or field.ask for _, field in offer.reads):
            # It may have stumbled over a placeholder.
            return Sketch(offer, note=f"{offer.name} depends on a value: {error.message}")
        return Sketch(offer, problem=error.message)
    except VaulttuiError as error:
        return Sketch(offer, problem=error.message)


def given(sketches: Iterable[Sketch]) -> list[Given]:
    """The names that offers give, each once, in alphabetical order."""
    found = []
    for name, group in grouped(sketches, lambda one: one.offer.name):
        by, collide = origins(one.offer for one in group)
        problem = next((one.problem for one in group if one.problem), "")
        holds_path = any(one.offer.files for one in group)
        found.append(Given(name, by, collide, problem, holds_path))
    return found


def without_files(session: Session, offers: Sequence[Offer]) -> list[Offer]:
    """The variables alone, and none under a name by which the path of a file is given.

    Another claim to such a name goes as well: to give that one would settle a collision unseen.
    """
    variables = [one for one in offers if one.sort is Sort.VARIABLE]
    paths = {one.name for one in variables if one.files and sketch(session, one) is not None}
    return [one for one in variables if not one.files and one.name not in paths]
