"""The rule of credentials."""

from vaulttui.domain.credentials import extra_fields, tags_of
from vaulttui.domain.identifiers import check_identifier, check_name, check_tag
from vaulttui.domain.metadata import text_of
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.rules.ownership import check_owner
from vaulttui.session.rules.seen import Seen


def check_credential(seen: Seen, draft: Draft) -> None:
    """A name, a type and an owner that are there, tags and extra fields that can be."""
    check_name(text_of(draft.m, "name"))
    check_owner(seen, draft)
    type_id = text_of(draft.m, "type")
    credential_type = seen.type(type_id)
    if credential_type is None:
        raise NotFound(f"There is no type {safe_text(type_id)}.", hint="See `vaulttui type list`.")
    for tag in tags_of(draft.m):
        check_tag(tag)
    for field in extra_fields(draft.m):
        check_identifier(field.id, "field")
        if credential_type.field(field.id) is not None:
            raise InvalidValue(
                f"The type {credential_type.id} has a field {field.id} of its own.",
                hint="Give the extra field another name.",
            )
