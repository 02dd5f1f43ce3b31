"""A credential or set and its projects, as ``assign`` and ``unassign`` print them."""

from collections.abc import Sequence

from vaulttui.cli import belonging, output
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import shown
from vaulttui.domain.assignments import Assignment
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.inject.collisions import claimed
from vaulttui.inject.environment import outline
from vaulttui.inject.wanted import Wanted
from vaulttui.operations.assignments import Subject
from vaulttui.session.session import Session


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


def tell_names(session: Session, project: Project, subject: Subject, options: Options) -> None:
    """Say which variables of an assignment collide, and which renames find nothing to rename."""
    graph = session.view.graph
    found = outline(session, Wanted(projects=(project,)))
    name = graph.full_name(project)
    own = [
        (given, origin)
        for given in found.variables
        for origin in given.origins
        if subject.id in (origin.credential_id, origin.set_id)
    ]
    for given in dict.fromkeys(given for given, _ in own if given.collides):
        told = claimed(given.name, given.origins)
        output.notice(f"In the project {name}, {told}", as_json=options.json)
    if any(given.collides for given, _ in own):
        output.notice(
            "run and env refuse that until one of them has a --prefix or --rename.",
            as_json=options.json,
        )
    for one in graph.assignments_of(subject.id):
        if one.project_id == project.id:
            renamed = {(origin.variable, given.name) for given, origin in own if origin.renamed}
            _tell_idle(_idle(one, renamed), subject, options)


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
