"""What a command line asks to be given to a program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vaulttui.domain.assignments import Arrangement, Assignment
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.errors import NotFound
from vaulttui.secret import Secret

Finder = Callable[[str], Credential]
"""Finds the one credential of an address, or raises NotFound, Ambiguous or InvalidValue."""


def find_nothing(address: str) -> Credential:
    """The finder of those who have no references to follow."""
    raise NotFound(f"There is no credential {address}.")


@dataclass(frozen=True, slots=True)
class EnvFile:
    """An environment file, read; ``path`` is as the user named it."""

    path: str
    content: Secret


@dataclass(frozen=True, slots=True)
class Wanted:
    """Sources of variables, in the order they were named.

    ``credentials`` give what they would by themselves, given to no project.
    ``variables`` are the name, the credential and the field of each ``-e``; ``only``
    are the names that count, all where it is empty. ``find`` follows references
    in environment files. ``supposing`` are assignments that are to count for a
    project, by its id, in place of those it has. With ``no_files`` only variables
    count, and of them none that holds the path of a file.
    """

    projects: tuple[Project, ...] = ()
    sets: tuple[Set, ...] = ()
    credentials: tuple[Credential, ...] = ()
    env_files: tuple[EnvFile, ...] = ()
    variables: tuple[tuple[str, Credential, str], ...] = ()
    only: frozenset[str] = frozenset()
    find: Finder = find_nothing
    supposing: Mapping[str, Sequence[Assignment | Arrangement]] = field(default_factory=dict)
    no_files: bool = False
