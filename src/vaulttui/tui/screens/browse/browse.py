"""The open vault: sidebar, list and detail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from vaulttui.domain.completion import EXAMPLES
from vaulttui.domain.credentials import Credential, CredentialRow
from vaulttui.domain.ordering import Order, ordered
from vaulttui.domain.search import Condition, Query
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.operations import credentials, history
from vaulttui.operations.found_in import found_in
from vaulttui.operations.where_used import uses_of
from vaulttui.tui.commands import Command, Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.position import Position
from vaulttui.tui.screens.browse.browse_actions import BrowseActions
from vaulttui.tui.screens.browse.counting import counts_of
from vaulttui.tui.screens.browse.filter_words import HELP, known_words
from vaulttui.tui.text import listed, shown
from vaulttui.tui.widgets.detail import Detail, Subject
from vaulttui.tui.widgets.filter_entry import FilterEntry
from vaulttui.tui.widgets.item_list import ItemList
from vaulttui.tui.widgets.lines import Lines, Part
from vaulttui.tui.widgets.sidebar import ALL, NARROWING, Counts, Scope, Sidebar
from vaulttui.tui.widgets.trouble import Trouble

OFF_THREAD_ROWS: Final = 5_000
"""From so many rows on, a filter runs off the screen's thread."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter gave, of how many; ``sought`` is what was typed of it."""

    rows: Sequence[CredentialRow]
    total: int
    sought: Query


