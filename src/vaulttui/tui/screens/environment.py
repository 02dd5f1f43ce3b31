"""What programs run with a project are given: names and where each comes from, no values."""

from vaulttui.inject.origin import Origin
from vaulttui.inject.outline import Outline
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.outlines import origin_at, origins, outline_of, page_of
from vaulttui.tui.widgets.page import PageSheet


class EnvironmentPreview(TableScreen):
    """The outline of one project; enter goes where something comes from."""

    place = Place.ENVIRONMENT
    BINDINGS = bindings(Place.ENVIRONMENT)
    heading = "Environment"

    def __init__(self, project_id: str) -> None:
        super().__init__()
        self._project_id = project_id
        self._found = Outline()

    def make_lines(self) -> Lines:
        """The list."""
        sheet = PageSheet()
        sheet.empty = "The project is in the trash."
        return sheet

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("environment", self._project_id)

    def vault_changed(self) -> None:
        """Ask anew, off the screen's thread: templates are rendered for it."""
        session = self.vault.open_session

        def then(found: Outline) -> None:
            project = session.view.graph.project(self._project_id)
            if self.is_attached:
                self._found = found
                name = session.view.graph.full_name(project) if project else ""
                page = page_of(self._project_id, name, found) if project else None
                self.query_one(PageSheet).show(page)

        self.vault.perform(
            lambda: outline_of(session, self._project_id), then, group="outline", exclusive=True
        )

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go where it comes from."""
        event.stop()
        kind, _, rest = self.query_one(PageSheet).key.partition(" ")
        origin = self._origin()
        if kind == "ask":
            self.go_to("credential", *rest.split(" ", 1))
        elif origin is not None and origin.set_id:
            self.go_to("set", origin.set_id, f"key {origin.key}")
        elif origin is not None:
            self.go_to("credential", origin.credential_id, next(iter(origin.fields), ""))

    def _origin(self) -> Origin | None:
        """What the cursor stands on; of a name with several origins, the first."""
        key = self.query_one(PageSheet).key
        known = {
            "variable": self._found.variables,
            "extra": self._found.extra_vars,
            "file": self._found.files,
        }
        found = origin_at(known.get(key.partition(" ")[0], ()), key)
        return (found[1] or origins(found[0])[0]) if found else None

    def pointed(self) -> tuple[str, ...]:
        """What the variable comes from."""
        origin = self._origin()
        if origin is None:
            return ()
        if origin.set_id:
            return ("set", origin.set_id, origin.key)
        return ("credential", origin.credential_id, next(iter(origin.fields), ""))

    def action_edit(self) -> None:
        """Choose prefix and renames of what the cursor's line comes from."""
        from vaulttui.tui.screens.assignments import Assignments

        origin = self._origin()
        if origin is None:
            self.vault.tell("Put the cursor on a variable first.")
        else:
            self.app.push_screen(Assignments([origin.subject_id], at=self._project_id))
