"""What a program is given: its outline by name, and the environment with its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vaulttui.inject.outline import Outline
from vaulttui.inject.values import Answers
from vaulttui.inject.wanted import Wanted
from vaulttui.secret import Secret
from vaulttui.session.session import Session


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

    @property
    def needs_folder(self) -> bool:
        """True where there are files to be written."""
        return bool(self.files)


def outline(session: Session, wanted: Wanted) -> Outline:
    """Names and origins, without opening a value; what is to be refused stands in it."""
    return Outline()


def compose(
    session: Session, wanted: Wanted, *, folder: Path, answers: Answers, verb: str = "run"
) -> Environment:
    """Open what is wanted; Conflict, before a question is asked, where two origins collide.

    ``folder`` need not exist: files are named in it. ``answers`` asks the user.
    ``verb`` is what the reads are remembered as.
    """
    return Environment()


def refuse_too_large(environment: Environment) -> None:
    """Raise InvalidValue for a variable that Linux would not hand to a program."""
