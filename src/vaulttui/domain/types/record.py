"""A type as the JSON of its record in the vault."""

from collections.abc import Mapping
from typing import Final

from vaulttui.domain.fields import FieldKind
from vaulttui.domain.types.model import CredentialType, Inject
from vaulttui.errors import InvalidValue

_KNOWN: Final = frozenset(FieldKind)


def type_to_json(credential_type: CredentialType) -> dict[str, object]:
    """Return plain JSON values; every key is written, so that a diff of two is complete."""
    import msgspec

    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(credential_type))
    return plain


def type_from_json(data: Mapping[str, object]) -> CredentialType:
    """Read what ``type_to_json`` wrote; unknown keys are passed over.

    A field kind or a way of injecting that a newer version wrote is read as the one
    that shows least. Raises InvalidValue when a key is missing or has the wrong type.
    """
    import msgspec

    known = {
        **data,
        "fields": _with_known_kinds(data.get("fields")),
        "metadata": _with_known_kinds(data.get("metadata", ())),
    }
    if known.get("inject", Inject.FIELDS) not in frozenset(Inject):
        known["inject"] = Inject.NOTHING.value
    try:
        return msgspec.convert(known, CredentialType)
    except msgspec.ValidationError as error:
        raise InvalidValue(f"A stored credential type cannot be read: {error}.") from None


def _with_known_kinds(fields: object) -> object:
    if not isinstance(fields, (list, tuple)):
        return fields
    return [
        {**one, "kind": FieldKind.SECRET.value}
        if isinstance(one, dict) and one.get("kind", FieldKind.TEXT) not in _KNOWN
        else one
        for one in fields
    ]
