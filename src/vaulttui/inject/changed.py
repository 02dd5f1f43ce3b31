"""Which names programs get otherwise once a credential's type is another, without a value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.types import CredentialType, Inject
from vaulttui.domain.types.templates import plain_text, template_words, with_names
from vaulttui.inject.naming import Naming, by_rule

Recipe = tuple[str | tuple[str, ...], ...]
"""What a name is made of; equal recipes give equal values."""
_HELD: Final = ("held",)


@dataclass(frozen=True, slots=True)
class Version:
    """A type as one credential has it: the fields that hold a value or will be given one.

    ``called`` are other ids for its fields, under which they are compared, and
    ``anew`` those whose value is another than it was.
    """

    type: CredentialType
    held: frozenset[str]
    called: Mapping[str, str]
    anew: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangedNames:
    """Variables, extra variables and files by name, each in alphabetical order."""

    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.changed or self.added)


def changed_names(
    name: str, before: Version, after: Version, namings: Iterable[Naming]
) -> ChangedNames:
    """What a credential called ``name`` gives otherwise, by each way in which it is given."""
    was: dict[str, Recipe] = {}
    now: dict[str, Recipe] = {}
    for naming in namings:
        was |= _given(name, before, naming)
        now |= _given(name, after, naming)
    return ChangedNames(
        gone=tuple(sorted(was.keys() - now.keys())),
        changed=tuple(sorted(one for one in was.keys() & now.keys() if was[one] != now[one])),
        added=tuple(sorted(now.keys() - was.keys())),
    )


def _given(name: str, of: Version, naming: Naming) -> dict[str, Recipe]:
    if of.type.injectors:
        return dict(_by_templates(of, naming))
    # Types of one's own inject by this rule alone, if by any.
    return dict(_by_rule(name, of, naming)) if of.type.inject is Inject.FIELDS else {}


def _by_rule(name: str, of: Version, naming: Naming) -> Iterator[tuple[str, Recipe]]:
    for field in of.type.fields:
        part = by_rule(field.id)
        if field.id in of.held:
            yield naming.final(f"{by_rule(name)}_{part}", part)[0], _field(of, field)


def _by_templates(of: Version, naming: Naming) -> Iterator[tuple[str, Recipe]]:
    injectors = of.type.injectors
    for plain, template in injectors.env.items():
        yield from _rendered(of, naming.final(plain)[0], template)
    for plain, template in injectors.extra_vars.items():
        yield from _rendered(of, f"extra variable {naming.final(plain)[0]}", template)
    for key, template in injectors.file.items():
        yield from _rendered(of, f"file {key}", template)


def _rendered(of: Version, name: str, template: str) -> Iterator[tuple[str, Recipe]]:
    words = template_words(template)
    used = [field for field in of.type.fields if field.id in words]
    # What would render as nothing is left out.
    if plain_text(template) or not used or any(_gives(of, field) for field in used):
        parts = sorted(_field(of, field) for field in used)
        yield name, (with_names(template, of.called), *parts)


def _gives(of: Version, field: Field) -> bool:
    # A boolean without a value is false, which is a text as well.
    return field.id in of.held or bool(field.default) or field.kind is FieldKind.BOOLEAN


def _field(of: Version, field: Field) -> tuple[str, ...]:
    """One field, under the id by which it is compared, and what is known of its value."""
    held = ("anew",) if field.id in of.anew else _HELD
    value = held if field.id in of.held else ("default", field.default or "")
    is_boolean = "boolean" if field.kind is FieldKind.BOOLEAN else ""
    return of.called.get(field.id, field.id), is_boolean, *value
