"""What a record must be before it is saved, one rule per kind."""

from collections.abc import Callable, Mapping
from typing import Final

from vaulttui.domain.credentials import extra_fields, tags_of
from vaulttui.domain.identifiers import check_identifier, check_name, check_tag
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import type_from_json
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.view import View


def check_draft(view: View, draft: Draft) -> None:
    """Raise InvalidValue or NotFound where a draft breaks a rule of its kind."""
    rule = _RULES.get(draft.kind)
    if rule is not None:
        rule(view, draft)


def _check_credential(view: View, draft: Draft) -> None:
    check_name(_text(draft, "name"))
    credential_type = view.type(_text(draft, "type"))
    if credential_type is None:
        raise NotFound(
            f"There is no type {safe_text(_text(draft, 'type'))}.", hint="See `vaulttui type list`."
        )
    for tag in tags_of(draft.m):
        check_tag(tag)
    for field in extra_fields(draft.m):
        check_identifier(field.id, "field")
        if credential_type.field(field.id) is not None:
            raise InvalidValue(
                f"The type {credential_type.id} has a field {field.id} of its own.",
                hint="Give the extra field another name.",
            )


def _check_type(view: View, draft: Draft) -> None:
    type_from_json(dict(draft.m))
    known = view.type(_text(draft, "id"))
    if known is not None and known.managed:
        raise InvalidValue(f"The type {known.id} is managed; it ships with the program.")


def _text(draft: Draft, key: str) -> str:
    value = draft.m.get(key)
    return value if isinstance(value, str) else ""


_RULES: Final[Mapping[str, Callable[[View, Draft], None]]] = {
    "credential": _check_credential,
    "type": _check_type,
}
