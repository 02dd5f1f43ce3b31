"""Adding and changing a credential: a form made from its type."""

from collections.abc import Callable
from functools import cached_property

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Select, Static

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.identifiers import check_name, check_tag
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.types import CredentialType
from vaulttui.errors import Conflict, InvalidValue, NotFound, VaulttuiError
from vaulttui.operations import credentials
from vaulttui.secret import Secret
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.position import FieldState, FormState, Position
from vaulttui.tui.screens.forms.extra_field import extra_field
from vaulttui.tui.screens.forms.form_screen import FormScreen, labelled
from vaulttui.tui.screens.forms.form_state import edits, field_of, heads_of, tags_in
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, shown, words
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.field_box import ChoiceBox, FieldBox, LineBox, TextBox
from vaulttui.tui.widgets.hidden_box import HiddenBox
from vaulttui.tui.widgets.secret_box import SecretBox
from vaulttui.tui.widgets.tag_entry import TagEntry
from vaulttui.tui.widgets.text_entry import TextEntry

_MANY_LINES = frozenset({FieldKind.MULTILINE, FieldKind.JSON})
_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.BOOLEAN})
_OWN = frozenset({"name", "tags"})
"""The inputs of the credential itself that can be wrong."""


def box_for(field: Field, state: FieldState) -> FieldBox:
    """The box whose widget fits a field."""
    if field.kind is FieldKind.FILE or (field.secret and field.kind in _MANY_LINES):
        return HiddenBox(field, state)
    if field.secret:
        return SecretBox(field, state)
    if field.kind in _CHOICES:
        return ChoiceBox(field, state)
    return TextBox(field, state) if field.kind in _MANY_LINES else LineBox(field, state)


