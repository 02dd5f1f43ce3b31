"""What a program would be given, by name."""

from dataclasses import dataclass

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.inject.origin import Origin


@dataclass(frozen=True, slots=True)
class Given:
    """A variable, an extra variable or a file, and every way by which it comes.

    Several origins may be the same thing met twice; ``collides`` is true where
    they are not. ``problem`` is a sentence where it cannot be made. ``holds_path``
    is true where the path of a file stands in it.
    """

    name: str
    origins: tuple[Origin, ...]
    collides: bool = False
    problem: str = ""
    holds_path: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A field that the user would be asked for."""

    credential: Credential
    field: Field


@dataclass(frozen=True, slots=True)
class Outline:
    """Names and origins, each in alphabetical order.

    ``notes`` are sentences for the user. Where there are ``collisions`` or
    ``refusals``, a program is not started.
    """

    variables: tuple[Given, ...] = ()
    extra_vars: tuple[Given, ...] = ()
    files: tuple[Given, ...] = ()
    asks: tuple[Ask, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def collisions(self) -> tuple[Given, ...]:
        """What different origins claim; ``run`` and ``env`` refuse it."""
        return tuple(one for one in (*self.variables, *self.extra_vars) if one.collides)

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why else they refuse, a sentence each."""
        found = (*self.variables, *self.extra_vars, *self.files)
        return tuple(dict.fromkeys(one.problem for one in found if one.problem))
