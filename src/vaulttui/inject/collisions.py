"""Names that several origins claim."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict
from vaulttui.inject.offers import Offer, Sort
from vaulttui.inject.origin import Origin

T = TypeVar("T")
EXTRA_VARIABLES: Final = "VAULTTUI_EXTRA_VARS"
"""The variable that names the file of the extra variables."""


def origins(offers: Iterable[Offer]) -> tuple[tuple[Origin, ...], bool]:
    """The origins of offers of one name, and whether they collide."""
    offers = list(offers)
    found = tuple(dict.fromkeys(offer.origin for offer in offers))
    return found, len({offer.identity for offer in offers}) > 1


def grouped(offers: Iterable[T], name: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    """What has the same name together, in alphabetical order."""
    groups: dict[str, list[T]] = {}
    for offer in offers:
        groups.setdefault(name(offer), []).append(offer)
    return sorted(groups.items())


def refuse_collisions(offers: Iterable[Offer]) -> None:
    """Raise Conflict with all names that are claimed more than once, and by what."""
    offers = list(offers)
    found = [claim for sort in (Sort.VARIABLE, Sort.EXTRA) for claim in _found(offers, sort)]
    if found:
        told = " ".join(claimed(name, by) for name, by in found)
        raise Conflict(told, hint=_hint(origin for _, by in found for origin in by))
    extra = next((offer for offer in offers if offer.sort is Sort.EXTRA), None)
    taken = next((one for one in offers if _is_the_file(one)), None)
    if extra and taken:
        raise Conflict(
            f"{EXTRA_VARIABLES} is where the extra variables go, and also comes from "
            f"{taken.origin}.",
            hint=_hint([taken.origin]),
        )


def claimed(name: str, by: Iterable[Origin]) -> str:
    """Which origins claim a name, in a sentence."""
    claims = "; ".join(f"({at}) {origin}" for at, origin in enumerate(by, 1))
    return f"{safe_text(name, 128)} has several sources: {claims}."


def ways_out(by: Iterable[Origin]) -> str:
    """What to do where these claim a name: "assign one …, or leave …", without an end."""
    by = list(by)
    known = (
        ("assign one with another --prefix or --rename", any(one.project_id for one in by)),
        ("leave the line out of the file", any(one.path for one in by)),
        ("give -e another name", any(one.rule == "option" for one in by)),
        ("leave out -s", any(one.by_name for one in by)),
        ("assign one to a project, with a prefix, and name that", any(map(_by_itself, by))),
    )
    return ", or ".join(way for way, fits in known if fits)


def _by_itself(origin: Origin) -> bool:
    """Whether a credential gives it that neither a project nor an option names."""
    named = origin.project_id or origin.path or origin.by_name or origin.set_id
    return not named and origin.rule != "option"


def _hint(by: Iterable[Origin]) -> str:
    ways = ways_out(by)
    return (
        f"{ways[0].upper()}{ways[1:]}, or say with --only what is needed; "
        "see `vaulttui explain VAR`."
    )


def _found(offers: list[Offer], sort: Sort) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    groups = grouped([one for one in offers if one.sort is sort], lambda one: one.name)
    for name, group in groups:
        by, collide = origins(group)
        if collide:
            yield name, by


def _is_the_file(offer: Offer) -> bool:
    return offer.sort is Sort.VARIABLE and offer.name == EXTRA_VARIABLES
