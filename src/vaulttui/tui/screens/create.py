"""A new vault: its passphrase, and the word on a recovery key."""

from collections.abc import Mapping
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Checkbox, Input, Static

from vaulttui.domain.strength import Strength, estimate
from vaulttui.errors import VaulttuiError
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.position import Position
from vaulttui.tui.screens.recovery import Recovery
from vaulttui.tui.text import plain, words
from vaulttui.tui.vault import BY
from vaulttui.tui.widgets.entry import SecretEntry
from vaulttui.vaultfile.slots import Unlocking

WORDS: Final[Mapping[int, str]] = {
    0: "✗ guessed at once",
    1: "✗ weak: guessed in a day",
    2: "fair: a determined guesser needs weeks",
    3: "good",
    4: "✓ strong",
}
_FAIR: Final = 2
_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def in_words(strength: Strength) -> str:
    """A strength as a bar and a word, with the first advice there is."""
    bar = "▰" * (strength.score + 1) + "▱" * (4 - strength.score)
    advice = strength.warning or next(iter(strength.suggestions), "")
    tail = f" · {advice}" if advice and strength.score <= _FAIR else ""
    return f"{bar} {WORDS[strength.score]}{tail}"


class TickBox(Checkbox):
    """Told by its form as well, not by its colour alone, whether it is ticked."""

    def watch_value(self) -> None:
        """Show a cross, or nothing."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()


class Create(VaultScreen[None]):
    """Asks for the passphrase twice; makes the vault off the screen's thread."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = "../styles/gate.tcss"

    def __init__(self, then: str = "create") -> None:
        super().__init__()
        self._then = "import" if then == "import" else "first-steps"
        self._score = -1
        self._weak_told = False
        self._busy = False
        self._waited = 0

    def compose(self) -> ComposeResult:
        """Two inputs, the strength, the recovery key."""
        with Vertical(classes="card") as card:
            card.border_title = "A new vault"
            yield Static(plain(str(self.vault.start_with.path)), classes="path")
            yield Static("Passphrase", classes="label", markup=False)
            yield SecretEntry(id="passphrase", placeholder="several words are best")
            yield Static(classes="strength", id="strength", markup=False)
            yield Static("Once more", classes="label", markup=False)
            yield SecretEntry(id="again")
            yield Static(classes="strength", id="same", markup=False)
            yield TickBox("Make a recovery key, for the day the passphrase is gone", True)
            yield Static(classes="trouble", id="trouble", markup=False)
            with Horizontal(classes="row"):
                yield Button("Create the vault", variant="primary", id="create", compact=True)
                yield Button("Back", id="back", compact=True)
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Begin at the passphrase."""
        self._timer = self.set_interval(0.1, self._turn, pause=True)
        self.query_one("#passphrase").focus()

    def _typed(self, key: str) -> str:
        return self.query_one(f"#{key}", SecretEntry).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Judge the passphrase as it is typed."""
        event.stop()
        self._trouble("")
        if event.input.id == "passphrase":
            self._weak_told = False
            self._judge(event.value)
        again = self._typed("again")
        first = self._typed("passphrase")
        same = "" if not again else "✓ the same" if again == first else "not the same yet"
        self.query_one("#same", Static).update(plain(same))

    def _judge(self, typed: str) -> None:
        def then(strength: Strength) -> None:
            if self.is_attached and self._typed("passphrase") == typed:
                self._score = strength.score
                told = in_words(strength) if typed else ""
                self.query_one("#strength", Static).update(plain(told))

        self.vault.perform(
            lambda: estimate(typed, ["vaulttui"]), then, group="judge", exclusive=True
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        if event.input.id == "passphrase":
            self.query_one("#again").focus()
        else:
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
        trouble = self.query_one("#trouble", Static)
        trouble.update(plain(text, 2000))
        trouble.set_class(bool(text), "-shown")

    def _create(self) -> None:
        typed = self._typed("passphrase")
        if self._busy or not typed:
            return
        if typed != self._typed("again"):
            self._trouble("✗ The two passphrases are not the same.")
            self.query_one("#again").focus()
            return
        if self._score < _FAIR and not self._weak_told:
            self._weak_told = True
            self._trouble(
                "! This passphrase is easy to guess, and it is all that protects the file. "
                "Choose Create once more to take it all the same."
            )
            return
        self._begin(typed, self.query_one(Checkbox).value)

    def _begin(self, typed: str, recovery: bool) -> None:
        start = self.vault.start_with
        self._busy = True
        self._waited = 0
        self._timer.resume()

        def job() -> tuple[Session, Secret | None]:
            key = None
            if start.key_file is not None:
                there = vaults.exists(start.key_file)
                key = (vaults.read_key_file if there else vaults.make_key_file)(start.key_file)
            offer = Unlocking(passphrase=Secret.from_text(typed), key_file=key)
            return vaults.create(vaults.NewVault(start.path, offer, recovery=recovery), by=BY)

        self.vault.perform(job, self._made, failed=self._failed)

    def _turn(self) -> None:
        self._waited += 1
        sign = _SPINNER[self._waited % len(_SPINNER)]
        self.query_one("#same", Static).update(plain(f"{sign} Making the vault…"))

    def _made(self, made: tuple[Session, Secret | None]) -> None:
        self._timer.pause()
        session, line = made
        for entry in self.query(SecretEntry):
            entry.clear()
        if line is None:
            self._enter(session)
        else:
            self.app.push_screen(Recovery(session, line), lambda _: self._enter(session))

    def _enter(self, session: Session) -> None:
        self.vault.position = Position(screens=((self._then,),))
        self.vault.enter(session)

    def _failed(self, error: VaulttuiError) -> None:
        self._busy = False
        self._timer.pause()
        self.query_one("#same", Static).update("")
        self._trouble(f"✗ {words(error)}")
