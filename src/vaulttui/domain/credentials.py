"""Credentials as a person thinks of them, read from what one sees of a record."""

from collections.abc import Mapping

import msgspec

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.named import Owned
from vaulttui.domain.revisions import Json, Record, Revision

TYPED, GENERATED, IMPORTED, PLACEHOLDER = "typed", "generated", "imported", "placeholder"


class ValueInfo(msgspec.Struct, frozen=True):
    """What is known of a value beside itself; times in milliseconds since 1970 UTC."""

    set_at: int
    origin: str
    expires_at: int | None = None

    def to_json(self) -> dict[str, Json]:
        """As it stands in a record's metadata."""
        plain: dict[str, Json] = {"set_at": self.set_at, "origin": self.origin}
        if self.expires_at is not None:
            plain["expires_at"] = self.expires_at
        return plain


class CredentialRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a list: everything it shows, sorts and filters by, and no value."""

    id: str
    name: str
    type_id: str
    tags: tuple[str, ...]
    updated_at: int
    expires_at: int | None
    oldest_set_at: int | None
    conflicted: bool
    haystack: str


class Credential(Owned, frozen=True):
    """A record of kind ``credential``, read; ``record`` is what it was read from."""

    @property
    def type_id(self) -> str:
        """The id of its type."""
        return text_of(self.record.m, "type")

    @property
    def type_version(self) -> int:
        """The version of the type it was last written for."""
        version = self.record.m.get("type_version", 1)
        return version if isinstance(version, int) else 1

    @property
    def managed(self) -> bool:
        """True where it may only be read."""
        return self.record.m.get("managed") is True

    @property
    def tags(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tags_of(self.record.m)

    @property
    def source(self) -> tuple[str, str] | None:
        """The tool it was imported from, and its identity there."""
        source = self.record.m.get("source")
        if not isinstance(source, dict):
            return None
        return text_of(source, "tool"), text_of(source, "id")

    @property
    def created_at(self) -> int:
        """Milliseconds since 1970 UTC; where it was imported from may have had it longer."""
        stored = self.record.m.get("created_at")
        if isinstance(stored, int):
            return stored
        return min(revision.at for revision in self.record.revisions)

    @property
    def updated_at(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.record.at

    @property
    def public(self) -> dict[str, str]:
        """The values that are not secret, by field."""
        return {
            key: value for key, value in under(self.record.m, "field.") if isinstance(value, str)
        }

    @property
    def sealed(self) -> frozenset[str]:
        """The fields that hold a sealed value."""
        return frozenset(self.record.v)

    @property
    def extra(self) -> tuple[Field, ...]:
        """Fields of its own, beside those of its type."""
        return extra_fields(self.record.m)

    @property
    def conflicts(self) -> frozenset[str]:
        """What two programs changed to different things; empty nearly always."""
        return self.record.conflicts

    def present(self, field: str) -> bool:
        """True where the field holds a value."""
        return field in self.record.v or f"field.{field}" in self.record.m

    def info(self, field: str) -> ValueInfo:
        """What is known of a field's value; one of which nothing is came with the record."""
        origin = IMPORTED if self.source else TYPED
        return value_info(self.record.m.get(f"value.{field}"), self.created_at, origin)


def value_info(stored: Json, set_at: int, origin: str = TYPED) -> ValueInfo:
    """Read a ``value.FIELD`` of a record's metadata."""
    known = stored if isinstance(stored, dict) else {}
    expires = known.get("expires_at")
    return ValueInfo(
        set_at=known["set_at"] if isinstance(known.get("set_at"), int) else set_at,
        origin=text_of(known, "origin") or origin,
        expires_at=expires if isinstance(expires, int) else None,
    )


def tags_of(m: Mapping[str, Json]) -> tuple[str, ...]:
    """The tags in a record's metadata."""
    return tuple(sorted(tag for tag, there in under(m, "tag.") if there is True))


def extra_fields(m: Mapping[str, Json]) -> tuple[Field, ...]:
    """The extra fields described in a record's metadata, in the order they were added."""
    return tuple(
        Field(
            id=field_id,
            label=text_of(described, "label") or field_id,
            kind=_kind(text_of(described, "kind")),
            secret=described.get("secret") is True,
        )
        for field_id, described in under(m, "extra.")
        if isinstance(described, dict)
    )


def extra_to_json(field: Field) -> dict[str, Json]:
    """An extra field as it stands in a record's metadata."""
    return {"label": field.label, "kind": field.kind.value, "secret": field.secret}


def credential_row(shown: Revision | Record) -> CredentialRow:
    """The row of a credential; written for speed, a list has 100,000 of them."""
    m, v = shown.m, shown.v
    name, type_id = text_of(m, "name"), text_of(m, "type")
    tags = [key[4:] for key, value in m.items() if value is True and key[:4] == "tag."]
    parts = [value for key, value in m.items() if key[:6] == "field." and type(value) is str]
    expires: int | None = None
    oldest: int | None = None
    for key, value in m.items():
        if type(value) is dict and key[:6] == "value.":
            expires = _least(expires, value.get("expires_at"))
            if key[6:] in v:
                oldest = _least(oldest, value.get("set_at"))
    tags.sort()
    words = (name, type_id, text_of(m, "description"), *tags, *parts)
    return CredentialRow(
        shown.id,
        name,
        type_id,
        tuple(tags),
        shown.at,
        expires,
        oldest,
        bool(shown.conflicts),
        "\n".join(words).casefold(),
    )


def _least(known: int | None, found: Json) -> int | None:
    if not isinstance(found, int):
        return known
    return found if known is None or found < known else known


def _kind(name: str) -> FieldKind:
    # A kind of a later version is still text that must not be shown by accident.
    return FieldKind(name) if name in FieldKind.__members__.values() else FieldKind.SECRET
