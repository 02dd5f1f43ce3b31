"""Making and changing a credential type: its fields and what programs get, as rows or as TOML."""

from collections.abc import Callable
from typing import Final

import msgspec
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from vaulttui.domain.types import CUSTOM_KINDS, CredentialType, parse_type, type_to_toml
from vaulttui.errors import InvalidValue
from vaulttui.operations import types
from vaulttui.tui.commands import Command, Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.position import Position, TypeState
from vaulttui.tui.screens.forms.form_screen import labelled
from vaulttui.tui.screens.types import state as type_state
from vaulttui.tui.screens.types.field_form import id_from
from vaulttui.tui.screens.types.meaning import Meaning, Meanings
from vaulttui.tui.screens.types.migration import TypeMigration
from vaulttui.tui.screens.types.row_actions import TypeRowActions
from vaulttui.tui.screens.types.state import with_changes
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.page import PageSheet
from vaulttui.tui.widgets.segments import Segments
from vaulttui.tui.widgets.text_entry import TextEntry

_FIRST: Final = "In the list of credentials, n makes one of it."
_KINDS: Final = [(kind, kind) for kind in CUSTOM_KINDS]


class TypeForm(TypeRowActions):
    """One type; the answer is its id once it is saved."""

    place = Place.TYPE
    BINDINGS = bindings(Place.TYPE)
    CSS_PATH = [style("form"), style("types")]  # noqa: RUF012  # as in Screen

    def __init__(self, before: TypeState, now: TypeState | None = None, row: str = "") -> None:
        super().__init__(now or before)
        self._before = before
        self._row = row
        self._as_text = self.rows.text is not None
        self._follows = not self.rows.id
        self._newest = Newest[Meaning](self)

    def compose(self) -> ComposeResult:
        """Name, id, kind and help over the rows, or the TOML; beside it what it means."""
        state = self.rows
        with Vertical(id="form", classes="frame -filled type-form") as box:
            of = f"Change · {self._before.name}" if state.of else "New credential type"
            box.border_title = plain(of, 80)
            with Container(id="type-body"):
                with Vertical(id="as-form"):
                    name = Entry(state.name, id="name", max_length=512)
                    yield from labelled("Name *", name)
                    known = Entry(state.id, id="id", max_length=128, placeholder="acme-queue")
                    known.disabled = bool(state.of)
                    yield from labelled("Id *", known)
                    yield from labelled("Kind", Segments(_KINDS, state.kind))
                    yield from labelled("Help", Entry(state.description, id="about"))
                    yield PageSheet()
                yield TextEntry(state.text or "", id="as-text", show_line_numbers=True)
                with VerticalScroll(id="meaning", can_focus=False):
                    yield Static(id="told", markup=False)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Begin at the name of a new one, else in the rows."""
        self._meanings = Meanings(self.vault.open_session, self._before)
        self.show_rows(self._row)
        self._show_view()
        if not self._as_text and self._follows:
            self.query_one("#name").focus()
        self.look()
        if self.rows.moves is not None:
            # After a lock; it stands above this one again.
            moves = self.rows.moves
            self.rows = with_changes(self.rows, moves=None)
            self._read(lambda meaning: self._migrate(meaning, moves))

    # State

    @property
    def state(self) -> TypeState:
        """The form as it stands."""
        if not self._as_text:
            return with_changes(self.rows, text=None, **self._head())
        return with_changes(self.rows, text=self._text.text)

    def _head(self) -> dict[str, str]:
        return {
            "name": self.query_one("#name", Entry).value,
            "id": self.query_one("#id", Entry).value.strip(),
            "kind": self.query_one(Segments).value,
            "description": self.query_one("#about", Entry).value,
        }

    @property
    def unsaved(self) -> bool:
        """Whether anything is other than it began."""
        state = self.state
        if state.text is None and self._before.text is None:
            return state != self._before
        return type_state.written(state) != type_state.written(self._before)

    @property
    def unsaved_told(self) -> str:
        """By its name, if it has one."""
        return f"{shown(self.state.name, 60) or 'The type'} is not saved."

    def stands(self, position: Position) -> Position:
        """The form crosses a lock, with what it began with."""
        return msgspec.structs.replace(position, type=self.state, type_before=self._before)

    def vault_changed(self) -> None:
        """It may mean something else now."""
        self._meanings.forget()
        self.look()

    # What it means

    def look(self) -> None:
        """Tell anew what it means."""
        state = self.state
        self._newest.ask(lambda: self._meanings.read(state), self._tell_meaning)

    def _tell_meaning(self, meaning: Meaning) -> None:
        told = self.query_one("#told", Static)
        told.update(plain_lines(meaning.told))
        told.set_class(not meaning.harmless, "-wrong")

    def _read(self, then: Callable[[Meaning], object]) -> None:
        state = self.state
        self.vault.perform(lambda: self._meanings.read(state), then)

    def on_input_changed(self, event: Input.Changed) -> None:
        """The id of a new type follows its name until it is typed."""
        event.stop()
        entry = self.query_one("#id", Entry)
        if event.input is entry and entry.has_focus:
            self._follows = False
        elif event.input.id == "name" and self._follows:
            entry.value = id_from(event.value).replace("_", "-")
        self.look()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The TOML is read at each key."""
        event.stop()
        if self._as_text:
            self.look()

    def on_segments_changed(self, event: Segments.Changed) -> None:
        """Another kind."""
        event.stop()
        self.look()

    # As rows or as text

    @property
    def _text(self) -> TextEntry:
        return self.query_one("#as-text", TextEntry)

    def _show_view(self) -> None:
        self.query_one("#as-form").display = not self._as_text
        self._text.display = self._as_text
        (self._text if self._as_text else self.sheet).focus()
        self.query_one(KeyBar).refresh()

    def title_of(self, command: Command) -> str:
        """The way back from the text is named otherwise."""
        back = command.id == "as-text" and self._as_text
        return "As a form" if back else super().title_of(command)

    def action_as_text(self) -> None:
        """Edit the TOML in place of the form, or the form again."""
        if not self._as_text:
            self.rows = self.state
            self._text.text = type_state.written(self.rows)
            self._as_text = True
        else:
            try:
                found = parse_type(self._text.text)
            except InvalidValue as error:
                self.vault.tell(f"Not a form yet: {words(error)}", severity="warning")
                return
            self._as_text = False
            self._take(found)
        self._show_view()
        self.look()

    def _take(self, found: CredentialType) -> None:
        self.rows = with_changes(type_state.taken_over(self.rows, found), text=None)
        self._follows = False
        entries = {"name": found.name, "about": found.description}
        for key, value in {"id": found.id, **entries}.items():
            self.query_one(f"#{key}", Entry).value = value
        self.query_one(Segments).choose(CUSTOM_KINDS.index(found.kind))
        self.show_rows()

    # Saving

    def action_save(self) -> None:
        """Save what changes nothing for credentials; else show what becomes of them first."""
        self._read(self._save)

    def _save(self, meaning: Meaning) -> None:
        if meaning.type is None or meaning.preview is None:
            self.vault.tell(f"Not saved: {meaning.problem}", severity="warning", seconds=12)
        elif self._says_conflict():
            self.look()
        elif meaning.preview.breaks:
            self._migrate(meaning, None)
        elif not meaning.changed:
            self.vault.tell("Nothing was changed.")
            self.dismiss(meaning.type.id)
        else:
            session, text = self.vault.open_session, type_to_toml(meaning.type)
            told = _FIRST if meaning.new else meaning.told.removeprefix("✓ ")

            def saved(made: CredentialType) -> None:
                self.saved(made, told)

            self.vault.perform(lambda: types.add(session, text), saved)

    def saved(self, made: CredentialType, told: str) -> None:
        """Tell it, and go."""
        version = f"version {made.version} of {made.id}" if self._before.of else made.id
        self.vault.tell(f"Saved {version}. {told}", undo="undoes", seconds=9)
        self.dismiss(made.id)

    def _says_conflict(self) -> bool:
        """Another program may have changed the type; the next save puts this in its place."""
        before = self._before
        known = self.vault.open_session.view.type(before.id) if before.of else None
        version = known.version if known else 0
        if version == before.of:
            return False
        self._before = self._meanings.before = with_changes(before, of=version)
        self.rows = with_changes(self.rows, of=version)
        self._meanings.forget()
        what = "changed" if known else "removed"
        self.vault.tell(
            f"Not saved: another program {what} this type meanwhile. Your form is kept; "
            "save again to put it in place of theirs.",
            severity="warning",
            seconds=20,
        )
        return True

    def _migrate(self, meaning: Meaning, moves: dict[str, str] | None) -> None:
        if meaning.type is None:
            return
        found = meaning.type

        def done(told: str | None) -> None:
            version = self.vault.open_session.view.type(found.id)
            if told is not None and version is not None:
                self.saved(version, told)

        begin = dict(meaning.moves) if moves is None else moves
        self.app.push_screen(TypeMigration(found, begin), done)


def plain_lines(text: str) -> str:
    """Sentences on lines of their own, each harmless for a terminal."""
    return "\n".join(shown(line, 1000) for line in text.splitlines())
