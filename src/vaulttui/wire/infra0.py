"""Infra0's app credentials and credential types: paths, words and JSON.

The documentation says neither how answers name their attributes nor what an error
looks like. What begins with ``Told`` reads every natural spelling; everything else is
what is sent, and what the local server answers.
"""

from collections.abc import Mapping
from typing import Final, Generic, TypeVar
from urllib.parse import quote

from msgspec import UNSET, Raw, Struct, UnsetType

from vaulttui.domain.fields import Field, FieldKind

V = TypeVar("V")
T = TypeVar("T")

CREDENTIALS: Final = "/api/v1/app-credentials"
TYPES: Final = "/api/v1/credential-types"
ASSIGN: Final = "assign-projects"
BY_PROJECT: Final = "by-project"
USUAL_PAGE: Final = 20
LARGEST_PAGE: Final = 100
_LONGEST_ID: Final = 512


def credential_path(object_id: str, *more: str) -> str:
    """The path of one credential, or of what hangs below it."""
    return "/".join((CREDENTIALS, quote(object_id, safe=""), *more))


def usable(object_id: str) -> bool:
    """True for an id that can stand in such a path."""
    return 0 < len(object_id) <= _LONGEST_ID and object_id not in (".", "..")


def type_path(object_id: str) -> str:
    """The path of one credential type."""
    return f"{TYPES}/{quote(object_id, safe='')}"


# Bodies of requests


class Key(Struct, Generic[V], frozen=True, rename="camel"):
    """One value. ``""`` leaves the one there is, null takes it away."""

    field_id: str
    key_value: V


class CredentialBody(Struct, Generic[V], frozen=True, rename="camel"):
    """A credential to be made or changed; what is not named stays."""

    credential_name: str | UnsetType = UNSET
    credential_type_id: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    keys: tuple[Key[V], ...] | UnsetType = UNSET
    project_ids: tuple[str, ...] | UnsetType = UNSET


class ProjectsBody(Struct, frozen=True, rename="camel"):
    """All projects that a credential is to be assigned to."""

    project_ids: tuple[str, ...]


class FieldBody(Struct, frozen=True, rename="camel"):
    """A field of a type to be made or changed; one that is there keeps its ids."""

    field_name: str
    field_label: str
    field_type: str
    id: str | int | UnsetType = UNSET
    field_id: str | int | UnsetType = UNSET


class TypeBody(Struct, frozen=True, rename="camel"):
    """A type to be made or changed; what is not named stays."""

    type_name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    fields: tuple[FieldBody, ...] | UnsetType = UNSET


# Answers


class Page(Struct, Generic[T], frozen=True, rename="camel"):
    """A part of a list; ``total`` counts the whole, pages begin at 1."""

    data: tuple[T, ...]
    total: int
    page: int = 0
    page_size: int = 0


class TypeField(Struct, frozen=True, rename="camel"):
    """A field of a type: both ids and the name are the vault's own id of the field."""

    id: str
    field_id: str
    field_name: str
    field_label: str
    field_type: str


class Type(Struct, frozen=True, rename="camel"):
    """A credential type; of one that ships with the program the times are null."""

    id: str
    type_name: str
    description: str
    fields: tuple[TypeField, ...]
    created_at: str | None
    updated_at: str | None


class Credential(Struct, frozen=True, rename="camel"):
    """A credential; ``keys`` are the fields that hold a value, each blank."""

    id: str
    credential_name: str
    credential_type_id: str
    description: str
    keys: tuple[Key[str], ...]
    project_ids: tuple[str, ...]
    created_at: str
    updated_at: str


class Assignment(Struct, frozen=True, rename="camel"):
    """That a credential is assigned to a project."""

    id: str
    credential_id: str
    project_id: str
    created_at: str


class Done(Struct, frozen=True):
    """What a deletion answers."""

    success: bool = True


class Failure(Struct, frozen=True):
    """What went wrong, in a sentence. The sources show no error at all."""

    error: str


# Answers as others may spell them

Ident = str | int
_OTHER: Final = {"other_id": "_id"}


def _spelt(name: str) -> str:
    head, *rest = name.split("_")
    return _OTHER.get(name) or head + "".join(map(str.title, rest))


def _first(*idents: "Ident | None") -> str:
    return next((str(one) for one in idents if one is not None), "")


class ToldRef(Struct, frozen=True, rename=_spelt):
    """Another object that an answer names whole in place of its id."""

    id: Ident | None = None
    other_id: Ident | None = None
    project_id: Ident | None = None
    type_name: str | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """Its id, empty where none is told."""
        return _first(self.project_id, self.id, self.other_id)


class ToldKey(Struct, frozen=True, rename=_spelt):
    """A value of which nothing is read but whether it is null."""

    field_id: Ident | None = None
    id: Ident | None = None
    key_value: Raw = Raw(b'""')

    @property
    def key(self) -> str:
        """The field's id."""
        return _first(self.field_id, self.id)

    @property
    def holds(self) -> bool:
        """False where the value is told to be null, which may mean hidden as well as none."""
        return bytes(self.key_value) != b"null"


