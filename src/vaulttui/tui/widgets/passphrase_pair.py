"""A new passphrase, typed twice, with how hard it is to guess."""

from typing import Final, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from vaulttui.domain.strength import Strength, estimate
from vaulttui.secret import Secret
from vaulttui.tui.text import plain
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.entry import SecretEntry
from vaulttui.tui.widgets.strength_note import FAIR, in_words

_WORDS: Final = (
    "✗ guessed at once",
    "✗ weak: guessed in a day",
    "fair: a determined guesser needs weeks",
    "good",
    "✓ strong",
)


class PassphrasePair(Vertical):
    """Two inputs and their judgement; enter in the second is for the form around them."""

    DEFAULT_CSS = """
    PassphrasePair { height: auto; }
    PassphrasePair .strength { height: 1; }
    """

    def __init__(self, label: str = "Passphrase") -> None:
        super().__init__()
        self._label = label
        self._score = -1
        self._weak_told = False

    def compose(self) -> ComposeResult:
        """Label, input and judgement, twice."""
        yield Static(self._label, classes="label", markup=False)
        yield SecretEntry(id="passphrase", placeholder="several words are best")
        yield Static(classes="strength", id="strength", markup=False)
        yield Static("Once more", classes="label", markup=False)
        yield SecretEntry(id="again")
        yield Static(classes="strength", id="same", markup=False)

    def begin(self) -> None:
        """Put the focus where one begins to type."""
        self.query_one("#passphrase").focus()

    def clear(self) -> None:
        """Forget what was typed."""
        for entry in self.query(SecretEntry):
            entry.clear()

    @property
    def typed(self) -> str:
        """The first of the two as it stands."""
        return self._typed("passphrase")

    def secret(self) -> Secret:
        """The passphrase."""
        return Secret.from_text(self.typed)

    def refusal(self, done: str) -> str:
        """Why it is not taken yet, "" if it is; a weak one is told of once.

        ``done`` is what the button is called that takes it all the same.
        """
        if not self.typed:
            self.begin()
            return "Type a passphrase first."
        if self.typed != self._typed("again"):
            self.query_one("#again").focus()
            return "✗ The two passphrases are not the same."
        if self._score < FAIR and not self._weak_told:
            self._weak_told = True
            return (
                "! This passphrase is easy to guess, and it is all that protects the file. "
                f"Choose {done} once more to take it all the same."
            )
        return ""

    def _typed(self, key: str) -> str:
        return self.query_one(f"#{key}", SecretEntry).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Judge the passphrase as it is typed."""
        if event.input.id == "passphrase":
            self._weak_told = False
            self._judge(event.value)
        again = self._typed("again")
        same = "" if not again else "✓ the same" if again == self.typed else "not the same yet"
        self.query_one("#same", Static).update(plain(same))

    def _judge(self, typed: str) -> None:
        def then(strength: Strength) -> None:
            if self.is_attached and self.typed == typed:
                self._score = strength.score
                told = in_words(strength, _WORDS) if typed else ""
                self.query_one("#strength", Static).update(plain(told))

        cast("Vault", self.app).perform(
            lambda: estimate(typed, ["vaulttui"]), then, group="judge", exclusive=True
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes from the first to the second."""
        if event.input.id == "passphrase":
            event.stop()
            self.query_one("#again").focus()
