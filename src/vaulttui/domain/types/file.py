"""Reading the TOML of a credential type: custom types from users, managed ones from ``catalog/``.

The keys are those of the example in the design, and ``description``. A field also takes
``format`` (``ssh_private_key`` or ``url``, as in AWX) and ``needs`` (fields without which it
has no meaning). Only managed types have ``awx_id`` and ``inject`` (see ``Inject``).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from vaulttui.domain.fields import FORMATS, Field, FieldKind
from vaulttui.domain.identifiers import check_identifier, check_name
from vaulttui.domain.text import safe_text
from vaulttui.domain.types.model import CUSTOM_KINDS, KINDS, CredentialType, Inject, Injectors
from vaulttui.domain.types.table import Table
from vaulttui.domain.types.templates import check_template
from vaulttui.domain.validation import check_value
from vaulttui.errors import InvalidValue

_LIMIT: Final = 1 << 20
_TYPE_KEYS: Final = frozenset(
    {"id", "name", "version", "kind", "description", "fields", "metadata", "injectors"}
)
_MANAGED_KEYS: Final = frozenset({"awx_id", "inject"})
_FIELD_KEYS: Final = frozenset(
    {"id", "label", "kind", "secret", "required", "ask", "choices", "default"}
    | {"help", "format", "needs"}
)
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE: Final = re.compile(r"template(\.[A-Za-z_][A-Za-z0-9_]*)?")
_SPELL: Final[dict[type, Callable[[object], str]]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
}


def parse_type(text: str, *, managed: bool = False) -> CredentialType:
    """Read one type file; raises InvalidValue with a sentence on the first thing wrong."""
    table = Table(_load(text), "The type file")
    type_id = check_identifier(table.text("id"), "credential type")
    table.where = f'The type "{type_id}"'
    table.only(_TYPE_KEYS | (_MANAGED_KEYS if managed else frozenset()))
    fields = _fields(table, "fields")
    metadata = _fields(table, "metadata")
    _check_ids(table, fields, metadata)
    return CredentialType(
        id=type_id,
        name=check_name(table.text("name")),
        version=_version(table),
        kind=_kind(table, managed, bool(metadata)),
        fields=fields,
        metadata=metadata,
        injectors=_injectors(table, frozenset(one.id for one in fields)),
        managed=managed,
        awx_id=table.optional("awx_id", int),
        description=table.text("description", ""),
        inject=Inject(table.one_of("inject", tuple(Inject), Inject.FIELDS)),
    )


def _load(text: str) -> Mapping[str, object]:
    import tomllib

    if len(text) > _LIMIT:
        raise InvalidValue("The type file is larger than 1 MiB.")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise InvalidValue(f"The type file is not TOML: {safe_text(str(error))}.") from None
    except RecursionError:
        raise InvalidValue("The type file nests its values too deeply.") from None


def _version(table: Table) -> int:
    version = table.number("version")
    if version < 1:
        raise InvalidValue(f'{table.where}: "version" must be 1 or more.')
    return version


def _kind(table: Table, managed: bool, has_metadata: bool) -> str:
    kind = table.one_of("kind", KINDS if managed else CUSTOM_KINDS)
    if has_metadata and kind != "external":
        raise InvalidValue(f'{table.where}: only a type of the kind "external" has metadata.')
    return kind


def _fields(table: Table, key: str) -> tuple[Field, ...]:
    return tuple(_field(one, table.where) for one in table.tables(key))


def _field(table: Table, type_name: str) -> Field:
    field_id = check_identifier(table.text("id"), "field")
    table.where = f'{type_name}, field "{field_id}"'
    table.only(_FIELD_KEYS)
    kind = FieldKind(table.one_of("kind", tuple(FieldKind), FieldKind.TEXT))
    field = Field(
        id=field_id,
        label=table.text("label"),
        kind=kind,
        secret=table.flag("secret"),
        required=table.flag("required"),
        ask=table.flag("ask"),
        choices=table.texts("choices"),
        help=table.text("help", ""),
        format=table.one_of("format", FORMATS, ""),
        needs=table.texts("needs"),
    )
    _check_choices(table, field)
    return _with_default(table, field)


def _check_choices(table: Table, field: Field) -> None:
    if (field.kind is FieldKind.CHOICE) != bool(field.choices):
        raise InvalidValue(
            f'{table.where}: the kind "choice" and the key "choices" belong together.'
        )
    if len(set(field.choices)) < len(field.choices) or "" in field.choices:
        raise InvalidValue(f"{table.where}: the choices must differ, and none may be empty.")


def _with_default(table: Table, field: Field) -> Field:
    if "default" not in table:
        return field
    if field.secret:
        raise InvalidValue(f"{table.where}: a secret field has no default, types are not secret.")
    value = table["default"]
    if type(value) not in _SPELL:
        raise InvalidValue(f'{table.where}: "default" must be a text, a number or true or false.')
    text = _SPELL[type(value)](value)
    return replace(field, default=check_value(field, text.encode()).decode())


def _check_ids(table: Table, fields: tuple[Field, ...], metadata: tuple[Field, ...]) -> None:
    if not fields:
        raise InvalidValue(f"{table.where} has no fields.")
    seen: set[str] = set()
    for one in (*fields, *metadata):
        if one.id in seen:
            raise InvalidValue(f'{table.where} has two fields "{one.id}".')
        if one.id == "tower":
            raise InvalidValue(f'{table.where}: no field may be named "tower", templates use it.')
        seen.add(one.id)
    for one in (*fields, *metadata):
        for needed in one.needs:
            if needed not in seen:
                raise InvalidValue(
                    f'{table.where}, field "{one.id}" needs "{safe_text(needed)}", '
                    "which is no field of this type."
                )


def _injectors(table: Table, fields: frozenset[str]) -> Injectors:
    injectors = table.table("injectors")
    injectors.only(frozenset({"env", "file", "extra_vars"}))
    found = Injectors(
        env=_templates(injectors.table("env"), _VARIABLE),
        file=_templates(_flat(injectors.table("file")), _FILE),
        extra_vars=_templates(injectors.table("extra_vars"), _VARIABLE),
    )
    if "template" in found.file and len(found.file) > 1:
        raise InvalidValue(
            f'{table.where}: a type has one file "template", or several "template.NAME".'
        )
    for templates in (found.env, found.file, found.extra_vars):
        for name, template in templates.items():
            check_template(f'{table.where}: the template "{name}"', template, fields, found.file)
    return found


def _flat(table: Table) -> Table:
    """Lay out ``template.NAME``, which TOML reads as a table in a table, as one key."""
    inner = table.get("template")
    if not isinstance(inner, dict):
        return table
    rest = {key: value for key, value in table.items() if key != "template"}
    return Table({f"template.{name}": text for name, text in inner.items()} | rest, table.where)


def _templates(table: Table, grammar: re.Pattern[str]) -> dict[str, str]:
    for name in table:
        if not grammar.fullmatch(name):
            raise InvalidValue(f'{table.where}: "{safe_text(name)}" cannot be a name here.')
    return {name: table.text(name) for name in table}
