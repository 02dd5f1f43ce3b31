"""The choice of an organization in forms, and the form of a new project."""

from typing import Final

from vaulttui.domain.organizations import PERSONAL
from vaulttui.operations import projects, uses
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm

NOBODY: Final = uses.NOBODY
"""Stands for ``personal``, which has no id."""


def owner_line(session: Session, value: str | None = None) -> tuple[Line, ...]:
    """The choice of an organization, where there is any beside ``personal``."""
    known = session.view.graph.organizations
    choices = ((PERSONAL, NOBODY), *((one.name, one.id) for one in known))
    line = Line("organization", "Organization", value or NOBODY, choices=choices)
    return (line,) if known else ()


def owner_in(given: Given) -> str | None:
    """The organization that was chosen; None for ``personal``."""
    chosen = given.get("organization", NOBODY)
    return None if chosen == NOBODY else chosen


def new_project(session: Session) -> SmallForm:
    """A form whose answer is the id of the project that was made."""

    def create(given: Given) -> str:
        owner, about = owner_in(given), given["description"]
        return projects.create(session, owner, given["name"], about).id

    lines = (
        Line("name", "Name", hint="shop"),
        *owner_line(session),
        Line("description", "Description"),
    )
    return SmallForm("New project", lines, create, "Create", again=("new",))
