"""What a source offers: one variable, extra variable or file, and how its value is made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.inject.fields import to_ask
from vaulttui.inject.naming import VARIABLE
from vaulttui.inject.origin import Origin
from vaulttui.inject.templates import Templates
from vaulttui.inject.values import Values
from vaulttui.secret import Secret
from vaulttui.session.session import Session


class Sort(Enum):
    """What is offered."""

    VARIABLE = auto()
    EXTRA = auto()
    FILE = auto()


Make = Callable[[Values], Secret | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing under its final name; ``make`` gives None where it is to be left out.

    Offers of one ``identity`` are the same thing, whichever way it comes.
    ``reads`` are the fields it is made of, ``files`` the names of the files
    whose paths are in it.
    """

    sort: Sort
    name: str
    origin: Origin
    identity: tuple[str, ...]
    make: Make
    reads: tuple[tuple[Credential, Field], ...] = ()
    files: frozenset[str] = frozenset()

    def asks(self, session: Session) -> bool:
        """True where the user must be asked before it can be made."""
        return any(to_ask(session, credential, field) for credential, field in self.reads)

    def check_name(self) -> None:
        """Raise InvalidValue where the name can be no variable's."""
        if self.sort is Sort.FILE:
            return
        # What a person wrote into an environment file may be odd, as long as a program can have it.
        if self.origin.path and self.name and not set("=\0") & set(self.name):
            return
        if not VARIABLE.fullmatch(self.name):
            raise InvalidValue(
                f"{safe_text(self.name, 128)} cannot be the name of a variable: {self.origin}.",
                hint="Give it another with `vaulttui assign … --rename VAR=NEW`, or use -e.",
            )


@dataclass(frozen=True, slots=True)
class Giving:
    """Where things are given: the session, the place for templates, the folder of files."""

    session: Session
    folder: Path
    templates: Templates


def failing(error: VaulttuiError) -> Make:
    """How something is made that cannot be."""

    def make(_values: Values) -> Secret | None:
        raise error

    return make


def chosen(offers: Iterable[Offer], only: frozenset[str], notes: Iterable[str] = ()) -> list[Offer]:
    """The offers that count: all, or those that ``only`` names with the files they need.

    NotFound where nothing offers a name; ``notes`` may say why.
    """
    offers = list(offers)
    if not only:
        return offers
    named = [one for one in offers if one.sort is not Sort.FILE and one.name in only]
    known = (one.name for one in offers if one.sort is not Sort.FILE)
    refuse_missing(only - {one.name for one in named}, known, notes)
    needed = _closure(named, [one for one in offers if one.sort is Sort.FILE])
    return [*named, *needed]


def refuse_missing(lacking: Iterable[str], there: Iterable[str], notes: Iterable[str] = ()) -> None:
    """Raise NotFound for names that nothing gives."""
    names = ", ".join(safe_text(name, 80) or '""' for name in sorted(lacking))
    if names:
        known = ", ".join(safe_text(name, 80) for name in sorted(set(there))) or "nothing"
        raise NotFound(f"Nothing gives {names}.", hint=" ".join([f"There is {known}.", *notes]))


def _closure(named: list[Offer], files: list[Offer]) -> Iterator[Offer]:
    by_name: dict[str, list[Offer]] = {}
    for one in files:
        by_name.setdefault(one.name, []).append(one)
    waiting = [name for one in named for name in sorted(one.files)]
    met = set[str]()
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            yield from by_name.get(name, ())
            waiting += [more for one in by_name.get(name, ()) for more in sorted(one.files)]
