"""The forms of what projects, sets and organizations are called, and whose they are."""

from collections.abc import Callable
from typing import Final, TypeVar

from vaulttui.domain.named import Named, Owned
from vaulttui.domain.organizations import PERSONAL
from vaulttui.operations import projects, uses
from vaulttui.operations.belonging import About
from vaulttui.session.session import Session
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.text import shown

T = TypeVar("T", bound=Named)
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


def change_form(
    session: Session, found: T, edit: Callable[[Session, T, About], Named]
) -> SmallForm:
    """Asks for name, owner and description of what is there; the answer is its id."""

    def change(given: Given) -> str:
        about = About(given["name"], given["description"], owner_in(given))
        return edit(session, found, about).id

    owner = owner_line(session, found.organization_id) if isinstance(found, Owned) else ()
    lines = (
        Line("name", "Name", found.name),
        *owner,
        Line("description", "Description", found.description),
    )
    return SmallForm(f"Change {shown(found.name, 40)}", lines, change, again=("edit", found.id))
