"""A credential or set and its projects, as ``assign``, ``unassign`` and ``add`` tell of them."""

from collections.abc import Sequence

from vaulttui.cli import belonging, output
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import shown
from vaulttui.cli.telling import some
from vaulttui.domain.assignments import Assignment
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.inject.collisions import claimed
from vaulttui.inject.environment import outline
from vaulttui.inject.origin import Origin
from vaulttui.inject.outline import Given
from vaulttui.inject.wanted import Wanted
from vaulttui.operations.assignments import Subject
from vaulttui.session.session import Session

_Pair = tuple[Given, Origin]


def put_assigned(session: Session, found: Subject, options: Options) -> None:
    """Print the projects it has now, or all of it as JSON."""
    if not options.json:
        graph = session.view.graph
        name = graph.full_name(found) if isinstance(found, Set) else safe_text(found.name)
        names = ", ".join(graph.projects_of(found.id)) or "no project"
        output.tell(f"{name} is assigned to {names}.")
    elif isinstance(found, Set):
        output.put_json(belonging.key_set(session, found))
    else:
        output.put_json(shown(session, found))


def tell_names(
    session: Session, projects: Sequence[Project], subject: Subject, options: Options
) -> None:
    """Say which variables it gives to these projects, which collide, and which renames are idle.

    It must be assigned alike to all of them.
    """
    graph = session.view.graph
    wanted = {one.id: one for one in projects}
    names = ", ".join(graph.full_name(one) for one in wanted.values())
    for at, project in enumerate(wanted.values()):
        found = outline(session, Wanted(projects=(project,)))
        variables, extra = _own(found.variables, subject), _own(found.extra_vars, subject)
        if at == 0 and not options.json:
            output.tell(f"Programs of {names} get {_told(variables, extra)}.")
        own = [*variables, *extra]
        _tell_collisions(graph.full_name(project), own, options)
        for one in graph.assignments_of(subject.id):
            if one.project_id == project.id:
                renamed = {(origin.variable, given.name) for given, origin in own if origin.renamed}
                _tell_idle(_idle(one, renamed), subject, options)


def tell_collisions(session: Session, subject: Subject, options: Options) -> None:
    """Say in which of its projects it collides now."""
    graph = session.view.graph
    assigned = {one.project_id for one in graph.assignments_of(subject.id)}
    for project in (one for one in graph.projects if one.id in assigned):
        found = outline(session, Wanted(projects=(project,)))
        own = _own((*found.variables, *found.extra_vars), subject)
        _tell_collisions(graph.full_name(project), own, options)


def _own(found: Sequence[Given], subject: Subject) -> list[_Pair]:
    """What of it comes from the subject itself: a set's key does not come from its credential."""
    return [
        (given, origin)
        for given in found
        for origin in given.origins
        if subject.id == origin.subject_id
    ]


def _told(variables: Sequence[_Pair], extra: Sequence[_Pair]) -> str:
    parts = [some(_names(variables))] if variables else []
    if extra:
        noun = "variable" if len(extra) == 1 else "variables"
        parts.append(f"the extra {noun} {some(_names(extra))}")
    return "; ".join(parts) or "no variable of it at present"


def _names(own: Sequence[_Pair]) -> list[str]:
    return list(dict.fromkeys(given.name for given, _ in own))


def _tell_collisions(project: str, own: Sequence[_Pair], options: Options) -> None:
    collide = list(dict.fromkeys(given for given, _ in own if given.collides))
    for given in collide:
        told = claimed(given.name, given.origins)
        output.notice(f"In the project {project}, {told}", as_json=options.json)
    if collide:
        output.notice(
            "run and env refuse that until `vaulttui assign` gives one of them a --prefix or "
            "--rename.",
            as_json=options.json,
        )


def _idle(one: Assignment, renamed: set[tuple[str, str]]) -> list[str]:
    """The renames that none of these does: of the variable, or of it with its prefix."""
    done = {name for _, name in renamed}
    return sorted(
        variable
        for variable, name in one.renames.items()
        if (variable, name) not in renamed
        and not (one.prefix and variable.startswith(one.prefix) and name in done)
    )


def _tell_idle(idle: Sequence[str], subject: Subject, options: Options) -> None:
    for variable in idle:
        output.notice(
            f"{safe_text(subject.name)} gives no {safe_text(variable)} at present; "
            "that rename has no effect.",
            as_json=options.json,
        )
