"""What programs are given by a project, a set or credentials: names and origins, no values."""

from functools import partial

from vaulttui.inject.environment import outline
from vaulttui.inject.origin import Origin
from vaulttui.inject.outline import Outline
from vaulttui.inject.written import as_dotenv
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.screens.records.outlines import (
    naming_words,
    origin_at,
    origin_words,
    origins,
    page_of,
    way_of,
)
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.given import Given
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import PageSheet


class EnvironmentPreview(TableScreen):
    """The outline of what `run` would be given; enter goes where something comes from."""

    place = Place.ENVIRONMENT
    BINDINGS = bindings(Place.ENVIRONMENT)
    heading = "Environment"

    def __init__(self, kind: str, *ids: str) -> None:
        super().__init__()
        self._given = Given(kind, ids)
        self._found = Outline()

    def make_lines(self) -> Lines:
        """The list."""
        sheet = PageSheet()
        sheet.empty = f"The {self._given.kind} is in the trash."
        return sheet

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("environment", *self.gives())

    def gives(self) -> tuple[str, ...]:
        """What the page is of."""
        return (self._given.kind, *self._given.ids)

    def vault_changed(self) -> None:
        """Ask anew, off the screen's thread: templates are rendered for it."""
        session = self.vault.open_session

        def job() -> Outline | None:
            wanted = self._given.wanted(session)
            return outline(session, wanted) if wanted else None

        self.vault.perform(job, self._show, group="outline", exclusive=True)

    def _show(self, found: Outline | None) -> None:
        self._found = found or Outline()
        name = self._given.name(self.vault.open_session)
        page = page_of(" ".join(self.gives()), name, found) if found else None
        self.query_one(PageSheet).show(page)
        self._tell_way()

    def meaning(self) -> Meaning | None:
        """How what the cursor stands on is made, and how it came to its name."""
        origin = self._origin()
        if origin is None:
            return None
        way, naming = way_of(origin), naming_words(origin)
        asked = f"{', '.join(origin.asked)} is asked for at use." if origin.asked else ""
        text = (
            f"Made by the {way}." if way else "",
            f"{naming[:1].upper()}{naming[1:]}." if naming else "",
            f"Given to the project {origin.project}." if origin.project else "",
            asked,
            "enter goes there, w asks what else uses it.",
        )
        return Meaning("Where it comes from", origin_words(origin), "", text)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Say how the type makes what the cursor stands on."""
        event.stop()
        self._tell_way()

    def _tell_way(self) -> None:
        origin = self._origin()
        way = way_of(origin) if origin else ""
        title = f"{self.heading} · {way}" if way else self.heading
        self.query_one(".frame").border_title = plain(title, 200)
        self.look_beside()

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

    def action_save_value(self) -> None:
        """Write the variables into an environment file."""
        from vaulttui.tui.dialogs.save_value import save_value

        session = self.vault.open_session
        wanted = self._given.wanted(session)
        if wanted is not None:
            names = (self._given.name(session), "env")
            read = partial(as_dotenv, session, wanted)
            save_value(self, "the variables", names, read, self._left_out())

    def _left_out(self) -> str:
        left = (
            ("files and the variables with their paths", self._found.files),
            ("extra variables", self._found.extra_vars),
        )
        what = " and ".join(text for text, some in left if some)
        out = f" Left out: {what}." if what else ""
        return f"A line NAME=value for each, in clear, in a file that only you can read.{out}"

    def action_edit(self) -> None:
        """Choose prefix and renames of what the cursor's line comes from."""
        from vaulttui.tui.screens.records.assignments import Assignments

        origin = self._origin()
        if origin is None:
            self.vault.tell("Put the cursor on a variable first.")
        elif not origin.project_id:
            self.vault.tell("Other names are given in a project; this comes by itself.")
        else:
            self.app.push_screen(Assignments([origin.subject_id], at=origin.project_id, name=True))
