"""The open vault: sidebar, list and detail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from vaulttui.domain.credentials import Credential, CredentialRow
from vaulttui.domain.search import Condition, Query
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.operations import credentials
from vaulttui.tui.browse_actions import BrowseActions
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.detail import Detail, Subject
from vaulttui.tui.entry import Entry
from vaulttui.tui.item_list import ItemList
from vaulttui.tui.lines import Lines
from vaulttui.tui.position import Position
from vaulttui.tui.screen import KeyBar
from vaulttui.tui.sidebar import ALL, Counts, Scope, Sidebar, count_rows
from vaulttui.tui.text import plain, shown, words

OFF_THREAD_ROWS: Final = 20_000
"""From so many rows on, a filter runs off the screen's thread."""
_PANES: Final = ("sidebar", "list", "detail")


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter gave, of how many."""

    rows: Sequence[CredentialRow]
    total: int


class Browse(BrowseActions):
    """One pane at a time below 100 columns, all three from there on."""

    place = Place.BROWSE
    BINDINGS = bindings(Place.BROWSE)
    CSS_PATH = "browse.tcss"
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.scope: Scope = ALL
        self._pane = ""
        self._counted: Counts | None = None
        self._asked = 0

    def compose(self) -> ComposeResult:
        """Three panes, the filter's line, and the commands."""
        with Horizontal(id="panes"):
            with Vertical(id="sidebar-pane", classes="pane"):
                yield Sidebar()
            with Vertical(id="list-pane", classes="pane"):
                yield Entry(id="filter", placeholder="words, type:  tag:  name:  expires:  stale:")
                yield Static(id="filter-trouble", markup=False)
                yield ItemList()
            with Vertical(id="detail-pane", classes="pane"):
                yield Detail()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Fill the list, standing where the user stood."""
        self._entitle("sidebar", "vaulttui")
        self._entitle("detail", "Credential")
        self.ticking: Timer = self.set_interval(1.0, self._tick)
        position = self.vault.position
        self.scope = position.scope
        entry = self.query_one("#filter", Entry)
        with self.prevent(Input.Changed):
            entry.value = position.filter
        entry.set_class(bool(position.filter), "-used")
        self.go_to_pane(position.pane if position.pane in _PANES else "list")
        self.find(keep=position.selected, then_open=position.screen)

    # Position

    def stands(self, position: Position) -> Position:
        """Selection, filter, scope and pane."""
        row = self.items.selected
        return msgspec.structs.replace(
            position,
            selected=row.id if row else "",
            filter=self.query_one("#filter", Entry).value,
            scope=self.scope,
            pane=self._pane,
        )

    # Filling

    def vault_changed(self) -> None:
        """Something changed in the vault: look again, standing where we stand."""
        self._counted = None
        row = self.items.selected
        self.find(keep=row.id if row else "", stay=True)

    def find(self, keep: str = "", then_open: str = "", *, stay: bool = False) -> None:
        """Show what fits the scope and the filter."""
        try:
            query = self._query()
        except InvalidValue as error:
            self._say_trouble(error)
            return
        self._say_trouble(None)
        session = self.vault.open_session
        self._asked += 1
        asked = self._asked

        def job() -> Found:
            return Found(session.view.find(query, session.now()), len(session.view.rows()))

        def then(found: Found) -> None:
            if asked == self._asked and self.is_attached:
                self._show(found, keep, then_open, stay)

        # The first look builds the view's indexes, so it is never taken here.
        if self._counted is not None and self._counted.total < OFF_THREAD_ROWS:
            then(job())
        else:
            self.vault.perform(job, then, group="find", exclusive=True)

    def _query(self) -> Query:
        query = Query.parse(self.query_one("#filter", Entry).value)
        kind, value = self.scope
        if kind in ("type", "tag"):
            condition = Condition(kind, value.casefold())
            query = replace(query, conditions=(*query.conditions, condition))
        return query

    def _say_trouble(self, error: VaulttuiError | None) -> None:
        trouble = self.query_one("#filter-trouble", Static)
        trouble.set_class(error is not None, "-shown")
        trouble.update(plain(words(error)) if error else "")

    def _show(self, found: Found, keep: str, then_open: str, stay: bool) -> None:
        now = self.vault.open_session.now()
        items = self.items
        items.empty = self._why_empty(found.total)
        items.show(found.rows, now, keep, stay=stay)
        self._entitle("list", self._title(found))
        self.show_selected()
        if self._counted is None:
            self._count()
        if then_open or self.vault.position.form is not None:
            self.open_after_lock(then_open)

    def _entitle(self, pane: str, title: str) -> None:
        # In a narrow terminal only one pane is seen, so each says that this is the sample.
        mark = "sample · " if self.vault.sample else ""
        self.query_one(f"#{pane}-pane").border_title = plain(mark + title)

    def _title(self, found: Found) -> str:
        kind, value = self.scope
        names = {"type": self.type_name(value), "tag": f"#{value}"}
        of_all = f" of {found.total:,}" if len(found.rows) != found.total else ""
        return f"{shown(names.get(kind, 'All'), 60)} · {len(found.rows):,}{of_all}"

    def _why_empty(self, total: int) -> str:
        if total:
            return "Nothing fits. esc clears the filter."
        return "The vault is empty. n makes a credential; ctrl+p, Import brings in a file."

    def _count(self) -> None:
        session = self.vault.open_session

        def job() -> Counts:
            return count_rows(session.view.rows(), len(session.view.trash()))

        def then(counts: Counts) -> None:
            self._counted = counts
            names = {key: self.type_name(key) for key in counts.types}
            if self.is_attached:
                self.query_one(Sidebar).show(counts, names, self.scope)

        self.vault.perform(job, then, group="count", exclusive=True)

    def type_name(self, type_id: str) -> str:
        """The name of a type, or its id where it is gone."""
        found = self.vault.open_session.view.type(type_id)
        return found.name if found is not None else type_id

    # Selection

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one(ItemList)

    @property
    def detail(self) -> Detail:
        """The detail."""
        return self.query_one(Detail)

    @property
    def selected(self) -> Credential | None:
        """The credential under the cursor, as it is now."""
        row = self.items.selected
        if row is None:
            return None
        try:
            return self.vault.open_session.view.credential(row.id)
        except NotFound:
            return None

    def show_selected(self) -> None:
        """Let the detail show what the cursor stands on."""
        session = self.vault.open_session
        credential = self.selected
        if credential is None:
            self.detail.show(None, session.now())
            return
        fields = credentials.fields_of(session, credential)
        name = self.type_name(credential.type_id)
        missing = credentials.missing(session, credential)
        self.detail.show(Subject(credential, name, fields, missing), session.now())

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Follow the cursors."""
        event.stop()
        if event.lines.id == "list":
            self.hide_secrets()
            self.show_selected()
        elif event.lines.id == "detail":
            revealed, field = self.detail.revealed, self.detail.field
            if revealed and field and revealed.field_id != field.id:
                self.hide_secrets()
        elif event.lines.id == "sidebar" and event.lines.has_focus:
            self._take_scope(self.query_one(Sidebar).scope)

    def _take_scope(self, scope: Scope) -> None:
        if scope[0] in ("all", "type", "tag") and scope != self.scope:
            self.scope = scope
            row = self.items.selected
            self.find(keep=row.id if row else "")

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter goes one pane further, opens a place, or reveals."""
        event.stop()
        match event.lines.id:
            case "sidebar":
                self._open_scope(self.query_one(Sidebar).scope)
            case "list":
                self.go_to_pane("detail")
            case _:
                self.action_reveal()

    def _open_scope(self, scope: Scope) -> None:
        if scope[0] == "trash":
            self.action_show_trash()
        elif scope[0] == "activity":
            self.action_show_activity()
        else:
            self._take_scope(scope)
            self.go_to_pane("list")

    # Panes

    def go_to_pane(self, pane: str) -> None:
        """Put the focus into a pane; in a narrow terminal it is the only one seen."""
        self._pane = pane
        for name in _PANES:
            self.set_class(name == pane, f"-pane-{name}")
        self.query_one(f"#{pane}").focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click or tab into another pane goes there too."""
        name = event.widget.id
        if name in _PANES and name != self._pane:
            self.go_to_pane(name)

    def action_pane_left(self) -> None:
        """One pane to the left."""
        at = _PANES.index(self._pane)
        self.go_to_pane(_PANES[max(0, at - 1)])

    def action_pane_right(self) -> None:
        """One pane to the right."""
        at = _PANES.index(self._pane)
        if not (at == 1 and self.items.selected is None):
            self.go_to_pane(_PANES[min(2, at + 1)])

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        if self._pane != "list":
            self.go_to_pane("list")
        entry = self.query_one("#filter", Entry)
        entry.add_class("-used")
        # At once: keys typed behind the slash are the filter's already.
        self.set_focus(entry)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter at each key."""
        event.stop()
        row = self.items.selected
        self.find(keep=row.id if row else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on in the list."""
        event.stop()
        self._leave_filter()

    def on_key(self, event: events.Key) -> None:
        """Down goes from the filter into the list."""
        if event.key == "down" and self.focused is self.query_one("#filter", Entry):
            event.stop()
            event.prevent_default()
            self._leave_filter()

    def _leave_filter(self) -> None:
        entry = self.query_one("#filter", Entry)
        entry.set_class(bool(entry.value), "-used")
        self.go_to_pane("list")

    def clear_filter(self) -> bool:
        """Take the filter away; False where there was none."""
        entry = self.query_one("#filter", Entry)
        was = bool(entry.value) or self.focused is entry
        entry.value = ""
        if was:
            self._leave_filter()
        return was

    def action_show_all(self) -> None:
        """Everything, unfiltered."""
        self.jump("")

    def jump(self, credential_id: str) -> None:
        """Go to a credential, whatever is filtered."""
        self.scope = ALL
        entry = self.query_one("#filter", Entry)
        with self.prevent(Input.Changed):
            entry.value = ""
        self._leave_filter()
        if self._counted is not None:
            self.query_one(Sidebar).changed(0)
        self.find(keep=credential_id)

    # Back

    def action_escape(self) -> None:
        """Mask, else clear the filter, else go to the list; never quit."""
        if self.detail.revealed is not None:
            self.hide_secrets()
        elif (self._pane == "detail" and self.focused is self.detail) or not self.clear_filter():
            self.go_to_pane("list")

    def action_back(self) -> None:
        """From detail and sidebar to the list; from the list out of the program."""
        if self._pane != "list":
            self.go_to_pane("list")
        elif not self.clear_filter():
            self.app.exit(0)

    # Time

    def _tick(self) -> None:
        if self.detail.tick():
            self.reveal_code_again()

    def hide_secrets(self) -> None:
        """Mask what is revealed."""
        self.detail.reveal_value(None)
