"""The JSON that ``export json`` writes, read back; people and scripts may write it as well."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from vaulttui.domain.catalogue import managed
from vaulttui.domain.credentials import IMPORTED, ValueInfo
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.identifiers import check_identifier, check_tag
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType, parse_type, type_from_json, type_to_toml
from vaulttui.errors import InvalidValue, Unsupported
from vaulttui.formats.draft import CredentialDraft, FileDraft, made_up_id
from vaulttui.formats.imported import ImportedFile, SourceSecret
from vaulttui.formats.json_shape import NAME, VERSION, Credential, File, Value, milliseconds
from vaulttui.formats.source_text import decode, shown

_ID: Final = re.compile("[0-9a-f]{32}")
_ODD_VALUE: Final = "it has neither a text nor base64 that can be read"
_ORIGINS: Final = frozenset({"typed", "generated", "imported", "placeholder"})


class JsonFile:
    """Credentials in clear; the identity is the credential's id in the vault it came from."""

    name: Final = "json"
    needs_secret: Final = False

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Read an export; ``secret`` is not used."""
        found = _decoded(decode(data, origin), origin)
        file = FileDraft(NAME)
        types = _types(file, found)
        for number, raw in enumerate(found.credentials or (), start=1):
            try:
                credential = msgspec.json.decode(raw, type=Credential)
            except (msgspec.DecodeError, RecursionError):
                file.leave("", f"credential {number}", "it does not have the shape of one")
                continue
            if credential.type:
                _credential(file, types, credential)
            else:
                file.leave(credential.name, "the whole credential", "it names no type")
        return file.build(types.values())


def _decoded(text: str, origin: str) -> File:
    try:
        found = msgspec.json.decode(text, type=File)
    except msgspec.ValidationError:
        why = "is no export of vaulttui"
    except msgspec.DecodeError:
        why = "is not whole JSON"
    except RecursionError:
        why = "nests too deeply"
    else:
        if found.format == NAME and found.version > VERSION:
            raise Unsupported(f"The export in {shown(origin)} has version {found.version}.")
        if found.format == NAME and found.version == VERSION and found.credentials is not None:
            return found
        why = "is no export of vaulttui"
    raise InvalidValue(
        f"The JSON in {shown(origin)} {why}.",
        hint="An export of Bitwarden is imported with `vaulttui import bitwarden`.",
    )


def _types(file: FileDraft, found: File) -> dict[str, CredentialType]:
    types: dict[str, CredentialType] = {}
    for number, raw in enumerate(found.types, start=1):
        try:
            plain = msgspec.json.decode(raw, type=dict[str, object])
            # What a type must be is judged where its file is read.
            made = parse_type(type_to_toml(type_from_json({**plain, "managed": False})))
            types[made.id] = made
        except InvalidValue as error:
            file.leave("", f"type {number}", error.message.rstrip("."))
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            file.leave("", f"type {number}", "it does not have the shape of one")
    return types


def _credential(
    file: FileDraft, types: Mapping[str, CredentialType], credential: Credential
) -> None:
    identity = credential.id or made_up_id(credential.type, credential.name)
    known = managed(credential.type) or types.get(credential.type)
    draft = file.credential(
        identity, credential.type, credential.name, type_=known or _made_up(credential)
    )
    draft.description = credential.description
    draft.created_at = milliseconds(credential.created_at)
    draft.updated_at = milliseconds(credential.updated_at)
    draft.organization = credential.organization
    draft.projects = tuple(credential.projects)
    if _ID.fullmatch(draft.source_id):
        draft.record_id = draft.source_id
        if credential.source is not None:
            draft.source = (credential.source.tool, credential.source.id)
    _tags(draft, credential)
    for field_id, value in credential.fields.items():
        _value(draft, field_id, value)
    draft.finish()


def _made_up(credential: Credential) -> CredentialType:
    """A type that neither the program nor the file has: the vault may have it."""
    fields = tuple(
        Field(id=name, label=name, kind=_kind(value), secret=value.secret)
        for name, value in credential.fields.items()
        if value.label is None
    )
    return CredentialType(credential.type, credential.type, 1, "cloud", fields)


def _tags(draft: CredentialDraft, credential: Credential) -> None:
    for tag in credential.tags:
        try:
            draft.tag((check_tag(tag),))
        except InvalidValue as error:
            draft.leave("a tag", error.message.rstrip("."))


def _value(draft: CredentialDraft, field_id: str, value: Value) -> None:
    content = value.content()
    if content is None:
        draft.leave(safe_text(field_id), _ODD_VALUE)
        return
    try:
        check_identifier(field_id, "field")
    except InvalidValue:
        field_id = ""
    if value.label is None and draft.has_field(field_id):
        kept = draft.put(field_id, content)
    else:
        label = value.label or field_id
        kept = draft.add(label, content, _kind(value), secret=value.secret, field_id=field_id)
    moment = milliseconds(value.set_at) or draft.updated_at
    expires = milliseconds(value.expires_at)
    if kept and (moment is not None or expires is not None):
        origin = value.origin if value.origin in _ORIGINS else IMPORTED
        draft.infos[kept] = ValueInfo(moment or 0, origin or IMPORTED, expires)


def _kind(value: Value) -> FieldKind:
    if value.kind in FieldKind.__members__.values():
        return FieldKind(value.kind)
    return FieldKind.SECRET if value.secret else FieldKind.TEXT


FORMAT: Final = JsonFile()
