"""How hard a secret is to guess, as one types: a bar and a word."""

from collections.abc import Callable, Sequence
from typing import Final, cast

from textual.widgets import Static

from vaulttui.domain.strength import Strength, estimate
from vaulttui.tui.text import plain
from vaulttui.tui.vault import Vault

_WORDS: Final = (
    ("✗ guessed at once", "bad"),
    ("✗ weak", "bad"),
    ("! fair", "warn"),
    ("good", "good"),
    ("✓ strong", "good"),
)
_FAIR: Final = 2


def in_words(strength: Strength) -> str:
    """A strength as a bar and a word, with the first advice where there is need of any."""
    score = strength.score
    bar = "▰" * (score + 1) + "▱" * (len(_WORDS) - 1 - score)
    advice = strength.warning or next(iter(strength.suggestions), "")
    tail = f" · {advice}" if advice and score <= _FAIR else ""
    return f"{bar} {_WORDS[score][0]}{tail}"


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
        for _, name in _WORDS:
            self.remove_class(name)
        self.add_class("-shown", _WORDS[strength.score][1])
        self.update(plain(in_words(strength), 300))
