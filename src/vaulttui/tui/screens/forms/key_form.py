"""Putting a key into a set: a credential's field by a name, or a value of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Select, Static

from vaulttui.domain.credentials import GENERATED, TYPED
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.sets import Key, Set
from vaulttui.errors import InvalidValue, NotFound, VaulttuiError
from vaulttui.inject.naming import by_rule
from vaulttui.operations import sets
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.position import FieldState, KeyState, Position
from vaulttui.tui.screens.forms.field_choice import choose_field
from vaulttui.tui.screens.forms.form_screen import FormScreen, labelled
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.field_box import FieldBox
from vaulttui.tui.widgets.hidden_box import HiddenBox
from vaulttui.tui.widgets.secret_box import SecretBox

_FIELD, _LINE, _TEXT = "field", "line", "text"
_KINDS: Final = (
    ("a field of a credential", _FIELD),
    ("a value of its own, one line", _LINE),
    ("a value of its own: several lines, or a file", _TEXT),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says: ``reference`` is a credential's id and a field's."""

    name: str
    description: str
    kind: str
    reference: tuple[str, str] | None
    value: Secret | None
    generated: bool


class KeyForm(FormScreen):
    """One key being put; the answer is its name once it is saved.

    ``name`` is what a new one is to be called that gets a value of its own.
    """

    place = Place.FORM
    BINDINGS = bindings(Place.FORM)
    unsaved_told = "The key is not saved."
    CSS_PATH = style("form")

    def __init__(
        self, found: Set, key: Key | None, again: KeyState | None = None, *, name: str = ""
    ) -> None:
        super().__init__()
        self._again = again
        self._set_id = found.id
        self._set_name = found.name
        self._key = key
        self._held = key is not None and key.own and found.holds(key.name)
        self._reference: tuple[str, str] | None = None
        if key is not None and key.credential_id is not None:
            self._reference = key.credential_id, key.field
        name, about = (key.name, key.description) if key else (name, "")
        kind = _LINE if (key.own if key else name) else _FIELD
        self._before = Wish(name, about, kind, self._reference, None, generated=False)
        self._held_state = FieldState("value", held=self._held, kept=self._held, secret=True)
        if again is not None:
            self._reference = again.reference

    def compose(self) -> ComposeResult:
        """Name, what it is, description, and the buttons."""
        key, before, line, text = self._key, self._begin, self._state(_LINE), self._state(_TEXT)
        with VerticalScroll(id="form", classes="frame -filled key-form") as box:
            box.can_focus = False
            what = f"Change {key.name}" if key else "New key"
            found = self._found()
            of = self.vault.open_session.view.graph.full_name(found) if found else self._set_name
            box.border_title = plain(f"{what} · {of}", 100)
            name = Entry(before.name, id="name", placeholder="DATABASE_URL")
            name.disabled = key is not None
            yield from labelled("Name *", name)
            yield from labelled(
                "It is",
                Select(_KINDS, allow_blank=False, value=before.kind, id="kind", compact=True),
            )
            yield from self._field()
            with Vertical(id=f"of-{_LINE}", classes="boxes"):
                yield SecretBox(Field("line", "Value", FieldKind.SECRET, required=True), line)
            with Vertical(id=f"of-{_TEXT}", classes="boxes"):
                several = Field("text", "Value", FieldKind.MULTILINE, secret=True, required=True)
                yield HiddenBox(several, text)
            yield from labelled("Description", Entry(before.description, id="about"))
            with Horizontal(classes="buttons"):
                yield Button("Save", variant="primary", id="save", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def _field(self) -> ComposeResult:
        with Horizontal(classes="line own", id=f"of-{_FIELD}"):
            yield Static("Field *", classes="name", markup=False)
            with Horizontal(classes="control reference"):
                yield Button("Choose…", id="choose", compact=True)
                yield Static(id="chosen", markup=False)

    def on_mount(self) -> None:
        """Begin at the name, or at what it is."""
        self._show_kind()
        self._show_chosen()
        self.query_one("#kind" if self._key else "#name").focus()

    # State

    @property
    def _begin(self) -> Wish:
        """What the form opens with: what is saved, or what stood there before a lock."""
        again = self._again
        if again is None:
            return self._before
        return Wish(again.name, again.description, again.kind, None, None, generated=False)

    def _state(self, kind: str) -> FieldState:
        again = self._again
        if again is None or again.value is None or again.kind != kind:
            return self._held_state
        return again.value

    def stands(self, position: Position) -> Position:
        """The form comes back after a lock."""
        wish, box = self._wish, self._box
        state = KeyState(
            self._set_id,
            self._key.name if self._key else "",
            wish.name,
            wish.description,
            wish.kind,
            wish.reference,
            box.state if box else None,
        )
        return msgspec.structs.replace(position, key=state)

    @property
    def _kind(self) -> str:
        return str(self.query_one("#kind", Select).value)

    @property
    def _box(self) -> FieldBox | None:
        if self._kind == _FIELD:
            return None
        return self.query_one(SecretBox if self._kind == _LINE else HiddenBox)

    @property
    def _wish(self) -> Wish:
        box = self._box
        state = box.state if box else None
        return Wish(
            self.query_one("#name", Entry).value.strip(),
            self.query_one("#about", Entry).value.strip(),
            self._kind,
            self._reference,
            state.value if state else None,
            bool(state and state.generated),
        )

    def hide_secrets(self) -> None:
        """Mask what is shown in clear."""
        self.query_one(SecretBox).hide()
        if self._kind == _TEXT:
            self.query_one(HiddenBox).hide()

    def read_held(self, _field_id: str, then: Callable[[Secret], None]) -> None:
        """Read the value that the key holds, to be edited in clear."""
        session, found, key = self.vault.open_session, self._found(), self._key
        if found is not None and key is not None:
            self.vault.perform(lambda: sets.get(session, found, key.name, verb="reveal"), then)

    def _found(self) -> Set | None:
        return self.vault.open_session.view.graph.set(self._set_id)

    def _show_kind(self) -> None:
        for kind in (_FIELD, _LINE, _TEXT):
            self.query_one(f"#of-{kind}").set_class(kind != self._kind, "-gone")

    def _show_chosen(self) -> None:
        told = "nothing yet"
        if self._reference is not None:
            try:
                credential = self.vault.open_session.view.credential(self._reference[0])
                told = f"{credential.name} / {self._reference[1]}"
            except NotFound:
                told = "! the credential is not there any more"
        self.query_one("#chosen", Static).update(plain(told, 200))

    # Filling in

    def on_select_changed(self, event: Select.Changed) -> None:
        """Show what belongs to the kind."""
        event.stop()
        self._show_kind()

    def _choose(self) -> None:
        choose_field(self, "A key for which credential?", self._refer)

    def _refer(self, credential_id: str, field_id: str) -> None:
        self._reference = credential_id, field_id
        self._show_chosen()
        name = self.query_one("#name", Entry)
        if not name.value:
            credential = self.vault.open_session.view.credential(credential_id)
            name.value = by_rule(f"{credential.name[:60]}_{field_id}").lstrip("_")[:128]
        # Enter once more would choose again.
        self.query_one("#about").focus()

    def on_field_box_generate(self, event: FieldBox.Generate) -> None:
        """Make a secret into the value."""
        event.stop()
        self.action_generate_into()

    def action_generate_into(self) -> None:
        """Make a secret into the value."""
        if self._kind != _LINE:
            self.vault.tell("Only a value of one line can be generated.")
        else:
            self.generate_into(self.query_one(SecretBox), self._set_name)

    # Saving

    def action_save(self) -> None:
        """Save the key."""
        box = self._box
        problem = box.problem(saving=True) if box else ""
        if box is not None:
            box.say(problem)
        if problem:
            self.vault.tell("Not saved: see what is marked with !", severity="warning")
            return
        session, found, wish = self.vault.open_session, self._found(), self._wish
        if found is None:
            self.vault.tell("The set is not there any more. Your form is kept.", severity="error")
            return

        def then(_set: Set) -> None:
            self.vault.tell(f"Saved {shown(wish.name, 60)}.", undo="undoes")
            self.dismiss(wish.name)

        self.save_once(lambda: _put(session, found, self._key, wish), then, self._failed)

    def _failed(self, error: VaulttuiError) -> None:
        self.vault.tell(f"Not saved: {words(error)}", severity="error", seconds=12)

    # Leaving

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, save, leave."""
        event.stop()
        match event.button.id:
            case "choose":
                self._choose()
            case "save":
                self.action_save()
            case "leave":
                self.action_back()

    @property
    def unsaved(self) -> bool:
        """Whether anything is other than it began."""
        return self._wish != self._before


def _put(session: Session, found: Set, key: Key | None, wish: Wish) -> Set:
    if key is None and found.key(wish.name) is not None:
        raise InvalidValue(
            f"The set has a key {shown(wish.name, 60)} already.", hint="e on that key changes it."
        )
    if wish.kind == _FIELD:
        if wish.reference is None:
            raise InvalidValue("A key needs a field.", hint="Choose one.")
        credential = session.view.credential(wish.reference[0])
        return sets.put_reference(
            session, found, wish.name, credential, wish.reference[1], description=wish.description
        )
    if wish.value is None:
        return sets.describe_key(session, found, wish.name, wish.description)
    origin = GENERATED if wish.generated else TYPED
    return sets.put_value(
        session, found, wish.name, wish.value, origin=origin, description=wish.description
    )
