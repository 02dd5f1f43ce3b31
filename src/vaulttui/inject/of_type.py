"""What credentials of a type give to programs, in words (rules: ``docs/inject.md``)."""

from collections.abc import Iterable, Iterator
from typing import Final

from vaulttui.domain.text import plural, safe_text
from vaulttui.domain.types import CredentialType, Inject, Injectors
from vaulttui.inject.credentials import AS_FILES
from vaulttui.inject.naming import by_rule

_NAME: Final = "NAME is the credential's name in upper case"
_ABOUT: Final = {
    Inject.FIELDS: f"{_NAME}; a field without a value gives nothing",
    Inject.FIELDS_WITHOUT_NAME: "a field without a value gives nothing",
    Inject.NAME: "NAME is the credential's name as it is, if that can be a variable",
    Inject.FILES: f"{_NAME}; the variable holds the path",
    Inject.NOTHING: "-e and references name a single field",
}


def given_by(found: CredentialType) -> tuple[str, str]:
    """The names, ``NAME`` standing for the credential's, and a remark on them, perhaps empty."""
    if found.injectors:
        return "; ".join(_by_templates(found.injectors)), ""
    return ", ".join(_by_rule(found)) or "nothing", _ABOUT[found.inject]


def _by_rule(found: CredentialType) -> Iterator[str]:
    for field in found.fields:
        part = by_rule(field.id)
        if found.inject is Inject.FIELDS:
            yield f"NAME_{part}"
        elif found.inject is Inject.FIELDS_WITHOUT_NAME:
            yield part
        elif found.inject is Inject.NAME and field.required:
            yield "NAME"
        elif found.inject is Inject.FILES and field.kind in AS_FILES:
            yield f"NAME_{part} as a file"


def _by_templates(injectors: Injectors) -> Iterator[str]:
    paths = [name for name, template in injectors.env.items() if "tower.filename" in template]
    variables = [name for name in injectors.env if name not in paths]
    if variables:
        yield _row(variables)
    if paths:
        yield f"{_row(paths)} with the path of a file"
    elif injectors.file:
        yield plural(len(injectors.file), "file")
    if injectors.extra_vars:
        yield f"{plural(len(injectors.extra_vars), 'extra variable')}: {_row(injectors.extra_vars)}"


def _row(names: Iterable[str]) -> str:
    return ", ".join(map(safe_text, names))
