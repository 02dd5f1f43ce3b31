"""Writing a type as TOML, so that ``parse_type`` reads the same type back."""

from collections.abc import Iterator, Mapping

from vaulttui.domain.fields import ALWAYS_SECRET, Field, FieldKind
from vaulttui.domain.types.model import CredentialType, Inject


def type_to_toml(credential_type: CredentialType) -> str:
    """Return the type as its file; a managed type keeps its managed keys."""
    injectors = credential_type.injectors
    blocks = [
        list(_head(credential_type)),
        *(["[[fields]]", *_field(one)] for one in credential_type.fields),
        *(["[[metadata]]", *_field(one)] for one in credential_type.metadata),
        _templates("env", injectors.env),
        _templates("file", injectors.file),
        _templates("extra_vars", injectors.extra_vars),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(credential_type: CredentialType) -> Iterator[str]:
    yield f"id = {_text(credential_type.id)}"
    yield f"name = {_text(credential_type.name)}"
    yield f"version = {credential_type.version}"
    yield f"kind = {_text(credential_type.kind)}"
    if credential_type.description:
        yield f"description = {_text(credential_type.description)}"
    if credential_type.managed and credential_type.awx_id is not None:
        yield f"awx_id = {credential_type.awx_id}"
    if credential_type.managed and credential_type.inject is not Inject.FIELDS:
        yield f"inject = {_text(credential_type.inject)}"


def _field(field: Field) -> Iterator[str]:
    said = (
        (True, "id", _text(field.id)),
        (True, "label", _text(field.label)),
        (field.kind is not FieldKind.TEXT, "kind", _text(field.kind)),
        (field.secret and field.kind not in ALWAYS_SECRET, "secret", "true"),
        (field.required, "required", "true"),
        (field.ask, "ask", "true"),
        (bool(field.choices), "choices", _list(field.choices)),
        (bool(field.needs), "needs", _list(field.needs)),
        (field.default is not None, "default", _default(field)),
        (bool(field.format), "format", _text(field.format)),
        (bool(field.help), "help", _text(field.help)),
    )
    return (f"{key} = {value}" for is_said, key, value in said if is_said)


def _templates(name: str, templates: Mapping[str, str]) -> list[str]:
    if not templates:
        return []
    return [
        f"[injectors.{name}]",
        *(f"{key} = {_lines(template)}" for key, template in templates.items()),
    ]


def _default(field: Field) -> str:
    is_plain = field.kind in (FieldKind.BOOLEAN, FieldKind.INTEGER)
    return str(field.default) if is_plain else _text(str(field.default))


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """Quote as JSON does, whose escapes are all TOML's; TOML wants DEL escaped too."""
    import json

    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines(text: str) -> str:
    """Quote a text of several lines so that it reads as such."""
    if "\n" not in text.rstrip("\n"):
        return _text(text)
    lines = [_text(line)[1:-1].replace('\\"', '"') for line in text.split("\n")]
    body = "\n".join(lines).replace('""', '"\\"')
    return f'"""\n{body}"""'
