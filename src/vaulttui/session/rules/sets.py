"""The rules of sets and their keys."""

from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.metadata import id_of, text_of, under
from vaulttui.domain.sets import REPO, SCOPES
from vaulttui.errors import InvalidValue
from vaulttui.session.draft import Draft
from vaulttui.session.rules.ownership import check_owner
from vaulttui.session.rules.seen import Seen


def check_set(seen: Seen, draft: Draft) -> None:
    """A name of its own in a living organization, a scope, and keys that names fit."""
    check_identifier(text_of(draft.m, "name"), "set")
    check_owner(seen, draft)
    for name, _ in under(draft.m, "key."):
        check_identifier(name, "key")
    if draft.m.get("scope") not in SCOPES:
        raise InvalidValue(f"The scope of a set is {' or '.join(SCOPES)}.")
    if draft.m["scope"] == REPO:
        project = id_of(draft.m, "project")
        if project is None:
            raise InvalidValue("A set of the scope repo needs its project.", hint="Name one.")
        if draft.before is None or draft.before.deleted or draft.before.m.get("project") != project:
            seen.living("project", project)
    seen.refuse_taken(draft, {one.id: one.record.m for one in seen.view.graph.sets})
