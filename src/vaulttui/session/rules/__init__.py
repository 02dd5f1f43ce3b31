"""What a record must be before it is saved: one rule per kind, in the file of its noun."""

from collections.abc import Callable, Mapping
from typing import Final

from vaulttui.session.draft import Draft
from vaulttui.session.rules.assignments import check_assignment
from vaulttui.session.rules.credentials import check_credential
from vaulttui.session.rules.ownership import check_organization, check_project
from vaulttui.session.rules.remotes import check_binding, check_remote
from vaulttui.session.rules.seen import Seen
from vaulttui.session.rules.sets import check_set
from vaulttui.session.rules.sources import check_source
from vaulttui.session.rules.types import check_type

__all__ = ["Seen", "check_draft"]

_RULES: Final[Mapping[str, Callable[[Seen, Draft], None]]] = {
    "credential": check_credential,
    "type": check_type,
    "organization": check_organization,
    "project": check_project,
    "set": check_set,
    "assignment": check_assignment,
    "source": check_source,
    "remote": check_remote,
    "binding": check_binding,
}


def check_draft(seen: Seen, draft: Draft) -> None:
    """Raise InvalidValue, NotFound or Exists where a draft breaks a rule of its kind."""
    rule = _RULES.get(draft.kind)
    if rule is not None:
        rule(seen, draft)
