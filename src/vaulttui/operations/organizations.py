"""Making, renaming and removing organizations."""

from dataclasses import dataclass, replace

from vaulttui.domain.organizations import PERSONAL, Organization
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import Conflict, InUse, UsageError
from vaulttui.operations.belonging import About, about, change_about
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Owned:
    """How much belongs to an organization."""

    projects: int
    sets: int
    credentials: int

    def __bool__(self) -> bool:
        return bool(self.projects or self.sets or self.credentials)

    def __str__(self) -> str:
        counts = ((self.projects, "project"), (self.sets, "set"), (self.credentials, "credential"))
        return ", ".join(plural(count, noun) for count, noun in counts if count) or "nothing"


def owned(session: Session, organization_id: str | None) -> Owned:
    """What belongs to an organization; None is ``personal``."""
    graph = session.view.graph
    return Owned(
        projects=sum(one.organization_id == organization_id for one in graph.projects),
        sets=sum(one.organization_id == organization_id for one in graph.sets),
        credentials=session.view.count_of_organization(organization_id),
    )


def create(session: Session, name: str, description: str = "") -> Organization:
    """Make an organization; raises InvalidValue for its name, Exists where it is taken."""
    draft = Draft.new("organization")
    draft.m["name"] = name
    if description:
        draft.m["description"] = description
    with session.edit("create", "organization") as change:
        change.put(draft)
    return _living(session, draft.id)


def rename(session: Session, organization: Organization, name: str) -> Organization:
    """Give it another name; what it owns follows."""
    change_about(session, organization, replace(about(organization), name=name), "rename")
    return _living(session, organization.id)


def edit(session: Session, organization: Organization, wanted: About) -> Organization:
    """Give it another name or description; what it owns follows."""
    change_about(session, organization, wanted)
    return _living(session, organization.id)


def rm(session: Session, organization: Organization) -> None:
    """Move it to the trash; InUse while it owns anything."""
    holds = owned(session, organization.id)
    if holds:
        raise InUse(
            f"The organization {safe_text(organization.name)} owns {holds}.",
            hint=_way_out(holds),
        )
    with session.edit("rm", "organization") as change:
        change.delete(organization.record)


def _way_out(holds: Owned) -> str:
    """The command line gives another owner to credentials alone."""
    there = (
        "Move its sets and projects to the trash first, or give them another organization: "
        "e in the terminal UI."
    )
    go = "Give its credentials another organization first, or move them to the trash."
    told = ((there, holds.projects or holds.sets), (go, holds.credentials))
    return " ".join(text for text, counts in told if counts)


def personal_refused() -> UsageError:
    """What to raise where ``personal`` is to be changed: it has no record."""
    return UsageError(
        f"The organization {PERSONAL} always exists, under this name.", hint="Name another."
    )


def _living(session: Session, record_id: str) -> Organization:
    found = session.view.graph.organization(record_id)
    if found is None:
        raise Conflict("The organization is not there any more.")
    return found
