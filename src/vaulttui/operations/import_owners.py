"""Whom an imported credential belongs to, where its file names an organization and projects."""

from collections.abc import Iterable

from vaulttui.domain.assignments import assignment_id
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.projects import Project
from vaulttui.domain.text import safe_text
from vaulttui.formats.imported import ImportedCredential, NotCarried
from vaulttui.operations.assignments import put_assignment
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def belong(
    session: Session, draft: Draft, credential: ImportedCredential, refused: list[NotCarried]
) -> tuple[Project, ...]:
    """Give it to the organization of that name; return the projects to assign it to.

    What is not here is named in ``refused``: a file in clear brings credentials alone.
    """
    if not (credential.organization or credential.projects):
        return ()
    graph = session.view.graph
    owners = {one.name: one.id for one in graph.organizations}
    wanted = credential.organization
    if wanted in owners:
        draft.m["organization"] = owners[wanted]
    elif wanted == PERSONAL:
        draft.m.pop("organization", None)
    elif wanted:
        refused.append(_missing(credential, f"its organization {safe_text(wanted, 128)}"))
    projects = {graph.full_name(one): one for one in graph.projects}
    refused += [
        _missing(credential, f"its project {safe_text(name, 128)}")
        for name in credential.projects
        if name not in projects
    ]
    found = (projects[name] for name in credential.projects if name in projects)
    return tuple(one for one in found if not _was_assigned(session, draft, one))


def assign(change: Change, draft: Draft, projects: Iterable[Project]) -> None:
    """Assign within the change that puts the credential."""
    for project in projects:
        put_assignment(change, draft.id, project)


def _was_assigned(session: Session, draft: Draft, project: Project) -> bool:
    """True where it is, or somebody took it away again."""
    return session.view.record(assignment_id(draft.id, project.id)) is not None


def _missing(credential: ImportedCredential, what: str) -> NotCarried:
    why = "there is none of that name here; make it, then import with --on-conflict update"
    return NotCarried(safe_text(credential.name), what, why)
