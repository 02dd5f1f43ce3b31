"""What can be given to projects: credentials and sets, and choosing one of them."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.errors import NotFound
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.sought import Sought
from vaulttui.tui.text import shown

_MOST: Final = 200


def subject_of(session: Session, record_id: str) -> Credential | Set:
    """The living credential or set of an id, or NotFound."""
    return session.view.graph.set(record_id) or session.view.credential(record_id)


def name_of(session: Session, record_id: str) -> str:
    """Its name, harmless for a terminal."""
    try:
        found = subject_of(session, record_id)
    except NotFound:
        return "what is gone"
    name = session.view.graph.full_name(found) if isinstance(found, Set) else found.name
    return shown(name, 60)


class SubjectChooser(Picker):
    """Asks for a credential or a set that a project is to be given; the answer is its id."""

    placeholder = "a part of the name"

    def __init__(self, session: Session, project: Project) -> None:
        super().__init__()
        graph = session.view.graph
        taken = {one.subject_id for one in graph.assigned_to(project.id)}
        self.title_text = f"Give to {shown(project.name, 50)}"
        self._sets = [
            Choice(one.id, graph.full_name(one), "set")
            for one in graph.sets
            if one.id not in taken and one.project_id in (None, project.id)
        ]
        self._rows = session.view.rows()
        self._taken = taken

    def answers(self, typed: str) -> Sequence[Choice]:
        """Sets, then credentials, whose names hold all the words; the best first."""
        rows = (
            (row.name, Choice(row.id, row.name, row.type_id))
            for row in self._rows
            if row.id not in self._taken
        )
        sets = ((one.title, one) for one in self._sets)
        return Sought(typed).best(chain(sets, rows), _MOST)
