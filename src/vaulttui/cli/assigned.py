"""A credential or set and its projects, as ``assign`` and ``unassign`` print them."""

from vaulttui.cli import belonging, output
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import shown
from vaulttui.domain.sets import Set
from vaulttui.domain.text import safe_text
from vaulttui.operations.assignments import Subject
from vaulttui.session.session import Session


def put_assigned(session: Session, found: Subject, options: Options) -> None:
    """Print the projects it has now, or all of it as JSON."""
    if not options.json:
        names = ", ".join(session.view.graph.projects_of(found.id)) or "no project"
        output.tell(f"{safe_text(found.name)} is assigned to {names}.")
    elif isinstance(found, Set):
        output.put_json(belonging.key_set(session, found))
    else:
        output.put_json(shown(session, found))
