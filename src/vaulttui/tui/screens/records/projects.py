"""The projects: what each is given, under which names, and the folders that mean it."""

from functools import partial
from os.path import realpath
from pathlib import Path

from vaulttui.domain.assignments import Assignment
from vaulttui.domain.projects import Project
from vaulttui.operations import assignments, projects
from vaulttui.operations.where_used import told
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.picking import pick_file
from vaulttui.tui.frames.collection import Collection, Row
from vaulttui.tui.screens.records.ownership import change_form, new_project
from vaulttui.tui.screens.records.subjects import SubjectChooser, name_of, subject_of
from vaulttui.tui.text import listed, shown
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.page import Item, Page, Section

_NO_FOLDER = "none: + links one; there run, env and the like mean this project by themselves"


class Projects(Collection):
    """Makes and renames projects, and gives them credentials and sets."""

    place = Place.PROJECTS
    BINDINGS = bindings(Place.PROJECTS)
    noun = "project"
    empty = (
        "There are no projects yet. A project is what credentials and sets are assigned to, for "
        "the programs that are run with it. n makes one."
    )

    def rows(self) -> list[Row]:
        """All projects, each with how much it is given."""
        graph = self.vault.open_session.view.graph
        return [
            Row(
                one.id,
                graph.full_name(one),
                f"{len(graph.assigned_to(one.id))} assigned",
                more="\n".join((one.description, *one.links)),
            )
            for one in graph.projects
        ]

    def page(self) -> Page | None:
        """Assignments and folders."""
        return page_of(self.vault.open_session, self.found) if self.found else None

    @property
    def found(self) -> Project | None:
        """The project under the cursor, as it is now."""
        return self.vault.open_session.view.graph.project(self.selected_id)

    # Changing

    def action_new(self) -> None:
        """Make a project."""
        self.form_new()

    def form_new(self) -> None:
        """Ask for a new one."""
        self.app.push_screen(new_project(self.vault.open_session), self.made)

    def action_edit(self) -> None:
        """Change the project; in the detail, the assignment under the cursor."""
        found, here = self.found, self._assignment_here
        if found is None:
            self.nothing_selected()
        elif here is not None and self.focused is self.detail:
            self._assign(here.subject_id, found)
        else:
            self.form_edit(found.id)

    def form_edit(self, record_id: str) -> None:
        """Ask for another name, owner and description."""
        session = self.vault.open_session
        found = session.view.graph.project(record_id)
        if found is not None:
            self.app.push_screen(change_form(session, found, projects.edit), self.made)

    def _assign(self, subject_id: str, found: Project, *, tick: bool = False) -> None:
        from vaulttui.tui.screens.records.assignments import Assignments

        self.app.push_screen(Assignments([subject_id], at=found.id, tick=tick))

    @property
    def _assignment_here(self) -> Assignment | None:
        _, _, subject_id = self.detail.key.partition(" ")
        known = self.vault.open_session.view.graph.assigned_to(self.selected_id)
        return next((one for one in known if one.subject_id == subject_id), None)

    def action_assign(self) -> None:
        """Give a credential or a set to the project."""
        found, session = self.found, self.vault.open_session
        if found is None:
            self.nothing_selected()
            return

        def chosen(subject_id: str | None) -> None:
            if subject_id is not None:
                self._assign(subject_id, found, tick=True)

        self.app.push_screen(SubjectChooser(session, found), chosen)

    def action_put_key(self) -> None:
        """Let a folder mean the project."""
        found, session = self.found, self.vault.open_session
        if found is None:
            self.nothing_selected()
            return

        def chosen(picked: str) -> None:
            # Where programs stand has no symbolic links in it.
            path = realpath(picked)
            then = partial(self._linked, found, path)
            self.vault.perform(lambda: projects.link(session, found, Path(path)), then)

        pick_file(self, "", chosen, folders_only=True)

    def _linked(self, found: Project, path: str, former: list[Project]) -> None:
        before = f", in place of {listed(one.name for one in former)}" if former else ""
        told = f"{shown(path, 200)} means {shown(found.name, 60)} now{before}."
        self.vault.tell(told, undo="undoes")
        if self.is_attached:
            self.select(found.id, f"folder {path}")

    def open_key(self, key: str) -> None:
        """A folder leads nowhere inside the vault; what it is for is said."""
        kind, _, path = key.partition(" ")
        if kind == "folder":
            self.vault.tell(
                f"In {shown(path, 200)} run and env mean this project. - takes it away."
            )
        else:
            super().open_key(key)

    def action_take_away(self) -> None:
        """Give the project no more what the cursor stands on, or let the folder not mean it."""
        found, here = self.found, self._assignment_here
        kind, _, folder = self.detail.key.partition(" ")
        if found is None or self.focused is not self.detail:
            self.vault.tell("Put the cursor on what is given, or on a folder, first: l goes there.")
        elif kind == "folder":
            self._unlink(folder)
        elif here is not None:
            self._unassign(found, here)
        else:
            self.vault.tell("Only what is given, and folders, can be taken away here.")

    def _unlink(self, folder: str) -> None:
        session = self.vault.open_session

        def then(former: list[Project]) -> None:
            names = listed(one.name for one in former)
            self.vault.tell(f"{shown(folder, 200)} does not mean {names} any more.", undo="undoes")

        self.vault.perform(lambda: projects.unlink(session, Path(folder)), then)

    def _unassign(self, found: Project, here: Assignment) -> None:
        session = self.vault.open_session
        name = name_of(session, here.subject_id)

        def job() -> None:
            assignments.unassign(session, subject_of(session, here.subject_id), [found])

        def then(_nothing: None) -> None:
            self.vault.tell(
                f"{name} is not given to {shown(found.name, 60)} any more.", undo="undoes"
            )

        self.vault.perform(job, then)

    def action_trash(self) -> None:
        """Move the project to the trash."""
        found = self.found
        if found is None:
            self.nothing_selected()
            return
        session = self.vault.open_session
        given = session.view.graph.assigned_to(found.id)
        names = listed(name_of(session, one.subject_id) for one in given)
        held = f"It was given {names}. " if given else ""

        def then(_nothing: None) -> None:
            name = shown(found.name, 60)
            told = f"{name} is in the trash. {held}".strip()
            self.vault.tell(told, seconds=9, undo="brings it back")

        self.vault.perform(lambda: projects.rm(session, found), then)

    def gives(self) -> tuple[str, ...]:
        """The project."""
        return ("project", self.selected_id) if self.selected_id else ()