class ToldField(Struct, frozen=True, rename=_spelt):
    """A field of a type."""

    id: Ident | None = None
    other_id: Ident | None = None
    field_id: Ident | None = None
    field_name: str | None = None
    name: str | None = None
    field_label: str | None = None
    label: str | None = None
    field_type: str | None = None
    type: str | None = None

    @property
    def key(self) -> str:
        """What a value of this field names."""
        return _first(self.field_id, self.id, self.other_id)

    @property
    def called(self) -> str:
        """The name that people gave it, by which it is found."""
        return _first(self.field_name, self.name)

    def body(self) -> FieldBody:
        """The field as it is, to be sent back."""
        return FieldBody(
            field_name=self.called,
            field_label=_first(self.field_label, self.label, self.called),
            field_type=_first(self.field_type, self.type, _USUAL_WORD),
            **self.ids(),
        )

    def ids(self) -> dict[str, Ident]:
        """The ids under which it was told, for a body that means this very field."""
        own = self.other_id if self.id is None else self.id
        return {
            name: ident
            for name, ident in (("id", own), ("field_id", self.field_id))
            if ident is not None
        }


class ToldType(Struct, frozen=True, rename=_spelt):
    """A credential type; ``fields`` is None where a list leaves them out."""

    id: Ident | None = None
    other_id: Ident | None = None
    type_name: str | None = None
    name: str | None = None
    description: str | None = None
    fields: tuple[ToldField, ...] | None = None
    updated_at: Ident | float | None = None

    @property
    def key(self) -> str:
        """Its id."""
        return _first(self.id, self.other_id)

    @property
    def called(self) -> str:
        """Its name."""
        return _first(self.type_name, self.name)


class ToldCredential(Struct, frozen=True, rename=_spelt):
    """A credential; ``keys`` and the projects are None where nothing is told of them."""

    id: Ident | None = None
    other_id: Ident | None = None
    credential_name: str | None = None
    name: str | None = None
    credential_type_id: Ident | ToldRef | None = None
    credential_type: Ident | ToldRef | None = None
    description: str | None = None
    keys: tuple[ToldKey, ...] | None = None
    project_ids: tuple[Ident | ToldRef, ...] | None = None
    projects: tuple[Ident | ToldRef, ...] | None = None
    updated_at: Ident | float | None = None

    @property
    def key(self) -> str:
        """Its id."""
        return _first(self.id, self.other_id)

    @property
    def called(self) -> str:
        """Its name."""
        return _first(self.credential_name, self.name)

    @property
    def type_id(self) -> str:
        """The id of its type."""
        return _key_of(self.credential_type_id) or _key_of(self.credential_type)

    @property
    def assigned(self) -> frozenset[str] | None:
        """The ids of its projects."""
        told = self.projects if self.project_ids is None else self.project_ids
        return None if told is None else frozenset(map(_key_of, told))


def mark_of(told: ToldType | ToldCredential) -> str:
    """The word for its last change, only ever compared; empty where none is told."""
    return "" if told.updated_at is None else str(told.updated_at)


def _key_of(told: "Ident | ToldRef | None") -> str:
    return told.key if isinstance(told, ToldRef) else _first(told)


# The words for kinds of fields, which are documented nowhere

_USUAL_WORD: Final = "text"
_PASSWORD: Final = "password"  # noqa: S105  # a kind, no password
_WORDS: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: _USUAL_WORD,
    FieldKind.SECRET: _PASSWORD,
    FieldKind.MULTILINE: "textarea",
    FieldKind.FILE: "file",
    FieldKind.JSON: "json",
    FieldKind.BOOLEAN: "boolean",
    FieldKind.INTEGER: "number",
    FieldKind.CHOICE: "select",
    FieldKind.URL: "url",
    FieldKind.DATE: "date",
    FieldKind.TOTP: _PASSWORD,
}
_KEPT_IF_SECRET: Final = frozenset({FieldKind.MULTILINE, FieldKind.FILE, FieldKind.JSON})
"""Kinds whose values do not fit into the one line of a password."""
_SECRET: Final = (FieldKind.SECRET, True)
_KINDS: Final[Mapping[str, tuple[FieldKind, bool]]] = {
    **dict.fromkeys(("text", "string", "email", "select", "choice"), (FieldKind.TEXT, False)),
    **dict.fromkeys(("password", "secret", "token"), _SECRET),
    **dict.fromkeys(("textarea", "multiline"), (FieldKind.MULTILINE, True)),
    **dict.fromkeys(("number", "integer"), (FieldKind.INTEGER, False)),
    **dict.fromkeys(("boolean", "checkbox"), (FieldKind.BOOLEAN, False)),
    **dict.fromkeys(("url", "uri"), (FieldKind.URL, False)),
    "file": (FieldKind.FILE, True),
    "json": (FieldKind.JSON, True),
    "date": (FieldKind.DATE, False),
    "totp": (FieldKind.TOTP, True),
}


def word_of(field: Field) -> str:
    """The ``fieldType`` of a field; one that is secret is masked there where it can be."""
    secret = field.secret and field.kind not in _KEPT_IF_SECRET
    return _PASSWORD if secret else _WORDS[field.kind]


def field_body(field: Field) -> FieldBody:
    """A field of ours as a type is told of it."""
    return FieldBody(field.id, field.label, word_of(field))


def kind_of(word: str) -> tuple[FieldKind, bool]:
    """Kind and secrecy of a ``fieldType``; a word that nobody knows is a secret.

    What may hold a key or a token is secret as well, and a choice of which the
    choices are not told is any text.
    """
    return _KINDS.get(word.strip().casefold(), _SECRET)
