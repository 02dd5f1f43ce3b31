"""What projects, sets and organizations are called and whose they are, changed in one way."""

from dataclasses import dataclass

from vaulttui.domain.named import Named, Owned
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class About:
    """What one reads of it first; the owner is None for ``personal``, and of what has none."""

    name: str
    description: str = ""
    organization_id: str | None = None


def about(found: Named) -> About:
    """What stands there now."""
    owner = found.organization_id if isinstance(found, Owned) else None
    return About(found.name, found.description, owner)


def change_about(session: Session, found: Named, wanted: About, verb: str = "edit") -> None:
    """Save another name, description and owner; where nothing differs, nothing is saved.

    Keys, links and assignments stay. Raises InvalidValue for the name, Exists where the
    owner has another of that name, NotFound where the owner is gone.
    """
    draft = Draft.of(found.record)
    draft.m["name"] = wanted.name
    _put(draft, "description", wanted.description)
    if isinstance(found, Owned):
        _put(draft, "organization", wanted.organization_id)
    with session.edit(verb, draft.kind) as change:
        change.put(draft)


def _put(draft: Draft, key: str, value: str | None) -> None:
    if value:
        draft.m[key] = value
    else:
        draft.m.pop(key, None)
