"""How hard a passphrase is to guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# zxcvbn raises above this, and its time grows with the square of the length. Whoever
# types more loses nothing: the estimate is then a lower bound.
_CAP: Final = 72


@dataclass(frozen=True, slots=True)
class Strength:
    """``score`` is 0 (guessed at once) to 4 (very hard); ``guesses_log10`` the tries needed."""

    score: int
    guesses_log10: float
    warning: str = ""
    suggestions: tuple[str, ...] = ()


def estimate(passphrase: str, context: Sequence[str] = ()) -> Strength:
    """Estimate with zxcvbn; ``context`` are words an attacker would try first (names, hosts)."""
    if not passphrase:
        return Strength(0, 0.0, "There is no passphrase.")
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # ships no types

    found = zxcvbn(passphrase[:_CAP], user_inputs=[word[:_CAP] for word in context])
    feedback = found["feedback"]
    return Strength(
        score=int(found["score"]),
        guesses_log10=float(found["guesses_log10"]),
        warning=str(feedback["warning"]),
        suggestions=tuple(map(str, feedback["suggestions"])),
    )
