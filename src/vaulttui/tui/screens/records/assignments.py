"""Which projects are given credentials and sets, under which names, and what would collide."""

from collections.abc import Mapping, Sequence

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from vaulttui.domain.sets import Set
from vaulttui.errors import VaulttuiError
from vaulttui.inject.outline import Outline
from vaulttui.operations import assignments
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.collection import Row, Rows
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.panes import Panes
from vaulttui.tui.position import AssignState, Position
from vaulttui.tui.screens.guarded import Guarded
from vaulttui.tui.screens.records.naming import Named, names_form, rename_form, several_have_it
from vaulttui.tui.screens.records.outlines import items, origin_at, outlines
from vaulttui.tui.screens.records.ownership import new_project
from vaulttui.tui.screens.records.subjects import name_of, subject_of
from vaulttui.tui.screens.records.ticks import Subject, Ticks
from vaulttui.tui.text import counted, listed, shown, words
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.page import Page, PageSheet, Section
from vaulttui.tui.widgets.sheet import Sheet

_BOXES = {True: "[x]", False: "[ ]", None: "[-]"}


class Boxes(Rows):
    """Projects with their ticks; one click on the cursor ticks."""

    opens_on_second_click = False


class Assignments(Guarded[None], Panes):
    """Projects to tick; beside them what the one under the cursor would be given.

    ``name`` asks at once for prefix and renames in the project ``at``, saves and goes back.
    """

    place = Place.ASSIGNMENTS
    BINDINGS = bindings(Place.ASSIGNMENTS)
    unsaved_told = "The assignments are not saved."

    def __init__(
        self,
        subject_ids: Sequence[str],
        at: str = "",
        *,
        tick: bool = False,
        name: bool = False,
        again: AssignState | None = None,
    ) -> None:
        super().__init__()
        self._naming = name
        self._ids = subject_ids
        self._at = at
        self._ticked = tick
        self._again = again
        self._outlines: Mapping[str, Outline] = {}

    def stands(self, position: Position) -> Position:
        """Ticks and names cross a lock."""
        return msgspec.structs.replace(position, assign=self._ticks.state_at(self.selected_id))

    # Filling

    def compose(self) -> ComposeResult:
        """Two panes, the filter's line, and the commands."""
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield FilterEntry(placeholder="a part of a project's name")
                yield Boxes()
            with Vertical(id="detail-pane", classes="pane"):
                yield PageSheet()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Read what there is."""
        session = self.vault.open_session
        self._ticks = _ticks(session, self._ids)
        named = [name_of(session, one) for one in self._ids]
        what = named[0] if len(named) == 1 else counted(len(named), "credential")
        self.entitle("list", f"Assign {what}")
        self.entitle("detail", "What comes of it")
        if self._again is not None:
            self._ticks.put(self._again)
        if self._ticked and self._ticks.state(self._at) is not True:
            self._ticks.toggle(self._at)
        self.go_to_pane("list")
        self._show(self._at)
        self._look()
        if self._naming:
            self.form_names(self._at)

    @property
    def selected_id(self) -> str:
        """The project under the cursor."""
        return self.query_one(Rows).selected_id

    @property
    def detail(self) -> Sheet:
        """What it would be given."""
        return self.query_one(Sheet)

    def fill(self) -> None:
        """Show the projects that fit the filter."""
        self._show(self.selected_id)

    def _show(self, keep: str) -> None:
        words = self.filter_entry.value.casefold().split()
        ticks = self._ticks
        everything = [
            Row(key, f"{_BOXES[ticks.state(key)]} {name}", self._note(key), self._mark(key))
            for key, name in ticks.projects.items()
        ]
        rows = self.query_one(Rows)
        rows.empty = "Nothing fits." if everything else "There are no projects yet. n makes one."
        rows.show([row for row in everything if row.fits(words)], keep, words)
        self._show_page()

    def _note(self, project_id: str) -> str:
        if self._ticks.state(project_id) is False:
            return ""
        differ = self._ticks.differ(project_id)
        return "different names" if differ else str(self._ticks.names(project_id))

    def _mark(self, project_id: str) -> Part:
        found = self._outlines.get(project_id)
        ticked = self._ticks.state(project_id) is not False
        return ("≠ collides", "bad") if ticked and found and found.collisions else ("", "")

    def _show_page(self) -> None:
        key = self.selected_id
        found = self._outlines.get(key)
        page = _page(key, self._ticks, found) if key else None
        self.query_one(PageSheet).show(page)

    def _look(self, *, save: bool = False) -> None:
        """Ask what the projects would be given, off the screen's thread."""
        session, ticks = self.vault.open_session, self._ticks
        wanted = {key: ticks.wanted(key) for key in ticks.projects if ticks.state(key) is not False}
        subjects = frozenset(subject.id for subject in ticks.subjects)

        def then(found: Mapping[str, Outline]) -> None:
            if self.is_attached:
                self._outlines = found
                self.fill()
                if save:
                    self.action_save()

        self.vault.perform(
            lambda: outlines(session, subjects, wanted), then, group="outline", exclusive=True
        )

    def _changed(self) -> None:
        self.fill()
        self._look()

    # Choosing

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Show the project under the cursor."""
        event.stop()
        if event.lines.id == "list":
            self._show_page()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter ticks."""
        event.stop()
        if event.lines.id == "list":
            self.action_tick()

    def action_tick(self) -> None:
        """Assign to the project under the cursor, or do not."""
        if self.selected_id:
            self._ticks.toggle(self.selected_id)
            self._changed()

    def action_only_these(self) -> None:
        """Let the project under the cursor be the only one."""
        if self.selected_id:
            self._ticks.only(self.selected_id)
            self._changed()

    def action_edit(self) -> None:
        """Choose prefix and renames for the project; in the detail, the name of one variable."""
        key = self.selected_id
        if key and self.focused is self.detail and self.detail.key:
            self._rename(key)
        elif key:
            self.form_names(key)

    def form_names(self, project_id: str) -> None:
        """Ask for prefix and renames."""
        ticks = self._ticks
        if project_id not in ticks.projects:
            return
        ticked = {*ticks.ticked(), project_id}

        def named(made: object) -> None:
            if isinstance(made, Named):
                for one in ticked if made.everywhere else (project_id,):
                    ticks.name(one, made.names)
                self.fill()
                self._look(save=self._naming)
            elif self._naming:
                self.dismiss(None)

        self.app.push_screen(names_form(ticks, project_id, len(ticked)), named)

    def _rename(self, project_id: str) -> None:
        """Ask for another name of what the detail's cursor stands on."""
        outline = self._outlines.get(project_id)
        found = origin_at(outline.variables, self.detail.key) if outline else None
        if found is None:
            self.vault.tell("Only variables are renamed.")
            return
        given, here = found
        ours = {subject.id for subject in self._ticks.subjects}
        known = [one for one in given.origins if one.subject_id in ours]
        if here is not None and here.subject_id not in ours:
            name = shown(here.set or here.credential, 60)
            self.vault.tell(f"Here is nothing about {name}: put the cursor on the other source.")
        elif len({one.subject_id for one in known}) > 1:
            self.vault.tell(several_have_it(len(known)))
        else:
            self.form_rename(project_id, given.name, (here or known[0]).variable)

    def form_rename(self, project_id: str, present: str, plain: str) -> None:
        """Ask for another name of one variable, called ``plain`` by itself."""

        def named(name: object) -> None:
            if isinstance(name, str) and name != present:
                self._ticks.rename(project_id, plain, present, name)
                self._changed()

        if project_id in self._ticks.projects:
            form = rename_form(self._ticks, project_id, present, plain)
            self.app.push_screen(form, named)

    def action_new(self) -> None:
        """Make a project, and tick it."""
        self.form_new()

    def form_new(self) -> None:
        """Ask for a project."""

        def made(project_id: object) -> None:
            if isinstance(project_id, str):
                self._ticks.know(self.vault.open_session, ticked=project_id)
                self._changed()
                self._show(project_id)

        self.app.push_screen(new_project(self.vault.open_session), made)

    # Saving

    def action_save(self) -> None:
        """Save everything in one change."""
        session = self.vault.open_session
        put, drop = self._ticks.changes()
        if not put and not drop:
            self.vault.tell("Nothing was changed.")
            self.dismiss(None)
            return
        told = _told(self._ticks, self._outlines)

        def job() -> None:
            subjects = [subject_of(session, one) for one in self._ids]
            assignments.arrange(session, subjects, put, drop)

        def then(_nothing: None) -> None:
            self.vault.tell(
                f"Saved. {told}".strip(),
                severity="warning" if told else "information",
                seconds=12 if told else 6,
                undo="undoes",
            )
            self.dismiss(None)

        self.save_once(job, then, self._failed)

    def _failed(self, error: VaulttuiError) -> None:
        self.vault.tell(f"Not saved: {words(error)}", severity="error", seconds=12)

    def action_back(self) -> None:
        """From the detail to the list, from a filter to everything, from there back."""
        if self.focused is self.detail:
            self.go_to_pane("list")
        elif not self.clear_filter():
            super().action_back()

    def pointed(self) -> tuple[str, ...]:
        """The project."""
        return ("project", self.selected_id) if self.selected_id else ()

    @property
    def unsaved(self) -> bool:
        """Whether there are ticks or names that are not saved."""
        return self._ticks.changes() != ([], [])


