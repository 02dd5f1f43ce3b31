"""Giving credentials and sets to projects."""

from collections.abc import Mapping, Sequence

from vaulttui.domain.assignments import Assignment, assignment_id
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.session.change import Change
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

Subject = Credential | Set


def assign(
    session: Session,
    subject: Subject,
    projects: Sequence[Project],
    *,
    prefix: str = "",
    renames: Mapping[str, str] | None = None,
    replace: bool = False,
) -> tuple[Assignment, ...]:
    """Assign to projects, all in one change; return all assignments the subject has then.

    An assignment that is there gets this prefix and these renames in place of
    its own. With ``replace`` these become the subject's only projects.
    """
    graph = session.view.graph
    wanted = {project.id: project for project in projects}
    with session.edit("assign", "assignment") as change:
        change.mention(subject.name, *(graph.full_name(one) for one in wanted.values()))
        for project in wanted.values():
            change.put(_draft(session, subject, project, prefix, renames or {}))
        if replace:
            _drop(
                change,
                [one for one in graph.assignments_of(subject.id) if one.project_id not in wanted],
            )
    return session.view.graph.assignments_of(subject.id)


def unassign(session: Session, subject: Subject, projects: Sequence[Project]) -> None:
    """Take assignments away; NotFound, with nothing done, where one is not there."""
    graph = session.view.graph
    known = {one.project_id: one for one in graph.assignments_of(subject.id)}
    wanted = {project.id: project for project in projects}
    for project in wanted.values():
        if project.id not in known:
            raise NotFound(
                f"{safe_text(subject.name)} is not assigned to {graph.full_name(project)}.",
                hint=f"Its projects: {', '.join(graph.projects_of(subject.id)) or 'none'}.",
            )
    with session.edit("unassign", "assignment") as change:
        change.mention(subject.name, *(graph.full_name(one) for one in wanted.values()))
        _drop(change, [known[project_id] for project_id in wanted])


def put_assignment(
    change: Change, subject_id: str, project: Project, *, of_set: bool = False
) -> None:
    """Assign within a change that makes the subject itself."""
    draft = Draft.new("assignment", assignment_id(subject_id, project.id))
    draft.m |= {"set" if of_set else "credential": subject_id, "project": project.id}
    change.put(draft)


def _draft(
    session: Session,
    subject: Subject,
    project: Project,
    prefix: str,
    renames: Mapping[str, str],
) -> Draft:
    record = session.view.record(assignment_id(subject.id, project.id))
    if record is None:
        draft = Draft.new("assignment", assignment_id(subject.id, project.id))
    else:
        draft = Draft.of(record)
    draft.m = {key: value for key, value in draft.m.items() if not key.startswith("rename.")}
    draft.m.pop("prefix", None)
    draft.m["set" if isinstance(subject, Set) else "credential"] = subject.id
    draft.m["project"] = project.id
    if prefix:
        draft.m["prefix"] = prefix
    draft.m |= {f"rename.{variable}": name for variable, name in renames.items()}
    return draft


def _drop(change: Change, assignments: Sequence[Assignment]) -> None:
    for assignment in assignments:
        change.delete(assignment.record)