def page_of(session: Session, found: Project) -> Page:
    """A project as a page."""
    graph = session.view.graph
    given = sorted(
        graph.assigned_to(found.id),
        key=lambda one: (one.of_set, name_of(session, one.subject_id).casefold()),
    )
    own = [one for one in graph.sets if one.project_id == found.id]
    return Page(
        found.id,
        graph.full_name(found),
        f"project of {graph.organization_name(found.organization_id)}",
        description=found.description,
        sections=(
            Section("Given", tuple(_item(session, one) for one in given), "nothing yet: a assigns"),
            Section(
                "Folders that mean it",
                tuple(Item(f"folder {path}", path) for path in found.links),
                _NO_FOLDER,
            ),
            *_own_sets([Item(f"set {one.id}", one.name) for one in own]),
        ),
    )


def _own_sets(items: list[Item]) -> tuple[Section, ...]:
    return (Section("Sets that only it sees", tuple(items)),) if items else ()


def _item(session: Session, one: Assignment) -> Item:
    kind = "set" if one.of_set else "credential"
    key = f"{kind} {one.subject_id}"
    names = f" · {told(one)}" if told(one) else ""
    if one.of_set:
        found = session.view.graph.set(one.subject_id)
        revoked = found is not None and found.revoked_at is not None
        notes: tuple[Part, ...] = (("! revoked: none of its keys is given", "bad"),)
        name = name_of(session, one.subject_id)
        return Item(key, name, f"set{names}", "dim", notes if revoked else ())
    credential = session.view.credential(one.subject_id)
    return Item(key, credential.name, credential.type_id + names, "dim")
