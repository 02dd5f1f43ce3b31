"""The rules of organizations and projects."""

from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.metadata import id_of, text_of, under
from vaulttui.domain.organizations import PERSONAL
from vaulttui.errors import Exists, InvalidValue
from vaulttui.session.draft import Draft
from vaulttui.session.rules.seen import Seen


def check_organization(seen: Seen, draft: Draft) -> None:
    """A name of its own, which is not ``personal``."""
    name = check_identifier(text_of(draft.m, "name"), "organization")
    if name == PERSONAL:
        raise Exists(f"The organization {PERSONAL} always exists.", hint="Choose another name.")
    seen.refuse_taken(draft, {one.id: one.record.m for one in seen.view.graph.organizations})


def check_project(seen: Seen, draft: Draft) -> None:
    """A name of its own in a living organization; links are absolute paths."""
    check_identifier(text_of(draft.m, "name"), "project")
    check_owner(seen, draft)
    for path, _ in under(draft.m, "link."):
        if not path.startswith("/"):
            raise InvalidValue("A project is linked to a folder by its absolute path.")
    seen.refuse_taken(draft, {one.id: one.record.m for one in seen.view.graph.projects})


def check_owner(seen: Seen, draft: Draft) -> None:
    """Raise NotFound where the organization named is not there."""
    owner = id_of(draft.m, "organization")
    if owner is not None:
        seen.living("organization", owner)
