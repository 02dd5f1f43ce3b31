"""Giving credentials and sets to projects."""

from collections.abc import Mapping, Sequence

from vaulttui.domain.assignments import Arrangement, Assignment, assignment_id
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
            of_set = isinstance(subject, Set)
            one = Arrangement(subject.id, of_set, project.id, prefix, renames or {})
            change.put(_draft(session, one))
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


def arrange(
    session: Session,
    subjects: Sequence[Subject],
    put: Sequence[Arrangement],
    drop: Sequence[Assignment],
) -> None:
    """Put and take away assignments of several subjects, all in one change."""
    graph = session.view.graph
    ids = dict.fromkeys([*(one.project_id for one in put), *(one.project_id for one in drop)])
    projects = [graph.project(project_id) for project_id in ids]
    with session.edit("assign" if put else "unassign", "assignment") as change:
        change.mention(*(subject.name for subject in subjects))
        change.mention(*(graph.full_name(project) for project in projects if project))
        for one in put:
            change.put(_draft(session, one))
        _drop(change, drop)


def reassign(session: Session, subject: Subject, projects: Sequence[Project]) -> None:
    """Make these the only projects; an assignment that stays keeps its prefix and renames."""
    graph = session.view.graph
    if {one.project_id for one in graph.assignments_of(subject.id)} == {one.id for one in projects}:
        return
    with session.edit("assign", "assignment") as change:
        change.mention(subject.name, *map(graph.full_name, projects))
        reassign_within(change, session, subject, projects)


def reassign_within(
    change: Change, session: Session, subject: Subject, projects: Sequence[Project]
) -> None:
    """Do as :func:`reassign` within a change that does more."""
    there = {one.project_id: one for one in session.view.graph.assignments_of(subject.id)}
    wanted = {project.id: project for project in projects}
    for project_id in wanted:
        if project_id not in there:
            one = Arrangement(subject.id, isinstance(subject, Set), project_id)
            change.put(_draft(session, one))
    _drop(change, [one for project_id, one in there.items() if project_id not in wanted])


def put_assignment(
    change: Change, subject_id: str, project: Project, *, of_set: bool = False
) -> None:
    """Assign within a change that makes the subject itself."""
    draft = Draft.new("assignment", assignment_id(subject_id, project.id))
    draft.m |= {"set" if of_set else "credential": subject_id, "project": project.id}
    change.put(draft)


def _draft(session: Session, one: Arrangement) -> Draft:
    record_id = assignment_id(one.subject_id, one.project_id)
    record = session.view.record(record_id)
    draft = Draft.of(record) if record else Draft.new("assignment", record_id)
    draft.m = {key: value for key, value in draft.m.items() if not key.startswith("rename.")}
    draft.m.pop("prefix", None)
    draft.m["set" if one.of_set else "credential"] = one.subject_id
    draft.m["project"] = one.project_id
    if one.prefix:
        draft.m["prefix"] = one.prefix
    draft.m |= {f"rename.{variable}": name for variable, name in one.renames.items()}
    return draft


def _drop(change: Change, assignments: Sequence[Assignment]) -> None:
    for assignment in assignments:
        change.delete(assignment.record)
