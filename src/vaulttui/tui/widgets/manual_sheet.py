"""One page of the manual, with what was searched marked; the cursor goes from hit to hit."""

from collections.abc import Sequence
from itertools import chain, pairwise

from vaulttui.tui.matches import MATCH, spans
from vaulttui.tui.widgets.lines import Part
from vaulttui.tui.widgets.markdown import SetLine, set_page
from vaulttui.tui.widgets.sheet import Sheet, SheetLine

_ABOVE = 4


def hits(lines: Sequence[SetLine], words: Sequence[str]) -> tuple[list[int], bool]:
    """The lines that hold all words, and True; where none does, those that hold any of them."""
    texts = ["".join(text for text, _ in line).casefold() for line in lines]
    for enough in (all, any):
        found = [at for at, text in enumerate(texts) if words and enough(w in text for w in words)]
        if found:
            return found, enough is all
    return [], False


class ManualSheet(Sheet):
    """Without a search there is no cursor, and moving scrolls."""

    empty = "No page holds all of these words. esc clears the search."

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._words: Sequence[str] = ()

    def show(self, page: str, text: str, words: Sequence[str]) -> None:
        """Show a page, from its first hit where something is searched."""
        other = (page, words) != (self._of, self._words)
        self._text, self._words = text, words
        self.fill(page)
        if other and words:
            self.stand_at(0)

    def build(self, width: int) -> Sequence[SheetLine]:
        """The page's lines; those with a hit can be stood on."""
        lines = set_page(self._text, width)
        found = frozenset(hits(lines, self._words)[0])
        return [
            SheetLine(tuple(_marked(line, self._words)), f"{at}" if at in found else "")
            for at, line in enumerate(lines)
        ]

    def stand_at(self, line: int) -> None:
        """Go to the first hit from a line on, or to the first one of all; it has lines above it."""
        self.cursor = next((at for at in range(line, self.count) if self.selectable(at)), 0)
        if not self.selectable(self.cursor):
            self.cursor = self._line_of("")
        self.scroll_to(y=max(0, self.cursor - _ABOVE), animate=False, force=True)

    def action_choose(self) -> None:
        """Go to the next hit; behind the last comes the first."""
        self.stand_at(self.cursor + 1)


def _marked(line: SetLine, words: Sequence[str]) -> list[Part]:
    """The parts of a line, cut where something that is searched begins and ends."""
    text = "".join(part for part, _ in line)
    found = spans(text, words) if words else []
    if not found:
        return line
    edges = sorted({*chain.from_iterable(found)})
    parts: list[Part] = []
    at = 0
    for part, style in line:
        cuts = [at, *(edge for edge in edges if at < edge < at + len(part)), at + len(part)]
        for begin, end in pairwise(cuts):
            hit = any(first <= begin < last for first, last in found)
            name = f"{style} {MATCH}".strip() if hit else style
            parts.append((part[begin - at : end - at], name))
        at += len(part)
    return parts
