"""What a program is given: its outline by name, and the environment with its values."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue
from vaulttui.inject.collisions import refuse_collisions
from vaulttui.inject.fields import to_ask
from vaulttui.inject.gathering import Gathered, gathered
from vaulttui.inject.offers import Offer, Sort, refuse_missing
from vaulttui.inject.outline import Ask, Given, Outline
from vaulttui.inject.sketch import Sketch, given, sketch, without_files
from vaulttui.inject.values import Answers, Opened
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret
from vaulttui.session.session import Session

_NOWHERE: Final = Path("/folder")
_PAGES: Final = 32
"""Memory pages that Linux grants to one argument or variable (MAX_ARG_STRLEN)."""
_Made = list[tuple[Offer, Secret]]


@dataclass(frozen=True, slots=True)
class InjectedFile:
    """A file to be written into the folder given, before the program starts."""

    name: str
    content: Secret


@dataclass(frozen=True, slots=True)
class Environment:
    """Values by name, in alphabetical order; ``notes`` are sentences for the user."""

    variables: Mapping[str, Secret] = field(default_factory=dict)
    extra_vars: Mapping[str, Secret] = field(default_factory=dict)
    files: tuple[InjectedFile, ...] = ()
    notes: tuple[str, ...] = ()


def outline(session: Session, wanted: Wanted) -> Outline:
    """Names and origins, without opening a value; what is to be refused stands in it.

    Raises only for sources that cannot be: a revoked set named, a name of
    ``only`` that nothing gives.
    """
    found = _counted(session, wanted, _NOWHERE)
    sketched = [one for offer in found.offers if (one := sketch(session, offer)) is not None]
    return Outline(
        variables=_given(sketched, Sort.VARIABLE),
        extra_vars=_given(sketched, Sort.EXTRA),
        files=_given(sketched, Sort.FILE),
        asks=_asks(session, found.offers),
        notes=tuple(dict.fromkeys((*found.notes, *(one.note for one in sketched if one.note)))),
    )


def compose(
    session: Session, wanted: Wanted, *, folder: Path, answers: Answers, verb: str = "run"
) -> Environment:
    """Open what is wanted; Conflict, before a question is asked, where two origins collide.

    ``folder`` need not exist: files are named in it. ``answers`` asks the user.
    ``verb`` is what the reads are remembered as.
    """
    found = _counted(session, wanted, folder)
    for offer in found.offers:
        offer.check_name()
    values = Opened(session, answers)
    asked = [offer for offer in found.offers if offer.asks(session)]
    made = _made([offer for offer in found.offers if not offer.asks(session)], values)
    refuse_collisions([*(offer for offer, _ in made), *asked])
    made += _made(asked, values)
    names = {offer.name for offer, _ in made if offer.sort is not Sort.FILE}
    refuse_missing(wanted.only - names, names)
    environment = Environment(
        variables=_by_name(made, Sort.VARIABLE),
        extra_vars=_by_name(made, Sort.EXTRA),
        files=tuple(InjectedFile(*pair) for pair in _by_name(made, Sort.FILE).items()),
        notes=tuple(found.notes),
    )
    _refuse_zero(environment.variables)
    session.remember_all([(record, key) for (_, key), record in values.read.items()], verb)
    return environment


def refuse_too_large(environment: Environment) -> None:
    """Raise InvalidValue for a variable that Linux would not hand to a program."""
    most = _PAGES * os.sysconf("SC_PAGE_SIZE")
    for name, value in environment.variables.items():
        # The kernel counts NAME=VALUE and the zero byte after it.
        if len(os.fsencode(name)) + len(value) + 2 > most:
            raise InvalidValue(
                f"The value of {safe_text(name, 128)} is longer than the {most >> 10} KiB that a "
                "program can be handed in a variable.",
                hint="Give it as a file: by a type whose injectors have one.",
            )


def _counted(session: Session, wanted: Wanted, folder: Path) -> Gathered:
    found = gathered(session, wanted, folder)
    if not wanted.no_files:
        return found
    return replace(found, offers=without_files(session, found.offers))


def _made(offers: Iterable[Offer], values: Opened) -> _Made:
    pairs = [(offer, offer.make(values)) for offer in offers]
    return [(offer, value) for offer, value in pairs if value is not None]


def _by_name(made: _Made, sort: Sort) -> dict[str, Secret]:
    found = {offer.name: value for offer, value in made if offer.sort is sort}
    return dict(sorted(found.items()))


def _given(sketched: list[Sketch], sort: Sort) -> tuple[Given, ...]:
    return tuple(given(one for one in sketched if one.offer.sort is sort))


def _asks(session: Session, offers: list[Offer]) -> tuple[Ask, ...]:
    found = {
        (credential.id, field.id): Ask(credential, field)
        for offer in offers
        for credential, field in offer.reads
        if to_ask(session, credential, field)
    }
    return tuple(found.values())


def _refuse_zero(variables: Mapping[str, Secret]) -> None:
    for name, value in variables.items():
        if b"\0" in value.reveal():
            raise InvalidValue(
                f"The value of {safe_text(name, 128)} holds a zero byte, which no variable can.",
                hint="Give it as a file: by a type whose injectors have one.",
            )
