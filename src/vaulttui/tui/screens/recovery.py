"""The recovery key: shown once, then typed back, or declined in so many words."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from vaulttui.errors import InvalidValue
from vaulttui.operations import slots, vaults
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.dialogs.generator import Unselectable
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.widgets.entry import Entry
from vaulttui.vaultfile.slots import SlotType

_GROUP = 6


def grouped(line: Secret) -> list[str]:
    """The key as people copy it: its head, then groups of six."""
    text = line.reveal().decode("ascii")
    head, _, body = text.partition("-")
    return [head + "-", *(body[at : at + _GROUP] for at in range(0, len(body), _GROUP))]


def first_difference(line: Secret, typed: str) -> int:
    """Which group of what was typed differs, from 1; 0 where none does."""
    wanted = "".join(grouped(line)[1:])
    body = typed.upper().removeprefix("VTREC1-").replace(" ", "").replace("-", "")
    for at in range(0, len(wanted), _GROUP):
        if body[at : at + _GROUP] != wanted[at : at + _GROUP]:
            return at // _GROUP + 1
    return 0 if len(body) == len(wanted) else len(wanted) // _GROUP + 1


class Recovery(VaultScreen[None]):
    """Leaves only when the key was typed back, or its slot was taken away again."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = "../styles/gate.tcss"

    def __init__(self, session: Session, line: Secret) -> None:
        super().__init__()
        self._session = session
        self._key = line
        self._is_typing = False

    def compose(self) -> ComposeResult:
        """The key, or the input for it."""
        with Vertical(classes="card") as card:
            card.border_title = "Recovery key"
            yield Static(classes="lead", id="lead", markup=False)
            yield Static(id="told", classes="note", markup=False)
            yield Unselectable(id="key", classes="key", markup=False)
            yield Entry(id="typed", placeholder="VTREC1-…", max_length=200)
            yield Static(classes="trouble", id="trouble", markup=False)
            with Horizontal(classes="row"):
                yield Button(
                    "I have written it down", variant="primary", id="written", compact=True
                )
                yield Button("Show it again", id="again", compact=True)
                yield Button("Go on without", id="decline", compact=True)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Show it."""
        self._show(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back from typing, and from nowhere else."""
        return self._is_typing if action == "escape" else super().check_action(action, parameters)

    def _show(self, key: bool) -> None:
        self._is_typing = not key
        self.query_one(KeyBar).refresh()
        head, *groups = grouped(self._key)
        lines = [" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)]
        text = Content("\n".join([head, *lines])) if key else Content("")
        self.query_one("#key", Static).update(text)
        lead = "Write this down, on paper." if key else "Type it back."
        told = (
            "It opens the vault without the passphrase. It is shown now and never again."
            if key
            else "Case, spaces and hyphens do not matter."
        )
        self.query_one("#lead", Static).update(lead)
        self.query_one("#told", Static).update(told)
        self.query_one("#key").display = key
        self.query_one("#typed").display = not key
        self.query_one("#again").display = not key
        self.query_one("#written", Button).label = "I have written it down" if key else "Confirm"
        self.query_one("#written" if key else "#typed").focus()

    def action_back(self) -> None:
        """From typing back to the key; never out of here."""
        self._show(True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter confirms."""
        event.stop()
        self._confirm()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """On, back, or without."""
        event.stop()
        if event.button.id == "again":
            self._show(True)
        elif event.button.id == "decline":
            self._take_back(self._declined)
        elif self.query_one("#key").display:
            self._show(False)
        else:
            self._confirm()

    def _confirm(self) -> None:
        typed = self.query_one("#typed", Entry).value.strip()
        if not typed:
            return
        try:
            vaults.read_recovery_key(Secret.from_text(typed))
            right = first_difference(self._key, typed) == 0
        except InvalidValue:
            right = False
        if right:
            self.query_one("#typed", Entry).clear()
            self.vault.tell("The recovery key is right. Keep it where the vault is not.")
            self.dismiss(None)
            return
        trouble = self.query_one("#trouble", Static)
        at = first_difference(self._key, typed)
        trouble.update(f"✗ Not the same. Look at group {at} after VTREC1-.")
        trouble.add_class("-shown")

    async def action_quit(self) -> None:
        """Leave the program; a key that nobody has typed back opens nothing."""
        self._take_back(lambda: self.app.exit(0))

    def _take_back(self, then: Callable[[], object]) -> None:
        session = self._session

        def job() -> None:
            for slot in slots.slots(session):
                if slot.type is SlotType.RECOVERY:
                    slots.rm(session, slot.id)

        self.vault.perform(job, lambda _: then())

    def _declined(self) -> None:
        self.vault.tell(
            "There is no recovery key: without the passphrase nobody opens this vault.",
            severity="warning",
            seconds=12,
        )
        self.dismiss(None)
