"""The rule of credential types."""

from vaulttui.domain.metadata import text_of
from vaulttui.domain.types import type_from_json
from vaulttui.errors import InvalidValue
from vaulttui.session.draft import Draft
from vaulttui.session.rules.seen import Seen


def check_type(seen: Seen, draft: Draft) -> None:
    """A whole type, under an id that no managed one has."""
    type_from_json(dict(draft.m))
    known = seen.view.type(text_of(draft.m, "id"))
    if known is not None and known.managed:
        raise InvalidValue(f"The type {known.id} is managed; it ships with the program.")
