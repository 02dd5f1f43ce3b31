"""Where the words that were typed stand in a text, and how that is shown."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Final

from vaulttui.tui.text import fit

MATCH: Final = "match"
"""The style of what was found; it stands behind the style that the text has anyway."""


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where case-folded words stand in a text: begins and ends, in order, none in another."""
    folded = text.casefold()
    at = _places(text) if len(folded) != len(text) or not text.isascii() else None
    found = sorted(chain.from_iterable(_all(folded, word) for word in words if word))
    return _joined([(at[a], at[b - 1] + 1) for a, b in found] if at else found)


def _places(text: str) -> list[int]:
    """By the place in the folded text, that in the text itself: ß folds to two characters."""
    return [at for at, char in enumerate(text) for _ in char.casefold()]


def _all(folded: str, word: str) -> Iterable[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + len(word))


def _joined(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in found:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def marked(text: str, width: int, words: Iterable[str], style: str = "") -> list[tuple[str, str]]:
    """Safe text in exactly ``width`` cells, in parts: what was found is marked.

    What was found behind the cut marks the ellipsis.
    """
    cut = fit(text, width)
    found = spans(text, words)
    if not found:
        return [(cut, style)]
    # What was cut keeps its beginning; the last character may stand for all the rest.
    ellipsis = cut.endswith("…") and not text.startswith(cut)
    end = len(cut) - ellipsis
    kept = [(begin, min(stop, end)) for begin, stop in found if begin < end]
    if ellipsis and found[-1][1] > end:
        kept = _joined([*kept, (end, len(cut))])
    return _parts(cut, kept, style)


def _parts(text: str, found: Sequence[tuple[int, int]], style: str) -> list[tuple[str, str]]:
    edges = [0, *chain.from_iterable(found), len(text)]
    pieces = (text[a:b] for a, b in pairwise(edges))
    styles = (style, f"{style} {MATCH}".strip())
    return [(piece, styles[at % 2]) for at, piece in enumerate(pieces) if piece]
