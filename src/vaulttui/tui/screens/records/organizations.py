"""The organizations, and what each owns; `personal` is always there."""

from collections.abc import Sequence
from itertools import islice

from vaulttui.domain.organizations import PERSONAL, Organization
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.operations import organizations
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.small_form import Given, Line, SmallForm
from vaulttui.tui.frames.collection import Collection, Row
from vaulttui.tui.screens.records.ownership import NOBODY, change_form
from vaulttui.tui.text import shown
from vaulttui.tui.widgets.page import Item, Page, Section

_MOST_CREDENTIALS = 500
_NO_CREDENTIALS = "none: e on a credential gives it to an organization"


class Organizations(Collection):
    """Makes, renames and removes organizations."""

    place = Place.ORGANIZATIONS
    BINDINGS = bindings(Place.ORGANIZATIONS)
    noun = "organization"
    empty = "n makes one."

    def rows(self) -> list[Row]:
        """`personal` first."""
        session = self.vault.open_session
        known = session.view.graph.organizations
        return [
            Row(NOBODY, PERSONAL, str(organizations.owned(session, None))),
            *(
                Row(
                    one.id,
                    one.name,
                    str(organizations.owned(session, one.id)),
                    more=one.description,
                )
                for one in known
            ),
        ]

    def page(self) -> Page | None:
        """What it owns."""
        return page_of(self.vault.open_session, self.found) if self.selected_id else None

    @property
    def found(self) -> Organization | None:
        """The organization under the cursor, as it is now; None for ``personal``."""
        return self.vault.open_session.view.graph.organization(self.selected_id)

    def _changeable(self) -> Organization | None:
        found = self.found
        if found is None:
            self.vault.tell(f"{PERSONAL} always exists, under this name. n makes another.")
        return found

    def action_new(self) -> None:
        """Make an organization."""
        self.form_new()

    def form_new(self) -> None:
        """Ask for a new one."""
        session = self.vault.open_session

        def create(given: Given) -> str:
            return organizations.create(session, given["name"], given["description"]).id

        lines = (Line("name", "Name", hint="acme"), Line("description", "Description"))
        form = SmallForm("New organization", lines, create, "Create", again=("new",))
        self.app.push_screen(form, self.made)

    def action_edit(self) -> None:
        """Change name and description; what it owns follows."""
        found = self._changeable()
        if found is not None:
            self.form_edit(found.id)

    def form_edit(self, record_id: str) -> None:
        """Ask for another name and description."""
        session = self.vault.open_session
        found = session.view.graph.organization(record_id)
        if found is not None:
            self.app.push_screen(change_form(session, found, organizations.edit), self.made)

    def action_trash(self) -> None:
        """Move it to the trash; what it owns stands in the way, and is told."""
        found, session = self._changeable(), self.vault.open_session
        if found is None:
            return

        def then(_nothing: None) -> None:
            self.vault.tell(f"{shown(found.name, 60)} is in the trash.", undo="brings it back")

        self.vault.perform(lambda: organizations.rm(session, found), then)


def page_of(session: Session, found: Organization | None) -> Page:
    """An organization as a page; None is ``personal``."""
    graph = session.view.graph
    owner = found.id if found else None
    projects = [one for one in graph.projects if one.organization_id == owner]
    sets = [one for one in graph.sets if one.organization_id == owner]
    sections = [
        Section("Projects", _named("project", projects), "none: n in Projects makes one"),
        Section("Sets", _named("set", sets), "none: n in Sets makes one"),
    ]
    if found is not None:
        sections.append(Section("Credentials", _credentials(session, found.id), _NO_CREDENTIALS))
    return Page(
        owner or NOBODY,
        found.name if found else PERSONAL,
        f"organization · owns {organizations.owned(session, owner)}",
        description=found.description if found else "What belongs to no other. It always exists.",
        sections=tuple(sections),
    )


def _named(kind: str, found: Sequence[Project | Set]) -> tuple[Item, ...]:
    return tuple(Item(f"{kind} {one.id}", one.name) for one in found)


def _credentials(session: Session, owner: str) -> tuple[Item, ...]:
    rows = session.view.rows()
    owned = (row for row in rows if session.view.credential(row.id).organization_id == owner)
    some = islice(owned, _MOST_CREDENTIALS)
    return tuple(Item(f"credential {row.id}", row.name) for row in some)
