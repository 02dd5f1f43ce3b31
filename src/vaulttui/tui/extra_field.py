"""A further field for one credential."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Select, Static

from vaulttui.domain.fields import ALWAYS_SECRET, FieldKind
from vaulttui.domain.identifiers import check_identifier
from vaulttui.errors import InvalidValue
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.entry import Entry
from vaulttui.tui.position import FieldState
from vaulttui.tui.screen import VaultModal
from vaulttui.tui.text import plain, words

_KINDS = (
    ("secret text", "secret"),
    ("text", "text"),
    ("address", "url"),
    ("several lines", "multiline"),
    ("several lines, secret", "multiline secret"),
    ("file", "file"),
    ("one-time codes", "totp"),
    ("whole number", "integer"),
    ("yes or no", "boolean"),
    ("date", "date"),
    ("JSON", "json"),
    ("JSON, secret", "json secret"),
)


class ExtraField(VaultModal[FieldState | None]):
    """Asks for the name and the kind."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = "question.tcss"

    def compose(self) -> ComposeResult:
        """Two inputs."""
        with Vertical(classes="question"):
            yield Static("A field of this credential's own", markup=False)
            yield Static("Name", classes="asked", markup=False)
            yield Entry(id="label", placeholder="recovery-pin", max_length=128)
            yield Static("Kind", classes="asked", markup=False)
            yield Select(_KINDS, allow_blank=False, value="secret", compact=True)
            yield Static(id="trouble", markup=False)
            with Horizontal(classes="answers"):
                yield Button("Add", variant="primary", id="add", compact=True)
                yield Button("Leave", id="leave", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter adds."""
        event.stop()
        self._add()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Add or leave."""
        event.stop()
        if event.button.id == "add":
            self._add()
        else:
            self.dismiss(None)

    def _add(self) -> None:
        label = self.query_one("#label", Entry).value.strip()
        try:
            field_id = check_identifier("-".join(label.split()), "field")
        except InvalidValue as error:
            self.query_one("#trouble", Static).update(plain(f"! {words(error)}", 400))
            return
        kind, _, secret = str(self.query_one(Select).value).partition(" ")
        self.dismiss(
            FieldState(
                id=field_id,
                label=label,
                kind=kind,
                secret=bool(secret) or FieldKind(kind) in ALWAYS_SECRET,
                extra=True,
            )
        )
