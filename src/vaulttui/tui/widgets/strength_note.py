"""How hard a secret is to guess, as one types: a bar and a word."""

from collections.abc import Callable, Sequence
from typing import Final, cast

from textual.widgets import Static

from vaulttui.domain.strength import Strength, estimate
from vaulttui.tui.text import plain
from vaulttui.tui.vault import Vault

FAIR: Final = 2
"""The score up to which there is need of advice."""
_WORDS: Final = ("✗ guessed at once", "✗ weak", "! fair", "good", "✓ strong")
_STYLES: Final = ("bad", "bad", "warn", "good", "good")


def in_words(strength: Strength, words: Sequence[str] = _WORDS) -> str:
    """A strength as a bar and one of the words, with the first advice where there is need."""
    score = strength.score
    bar = "▰" * (score + 1) + "▱" * (len(words) - 1 - score)
    advice = strength.warning or next(iter(strength.suggestions), "")
    tail = f" · {advice}" if advice and score <= FAIR else ""
    return f"{bar} {words[score]}{tail}"


class StrengthNote(Static):
    """Judges off the screen's thread: one text at a time, and at the end the latest.

    The text is read where it is typed, and not kept here.
    """

    DEFAULT_CSS = """
    StrengthNote {
        height: auto;
        display: none;
        &.-shown { display: block; }
        &.bad { color: $text-error; }
        &.warn { color: $text-warning; }
        &.good { color: $text-success; }
    }
    """

    def __init__(self, read: Callable[[], str]) -> None:
        super().__init__(markup=False, classes="strength")
        self._read = read
        self._beside: Sequence[str] = ()
        self._busy = False

    def look(self, context: Sequence[str]) -> None:
        """Judge what is typed; ``context`` are words that a guesser would try first."""
        self._beside = context
        if not self._read():
            self.remove_class("-shown")
        elif not self._busy:
            self._judge()

    def _judge(self) -> None:
        typed, context = self._read(), self._beside
        self._busy = True

        def then(strength: Strength) -> None:
            self._busy = False
            if not self.is_attached:
                return
            if self._read() == typed:
                self._say(strength)
            elif self._read():
                self._judge()

        cast("Vault", self.app).perform(lambda: estimate(typed, context), then, group="strength")

    def _say(self, strength: Strength) -> None:
        self.remove_class(*_STYLES)
        self.add_class("-shown", _STYLES[strength.score])
        self.update(plain(in_words(strength), 300))
