"""What an offer comes to, without opening a value."""

from collections.abc import Iterable
from dataclasses import dataclass

from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.inject.collisions import grouped, origins
from vaulttui.inject.fields import lookup_needed
from vaulttui.inject.offers import Offer
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
        found.append(Given(name, by, collide, problem))
    return found