def _ticks(session: Session, ids: Sequence[str]) -> Ticks:
    subjects = []
    for record_id in ids:
        found = subject_of(session, record_id)
        only = found.project_id if isinstance(found, Set) else None
        subjects.append(Subject(record_id, isinstance(found, Set), only))
    return Ticks(session, subjects)


def _page(project_id: str, ticks: Ticks, outline: Outline | None) -> Page:
    name = ticks.projects[project_id]
    if ticks.state(project_id) is False:
        return Page(project_id, name, "not ticked: it is given nothing of this")
    if outline is None:
        return Page(project_id, name, str(ticks.names(project_id)))
    ours = {subject.id for subject in ticks.subjects}
    given = [
        one
        for one in (*outline.variables, *outline.extra_vars)
        if any(origin.subject_id in ours for origin in one.origins)
    ]
    several = sum(one.collides for one in given)
    collide = (
        f"{counted(several, 'name')} from several sources: "
        "e in the list gives a prefix, e on one here renames it.",
    )
    names = "each under the names it has there" if ticks.differ(project_id) else ""
    return Page(
        project_id,
        name,
        names or str(ticks.names(project_id)),
        (*(collide if several else ()), *outline.refusals),
        sections=(Section("Variables", items("variable", given), "none"),),
    )


def _told(ticks: Ticks, found: Mapping[str, Outline]) -> str:
    colliding = {
        ticks.projects[key]: [one.name for one in outline.collisions]
        for key, outline in found.items()
        if ticks.state(key) is not False and outline.collisions
    }
    if not colliding:
        return ""
    names = dict.fromkeys(name for several in colliding.values() for name in several)
    return (
        f"But {listed(names)} has several sources in {listed(colliding)}, and run refuses that: "
        "v on the project shows them, e there gives other names."
    )
