"""A new vault: its passphrase, and the word on a recovery key."""

from contextlib import ExitStack

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Checkbox, Input, Static

from vaulttui.errors import VaulttuiError
from vaulttui.operations import slots, vaults
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Position
from vaulttui.tui.screens.vault.recovery import DECLINED, Recovery
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain, words
from vaulttui.tui.vault import BY
from vaulttui.tui.widgets.passphrase_pair import PassphrasePair
from vaulttui.tui.widgets.tick_box import TickBox
from vaulttui.tui.widgets.trouble import Trouble
from vaulttui.tui.widgets.working import WorkingLine
from vaulttui.vaultfile.slots import SlotType, Unlocking


class Create(VaultScreen[None]):
    """Asks for the passphrase twice; makes the vault off the screen's thread."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("gate")

    def __init__(self, then: str = "create") -> None:
        super().__init__()
        self._then = "import" if then == "import" else "first-steps"
        self._done = False

    def compose(self) -> ComposeResult:
        """Two inputs, the strength, the recovery key."""
        with Vertical(classes="box card") as card:
            card.border_title = "A new vault"
            yield Static(plain(str(self.vault.start_with.path)), classes="path")
            yield PassphrasePair()
            yield TickBox("Make a recovery key, for the day the passphrase is gone", True)
            yield WorkingLine()
            yield Trouble()
            with Horizontal(classes="buttons"):
                yield Button("Create the vault", variant="primary", id="create", compact=True)
                yield Button("Back", id="back", compact=True)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Begin at the passphrase."""
        self.query_one(PassphrasePair).begin()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another try begins without the old trouble."""
        event.stop()
        self._trouble("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter creates."""
        event.stop()
        self._create()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Create, or back."""
        event.stop()
        if event.button.id == "create":
            self._create()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Back, unless the vault is being made."""
        if not self._busy:
            self.dismiss(None)

    async def action_quit(self) -> None:
        """Leave the program, but not with half a vault."""
        if self._busy:
            self.vault.tell("The vault is being made. Leave when that is done.")
        else:
            await super().action_quit()

    def _trouble(self, text: str) -> None:
        self.query_one(Trouble).say(text)

    def _create(self) -> None:
        pair = self.query_one(PassphrasePair)
        if self._busy:
            return
        trouble = pair.refusal("Create")
        if trouble:
            self._trouble(trouble)
        else:
            self._begin(pair.secret(), self.query_one(Checkbox).value)

    @property
    def _busy(self) -> bool:
        return self._done or self.query_one(WorkingLine).busy

    def _begin(self, passphrase: Secret, recovery: bool) -> None:
        start = self.vault.start_with
        self.query_one(WorkingLine).start("Making the vault")

        def job() -> tuple[Session, Secret | None]:
            with ExitStack() as undo:
                path = start.key_file
                key = vaults.key_file_at(path, undo) if path is not None else None
                offer = Unlocking(passphrase=passphrase, key_file=key)
                new = vaults.NewVault(start.path, offer, recovery=recovery)
                made = vaults.create(new, by=BY)
                undo.pop_all()
            return made

        self.vault.perform(job, self._made, failed=self._failed)

    def _made(self, made: tuple[Session, Secret | None]) -> None:
        self._done = True
        self.query_one(WorkingLine).stop()
        session, line = made
        self.query_one(PassphrasePair).clear()
        if line is None:
            self._enter(session)
            return

        def take_back() -> None:
            for slot in slots.slots(session):
                if slot.type is SlotType.RECOVERY:
                    slots.rm(session, slot.id)

        def answered(answer: str | None) -> None:
            if answer == DECLINED:
                self.vault.tell(
                    "There is no recovery key: without the passphrase nobody opens this vault.",
                    severity="warning",
                    seconds=12,
                )
            self._enter(session)

        self.app.push_screen(Recovery(line, take_back=take_back), answered)

    def _enter(self, session: Session) -> None:
        self.vault.position = Position(screens=((self._then,),))
        self.vault.enter(session)

    def _failed(self, error: VaulttuiError) -> None:
        self.query_one(WorkingLine).stop()
        self._trouble(f"✗ {words(error)}")