class Browse(BrowseActions):
    """One pane at a time below 100 columns, all three from there on."""

    place = Place.BROWSE
    BINDINGS = bindings(Place.BROWSE)
    PANES = ("sidebar", "list", "detail")

    def __init__(self) -> None:
        super().__init__()
        self.scope: Scope = ALL
        self.order = Order.NAME
        self._counted: Counts | None = None
        self._newest = Newest[Found](self)
        self._field_wanted = ""
        self._begins = False

    def compose(self) -> ComposeResult:
        """Three panes, the filter's line, and the commands."""
        with Horizontal(id="panes"):
            with Vertical(id="sidebar-pane", classes="pane"):
                yield Sidebar()
            with Vertical(id="list-pane", classes="pane"):
                yield FilterEntry(placeholder="words, type:  tag:  project:  set:  expires:")
                yield Static(HELP, id="filter-help", markup=False)
                yield Trouble("filter-trouble")
                yield ItemList()
            with Vertical(id="detail-pane", classes="pane"):
                yield Detail()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Fill the list, standing where the user stood."""
        self.entitle("sidebar", "vaulttui")
        self.entitle("detail", "Credential")
        self.count_seconds()
        self.items.elsewhere = self._elsewhere
        self.filter_entry.known = EXAMPLES
        position = self.vault.position
        remotes = self.vault.open_session.view.graph.remotes
        self._begins = bool(remotes) and position == Position()
        self.order = Order.called(position.order)
        self.scope = position.scope
        self.put_filter(position.filter)
        self.go_to_pane(position.pane if position.pane in self.PANES else "list")
        self.find(keep=position.selected)
        if self.vault.remembered.standings is not None:
            self.call_later(self.standings_changed)

    # Position

    def stands(self, position: Position) -> Position:
        """Selection, filter, scope and pane."""
        return msgspec.structs.replace(
            position,
            selected=self.selected_id,
            filter=self.filter_entry.value,
            scope=self.scope,
            order=self.order.value,
            pane=self._pane,
        )

    # Filling

    def vault_changed(self) -> None:
        """Something changed in the vault: look again, standing where we stand."""
        self._counted = None
        self._tell_worries(None)
        self.find(keep=self.selected_id, stay=True)

    def on_screen_resume(self) -> None:
        """The page of health above may have counted what there is to look at."""
        self._tell_worries(self.vault.remembered.worries)

    def _tell_worries(self, worries: int | None) -> None:
        self.vault.remembered.worries = worries
        self.query_one(Sidebar).tell_worries(worries)

    def standings_changed(self) -> None:
        """Say it of what is bound. What nobody holds is the first picture, but for a fast hand."""
        from vaulttui.tui.screens.browse.out_there import lacks, marks_of

        known, items = self.vault.remembered.standings, self.items
        items.badges = marks_of(known)
        items.refresh()
        self.show_selected()
        still = self.app.screen is self and self.focused in (None, items) and not items.cursor
        if self._begins and still and lacks(known):
            self.vault.show("placeholders")
        self._begins = False

    def fill(self) -> None:
        """Look again, at what was selected if it still fits."""
        self.find(keep=self.selected_id)

    def find(self, keep: str = "", *, stay: bool = False) -> None:
        """Show what fits the scope and the filter."""
        try:
            query = self._query()
        except InvalidValue as error:
            self.say_trouble(error)
            return
        self.say_trouble(None)
        session = self.vault.open_session
        order, sought = self.order, Query.parse(self.filter_entry.value)

        def job() -> Found:
            rows = ordered(session.view.find(query, session.now()), order)
            return Found(rows, len(session.view.rows()), sought)

        def then(found: Found) -> None:
            self._show(found, keep, stay)

        # The first look builds the view's indexes, so it is never taken here.
        if self._counted is not None and self._counted.total < OFF_THREAD_ROWS:
            self._newest.drop()
            then(job())
        else:
            self._newest.ask(job, then)

    def _query(self) -> Query:
        query = Query.parse(self.filter_entry.value)
        kind, value = self.scope
        if kind in ("type", "tag"):
            condition = Condition(kind, value.casefold())
            query = replace(query, conditions=(*query.conditions, condition))
        return query

    def _show(self, found: Found, keep: str, stay: bool) -> None:
        now = self.vault.open_session.now()
        items = self.items
        items.empty = self._why_empty(found.total)
        items.show(found.rows, now, keep, stay=stay, query=found.sought)
        self.entitle("list", self._title(found))
        self.show_selected()
        if self._field_wanted:
            self.detail.go_to(self._field_wanted)
            self._field_wanted = ""
        if self._counted is None:
            self._count()
        if self.vault.position != Position():
            self.vault.take_up()

    def _title(self, found: Found) -> str:
        kind, value = self.scope
        names = {"type": self.type_name(value), "tag": f"#{value}"}
        of_all = f" of {found.total:,}" if len(found.rows) != found.total else ""
        marked = f" · {len(self.items.marked):,} marked" if self.items.marked else ""
        order = f" · by {self.order}" if self.order is not Order.NAME else ""
        what = shown(names.get(kind, "All"), 60)
        return f"{what} · {len(found.rows):,}{of_all}{order}{marked}"

    def _why_empty(self, total: int) -> str:
        if self.filter_entry.suggested:
            return "Nothing fits yet. tab takes what is suggested."
        if total:
            return "Nothing fits. esc clears the filter."
        return "The vault is empty. n makes a credential; ctrl+p, Import brings in a file."

    def _count(self) -> None:
        session = self.vault.open_session

        def then(counts: Counts) -> None:
            self._counted = counts
            names = {key: self.type_name(key) for key in counts.types}
            if self.is_attached:
                self.query_one(Sidebar).show(counts, names, self.scope)
                self.filter_entry.known = known_words(session, counts)
                self.filter_entry.suggest()

        self.vault.perform(lambda: counts_of(session), then, group="count", exclusive=True)

    def _elsewhere(self, row: CredentialRow, sought: Sequence[str], seen: Sequence[str]) -> str:
        """Where a row was found by what the list does not show."""
        places = found_in(self.vault.open_session, row, sought, seen)
        return f"in {listed(places)}" if places else ""

    def action_sort(self) -> None:
        """Put the list in the next order, at its begin."""
        self.order = self.order.following
        self.go_to_pane("list")
        self.find()

    def type_name(self, type_id: str) -> str:
        """The name of a type, or its id where it is gone."""
        found = self.vault.open_session.view.type(type_id)
        return found.name if found is not None else type_id

    def pointed(self) -> tuple[str, ...]:
        """In the sidebar the type or tag, else the credential or its field."""
        sidebar = self.query_one(Sidebar)
        if self.focused is not sidebar:
            return super().pointed()
        return sidebar.scope if sidebar.scope[0] in ("type", "tag") else ()

    # Selection

    @property
    def marked(self) -> list[str]:
        """The ids of those marked that are still there."""
        marked = self.items.marked
        rows = self.vault.open_session.view.rows() if marked else ()
        return [row.id for row in rows if row.id in marked]

    def action_mark(self) -> None:
        """Mark the credential under the cursor, or do not, and go on."""
        self.go_to_pane("list")
        self.items.mark()
        self.fill()

    def unmark(self) -> None:
        """Mark nothing."""
        self.items.marked = set()
        self.find(keep=self.selected_id, stay=True)

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one(ItemList)

    @property
    def detail(self) -> Detail:
        """The detail."""
        return self.query_one(Detail)

    @property
    def selected_id(self) -> str:
        """The id of the credential under the cursor."""
        row = self.items.selected
        return row.id if row else ""

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
        graph = session.view.graph
        owner = graph.organization_name(credential.organization_id)
        fed = {
            one.field: session.view.credential(one.external_id).name
            for one in graph.sources_of(credential.id)
        }
        uses = tuple(uses_of(session, credential))
        steps = partial(history.steps, session, credential)
        badges = self._badges(credential)
        subject = Subject(credential, name, fields, missing, owner, fed, uses, steps, badges)
        self.detail.show(subject, session.now())

    def _badges(self, credential: Credential) -> tuple[Part, ...]:
        """How it stands on each remote that it is bound to."""
        known, now = self.vault.remembered.standings, self.vault.open_session.now()
        if known is None:
            return ()
        from vaulttui.tui.screens.browse.out_there import badges_of

        return badges_of(known, credential.id, now)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Follow the cursors."""
        event.stop()
        if event.lines.id == "list":
            self.hide_secrets()
            self.show_selected()
        elif event.lines.id == "detail":
            revealed = self.detail.revealed
            if revealed and revealed.key != self.detail.key:
                self.hide_secrets()
        elif event.lines.id == "sidebar" and event.lines.has_focus:
            self._take_scope(self.query_one(Sidebar).scope)

    def _take_scope(self, scope: Scope) -> None:
        if scope[0] in NARROWING and scope != self.scope:
            self.scope = scope
            self.fill()

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
        if scope[0] == "agent":
            self.vault.action_agent()
        elif scope[0] not in NARROWING:
            self.vault.show(scope[0])
        else:
            self._take_scope(scope)
            self.go_to_pane("list")

    # The filter

    def action_all(self) -> None:
        """Everything, unfiltered."""
        self.jump("")

    def jump(self, credential_id: str, field: str = "") -> None:
        """Go to a credential, whatever is filtered, and to one of its fields."""
        self._field_wanted = field
        self.narrow(ALL, "detail" if field else "list", credential_id)

    def narrow(self, scope: Scope, pane: str = "list", keep: str = "", *, typed: str = "") -> None:
        """Show what is of a type or tag, or everything, by another filter or none."""
        self.scope = scope
        self.put_filter(typed)
        self.go_to_pane(pane)
        if self._counted is not None:
            self.query_one(Sidebar).stand_at(scope)
        self.find(keep=keep)

    # Back

    def title_of(self, command: Command) -> str:
        """From the unfiltered list, back leaves the program."""
        leaves = self._pane == "list" and not self.filter_entry.value
        return "Quit" if command.id == "back" and leaves else super().title_of(command)

    def action_escape(self) -> None:
        """Mask, else unmark, else clear the filter, else go to the list; never quit."""
        if self.detail.revealed is not None:
            self.hide_secrets()
        elif self.items.marked and self.focused is self.items:
            self.unmark()
        elif (self._pane == "detail" and self.focused is self.detail) or not self.clear_filter():
            self.go_to_pane("list")

    def action_back(self) -> None:
        """From detail and sidebar to the list; from the list out of the program."""
        if self._pane != "list":
            self.go_to_pane("list")
        elif not self.clear_filter():
            self.app.exit(0)
