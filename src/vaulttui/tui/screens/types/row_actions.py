"""What is done with the rows of a type in its form: made, changed, moved, taken away."""

from typing import Final

from textual import events

from vaulttui.domain.fields import Field
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.position import TypeState
from vaulttui.tui.screens.forms.form_screen import FormScreen
from vaulttui.tui.screens.types import state as type_state
from vaulttui.tui.screens.types.field_form import TypeFieldForm
from vaulttui.tui.screens.types.rows import FIELDS, Spot, key_of, page_of, spot_of
from vaulttui.tui.screens.types.template_form import Known, TypeTemplateForm
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import PageSheet

_OF_ROWS: Final = frozenset({"new", "edit", "take_away", "later", "earlier"})


class TypeRowActions(FormScreen):
    """The part of the form that holds the rows; ``rows`` has the head as it began."""

    def __init__(self, rows: TypeState) -> None:
        super().__init__()
        self.rows = rows

    def look(self) -> None:
        """Something is otherwise."""
        raise NotImplementedError

    @property
    def sheet(self) -> PageSheet:
        """Where the rows stand."""
        return self.query_one(PageSheet)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """The keys of rows count where the cursor stands in them."""
        return action not in _OF_ROWS or self.focused is self.sheet

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Other keys count."""
        self.query_one(KeyBar).refresh()

    def show_rows(self, key: str = "") -> None:
        """Show the rows as they are, standing on one."""
        self.sheet.show(page_of(self.rows))
        if key:
            self.sheet.go_to(key)

    def _put_rows(self, state: TypeState, spot: Spot) -> None:
        self.rows = state
        self.show_rows(key_of(spot, state))
        self.look()

    @property
    def _spot(self) -> Spot | None:
        return spot_of(self.sheet.key, self.rows)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Nothing follows the cursor."""
        event.stop()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter changes the row, or makes one."""
        event.stop()
        self.action_edit()

    def action_new(self) -> None:
        """Make a row in the list where the cursor stands."""
        spot = self._spot
        if spot is not None:
            self._open(Spot(spot.table, len(getattr(self.rows, spot.table))))

    def action_edit(self) -> None:
        """Change the row under the cursor."""
        if self._spot is not None:
            self._open(self._spot)

    def _open(self, spot: Spot) -> None:
        if spot.table == FIELDS:
            self.form_field(str(spot.at))
        else:
            self.form_template(spot.table, str(spot.at))

    def form_field(self, at: str) -> None:
        """Ask for a field."""
        rows, place = self.rows.fields, int(at)
        row = rows[place] if place < len(rows) else None
        taken = [one.field.id for one in rows if one is not row]

        def made(field: object) -> None:
            if isinstance(field, Field):
                now = type_state.with_field(self.rows, place, field)
                self._put_rows(now, Spot(FIELDS, place))

        known = (row.field, row.was) if row else (None, "")
        self.app.push_screen(TypeFieldForm(known[0], taken, known[1], place), made)

    def form_template(self, table: str, at: str) -> None:
        """Ask for a variable or file."""
        rows, place = getattr(self.rows, table), int(at)
        row = rows[place] if place < len(rows) else None
        taken = [name for name, _ in rows if row is None or name != row[0]]

        def made(pair: object) -> None:
            if isinstance(pair, tuple):
                now = type_state.with_template(self.rows, table, place, pair)
                self._put_rows(now, Spot(table, place))

        files = [name for name, _ in self.rows.file]
        known = Known([one.field.id for one in self.rows.fields], files)
        self.app.push_screen(TypeTemplateForm(table, row, taken, known, place), made)

    def action_take_away(self) -> None:
        """Take the row under the cursor away."""
        spot = self._spot
        if spot is None or spot.at >= len(getattr(self.rows, spot.table)):
            self.vault.tell("Put the cursor on what is to go first.")
        else:
            self._put_rows(type_state.without(self.rows, spot.table, spot.at), spot)

    def action_later(self) -> None:
        """Move the row down."""
        self._swap(1)

    def action_earlier(self) -> None:
        """Move the row up."""
        self._swap(-1)

    def _swap(self, by: int) -> None:
        spot = self._spot
        count = len(getattr(self.rows, spot.table)) if spot else 0
        if spot is not None and spot.at < count and 0 <= spot.at + by < count:
            to = spot.at + by
            now = type_state.swapped(self.rows, spot.table, spot.at, to)
            self._put_rows(now, Spot(spot.table, to))