class Form(FormScreen):
    """One credential being made or changed; the answer is its id once it is saved."""

    place = Place.FORM
    BINDINGS = bindings(Place.FORM)
    unsaved_told = "The form has changes that are not saved."
    CSS_PATH = style("form")

    def __init__(self, before: FormState, now: FormState | None = None) -> None:
        super().__init__()
        self._before = before
        self._now = now or before
        self._incomplete = False

    @cached_property
    def _type(self) -> CredentialType:
        """The type that the form is built by, which may go while it is open."""
        found = self.vault.open_session.view.type(self._before.type_id)
        if found is None:
            raise NotFound(f"The type {shown(self._before.type_id)} is not there any more.")
        return found

    def compose(self) -> ComposeResult:
        """Name, the fields, tags, description, and the buttons."""
        state, kind = self._now, self._type
        with VerticalScroll(id="form", classes="frame -filled") as box:
            box.can_focus = False
            what = "Change" if state.credential_id else "New"
            box.border_title = plain(f"{what} · {kind.name}", 80)
            yield from self._line("Name *", Entry(state.name, id="name", max_length=512))
            with Vertical(id="fields"):
                for one in state.fields:
                    if one.extra or kind.field(one.id) is not None:
                        yield box_for(field_of(one, kind), one)
            yield from self._owner(state.organization)
            yield from self._line("Tags", TagEntry(self._known_tags, state.tags, id="tags"))
            yield from self._line("Description", TextEntry(state.description, id="description"))
            with Horizontal(classes="buttons"):
                yield Button("Save", variant="primary", id="save", compact=True)
                yield Button("Add a field…", id="add-field", compact=True)
                yield Button("Cancel", id="leave", compact=True)
        yield KeyBar(self.place)

    def _owner(self, present: str) -> ComposeResult:
        known = self.vault.open_session.view.graph.organizations
        options = [(plain(PERSONAL), ""), *((plain(one.name, 80), one.id) for one in known)]
        if known:
            value = present if present in {one.id for one in known} else ""
            select = Select(
                options, allow_blank=False, value=value, id="organization", compact=True
            )
            yield from self._line("Organization", select)

    def _line(self, label: str, widget: Entry | TextEntry | Select[str]) -> ComposeResult:
        wrong = Static(classes="wrong", id=f"{widget.id}-wrong", markup=False)
        offer = [Static(classes="offer", markup=False)] if isinstance(widget, TagEntry) else []
        yield from labelled(label, widget, *offer, wrong)

    def on_mount(self) -> None:
        """Begin at the name."""
        self.query_one("#name").focus()

    # State

    @property
    def state(self) -> FormState:
        """The form as it stands."""
        return msgspec.structs.replace(
            self._before,
            name=self.query_one("#name", Entry).value,
            tags=self.query_one("#tags", Entry).value,
            organization=self._chosen_owner(),
            description=self.query_one("#description", TextEntry).text,
            fields=tuple(box.state for box in self.query(FieldBox)),
        )

    def _chosen_owner(self) -> str:
        select = self.query("#organization")
        chosen = select.first(Select).value if select else self._before.organization
        return chosen if isinstance(chosen, str) else ""

    @property
    def unsaved(self) -> bool:
        """Whether anything is other than it began."""
        shown_fields = {box.field.id for box in self.query(FieldBox)}
        before = tuple(one for one in self._before.fields if one.id in shown_fields)
        gone = any(one.extra and one.id not in shown_fields for one in self._before.fields)
        return gone or self.state != msgspec.structs.replace(self._before, fields=before)

    def stands(self, position: Position) -> Position:
        """The form crosses a lock, with what it began with."""
        return msgspec.structs.replace(position, form=self.state, form_before=self._before)

    def hide_secrets(self) -> None:
        """Mask what is shown in clear."""
        for box in self.query(FieldBox):
            if isinstance(box, SecretBox | HiddenBox):
                box.hide()

    def read_held(self, field_id: str, then: Callable[[Secret], None]) -> None:
        """Read a value that the credential holds, to be edited in clear."""
        session = self.vault.open_session
        credential = self._current()
        if credential is not None:
            self.vault.perform(
                lambda: credentials.get(session, credential, field_id, verb="reveal"), then
            )

    # Checking

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Say what is wrong with name and tags when the user goes on."""
        if event.widget.id in _OWN:
            self._check_own(saving=False)
        if isinstance(event.widget, TagEntry):
            self._offer_tags("")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where tags are typed, those that the vault has are named."""
        if isinstance(event.widget, TagEntry):
            self._offer_tags(event.widget.offer)

    def _offer_tags(self, told: str) -> None:
        offer = self.query_one(".offer", Static)
        offer.update(plain(told, 400))
        offer.set_class(bool(told), "-shown")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was said of name and tags is gone with the key that makes it right."""
        event.stop()
        own = event.input.id in _OWN
        if own and self.query_one(f"#{event.input.id}-wrong").has_class("-shown"):
            self._check_own(saving=False)
        if isinstance(event.input, TagEntry):
            self._offer_tags(event.input.offer if event.input.has_focus else "")

    def _known_tags(self) -> frozenset[str]:
        tag_sets = {row.tags for row in self.vault.open_session.view.rows()}
        return frozenset().union(*tag_sets)

    def _check_own(self, *, saving: bool) -> list[str]:
        problems = {"name": "", "tags": ""}
        name = self.query_one("#name", Entry).value
        try:
            if name or saving:
                check_name(name)
        except InvalidValue as error:
            problems["name"] = error.message
        try:
            for tag in tags_in(self.query_one("#tags", Entry).value):
                check_tag(tag)
        except InvalidValue as error:
            problems["tags"] = error.message
        for key, problem in problems.items():
            wrong = self.query_one(f"#{key}-wrong", Static)
            wrong.update(plain(f"! {problem}" if problem else "", 400))
            wrong.set_class(bool(problem), "-shown")
        return [problem for problem in problems.values() if problem]

    def _check_all(self) -> tuple[int, int]:
        """How many fields are wrong, and how many are only missing."""
        wrong = len(self._check_own(saving=True))
        missing = 0
        for box in self.query(FieldBox):
            broken, lacking = box.problem(saving=False), box.problem(saving=True)
            box.say(lacking)
            wrong += bool(broken)
            missing += bool(lacking) and not broken
        return wrong, missing

    # Saving

    def action_save(self) -> None:
        """Check everything, then save; what is only missing may be left for later."""
        wrong, missing = self._check_all()
        if wrong:
            self.vault.tell("Not saved: see what is marked with !", severity="warning")
            return
        if missing and not self._incomplete and self._before.credential_id is None:
            self._incomplete = True
            self.vault.tell(
                "Not saved yet: values are missing. Save once more to add them later.",
                severity="warning",
            )
            return
        self._save(self.state)

    def _save(self, state: FormState) -> None:
        session = self.vault.open_session
        credential = self._current()
        if state.credential_id is not None and credential is None:
            self.vault.tell(
                "The credential is not there any more. Your form is kept.", severity="error"
            )
            return
        if credential is not None and heads_of(credential) != self._before.heads:
            self._say_conflict(credential)
            return
        incomplete = self._incomplete

        def job() -> Credential:
            wanted = edits(self._before, state, session.now())
            if credential is None:
                return credentials.add(session, state.type_id, wanted, incomplete=incomplete)
            return credentials.edit(session, credential, wanted)

        self.save_once(job, self._saved, self._failed)

    def _current(self) -> Credential | None:
        if self._before.credential_id is None:
            return None
        try:
            return self.vault.open_session.view.credential(self._before.credential_id)
        except NotFound:
            return None

    def _saved(self, credential: Credential) -> None:
        self.vault.tell(f"Saved {shown(credential.name, 60)}.", undo="undoes")
        self.dismiss(credential.id)

    def _failed(self, error: VaulttuiError) -> None:
        if isinstance(error, Conflict):
            session = self.vault.open_session
            self.vault.perform(session.refresh, lambda _: self._say_conflict(self._current()))
        else:
            self.vault.tell(f"Not saved: {words(error)}", severity="error", seconds=12)

    def _say_conflict(self, credential: Credential | None) -> None:
        # The next save is a change of what the other program made of it.
        if credential is not None:
            self._before = msgspec.structs.replace(self._before, heads=heads_of(credential))
        self.vault.tell(
            "Not saved: another program changed this credential meanwhile. Your form is kept. "
            "Save again to lay your changes over theirs; "
            "what you did not touch stays as they made it.",
            severity="warning",
            seconds=20,
        )

    # Fields

    def on_field_box_remove(self, event: FieldBox.Remove) -> None:
        """An extra field goes when the form is saved."""
        event.stop()
        event.box.remove()

    def on_field_box_generate(self, event: FieldBox.Generate) -> None:
        """Make a secret into a field."""
        event.stop()
        self.generate_into(event.box, event.box.field.label)

    def action_generate_into(self) -> None:
        """Make a secret into the field in focus."""
        focused = self.focused
        boxes = self.query(SecretBox)
        box = next((one for one in boxes if focused in list(one.query("*"))), None)
        if box is None:
            self.vault.tell("Put the cursor into a secret field first.")
        else:
            self.generate_into(box, box.field.label)

    def form_extra(self) -> None:
        """Ask for a field of the credential's own."""
        self.app.push_screen(extra_field(), self._add_field)

    async def _add_field(self, state: object) -> None:
        if not isinstance(state, FieldState):
            return
        taken = {box.field.id for box in self.query(FieldBox)}
        if state.id in taken:
            self.vault.tell(f"There is a field {shown(state.id)} already.", severity="warning")
            return
        box = box_for(field_of(state, self._type), state)
        await self.query_one("#fields").mount(box)
        box.begin()

    # Leaving

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save, add a field, leave."""
        event.stop()
        match event.button.id:
            case "save":
                self.action_save()
            case "add-field":
                self.form_extra()
            case "leave":
                self.action_back()
