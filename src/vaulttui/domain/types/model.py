"""A credential type as the program holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from vaulttui.domain.fields import Field

KINDS: Final = (
    "ssh",
    "vault",
    "net",
    "scm",
    "cloud",
    "registry",
    "token",
    "insights",
    "external",
    "kubernetes",
    "galaxy",
    "cryptography",
)
CUSTOM_KINDS: Final = ("cloud", "net")


class Inject(StrEnum):
    """What a type without injectors gives to a program.

    "By the rule" is one variable ``<NAME>_<FIELD>`` for each field that has a value, in
    upper case, what is not a letter or digit becoming ``_``; a prefix stands in place of
    ``<NAME>_``.

    - ``fields``: each field, by the rule;
    - ``fields-without-name``: each field as ``<FIELD>``; a prefix stands before it;
    - ``name``: the one required field as ``<NAME>`` itself;
    - ``files``: each multiline or file field as a file, its path by the rule; no other field;
    - ``nothing``: nothing, unless a field is asked for by name.
    """

    FIELDS = "fields"
    FIELDS_WITHOUT_NAME = "fields-without-name"
    NAME = "name"
    FILES = "files"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Injectors:
    """Templates by name: variables, files and extra variables, as AWX has them.

    The keys of ``file`` are ``template`` alone, or ``template.NAME`` for each of several;
    their paths are ``{{ tower.filename }}`` and ``{{ tower.filename.NAME }}``, known before
    any template is rendered. A template sees a boolean field as a boolean, every other as
    text; without a value a field counts as its default, without a default as false or as
    undefined, which renders as nothing. A variable or file that renders as nothing is left
    out.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    file: Mapping[str, str] = field(default_factory=dict)
    extra_vars: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.env or self.file or self.extra_vars)


@dataclass(frozen=True, slots=True)
class CredentialType:
    """A named, versioned list of fields and injectors; managed ones ship with the program.

    ``metadata`` are the fields that an external type asks for at each lookup.
    ``inject`` counts only while ``injectors`` is empty.
    """

    id: str
    name: str
    version: int
    kind: str
    fields: tuple[Field, ...]
    metadata: tuple[Field, ...] = ()
    injectors: Injectors = field(default_factory=Injectors)
    managed: bool = False
    awx_id: int | None = None
    description: str = ""
    inject: Inject = Inject.FIELDS

    def field(self, field_id: str) -> Field | None:
        """Return the field of that id, or None."""
        return next((one for one in self.fields if one.id == field_id), None)

    @property
    def required(self) -> tuple[str, ...]:
        """The ids of the required fields, in order."""
        return tuple(one.id for one in self.fields if one.required)

    @property
    def secret_fields(self) -> tuple[str, ...]:
        """The ids of the secret fields, in order."""
        return tuple(one.id for one in self.fields if one.secret)
