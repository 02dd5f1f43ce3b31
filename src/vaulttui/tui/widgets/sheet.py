"""What is shown of one thing: lines on some of which the cursor stands, one value revealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from textual import events

from vaulttui.domain.text import safe_text
from vaulttui.secret import Secret
from vaulttui.tui.text import chunks, counted, shown, wrap
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.lines import Lines, Part

_REVEALED_LIMIT: Final = 1 << 16
_BAR: Final = 10
_SOON: Final = 5


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value in the open: its lines, the seconds it stays, and those a code counts (0: none)."""

    key: str
    lines: tuple[str, ...]
    left: int
    code_left: int = 0
    period: int = 30


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line; ``key`` is what the cursor takes it for, empty where the cursor passes over it."""

    parts: tuple[Part, ...] = ()
    key: str = ""


def readable(value: Secret) -> tuple[str, ...]:
    """A secret as lines that a terminal can show without obeying them."""
    raw = value.reveal()[:_REVEALED_LIMIT]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return (f"{counted(len(value), 'byte')} that are no text:", raw[:512].hex(" "))
    return tuple(safe_text(line, _REVEALED_LIMIT) for line in text.split("\n"))


def lines_of(text: str, width: int, style: str = "") -> list[SheetLine]:
    """Text from outside over as many lines as it needs; none for none."""
    wrapped = wrap(shown(text, 4000), width - 2) if text else []
    return [SheetLine(((" " + line, style),)) for line in wrapped]


class Sheet(Lines):
    """The detail beside a list; subclasses say which lines there are of a width."""

    empty = "Nothing is selected."
    opens_on_second_click = False

    def __init__(self, pane: str = "detail") -> None:
        super().__init__(id=pane)
        self.revealed: Revealed | None = None
        self._of = ""
        self._lines: Sequence[SheetLine] = ()

    def build(self, width: int) -> Sequence[SheetLine]:
        """The lines, cut to a width."""
        raise NotImplementedError

    def first(self, lines: Sequence[SheetLine]) -> str:
        """The key that the cursor begins at."""
        return next((line.key for line in lines if line.key), "")

    def fill(self, of: str) -> None:
        """Build anew; the cursor stays on its line where it is ``of`` the same thing."""
        same = of == self._of
        kept = self.key if same else ""
        if not same:
            self.revealed = None
        self._of = of
        self._rebuild()
        self.changed(self._line_of(kept or self.first(self._lines)))
        if not same:
            self.scroll_to(y=0, animate=False, force=True)

    def _rebuild(self) -> None:
        width = max(20, self.scrollable_content_region.width or 40)
        self._lines = self.build(width) if self._of else ()

    # Lines

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def key(self) -> str:
        """What the cursor stands on; empty for nothing."""
        return self._lines[self.cursor].key if self.cursor < len(self._lines) else ""

    def selectable(self, index: int) -> bool:
        """Only lines with a key."""
        return index < len(self._lines) and bool(self._lines[index].key)

    def line(self, index: int, width: int) -> Sequence[Part]:
        """One line."""
        return self._lines[index].parts

    def go_to(self, key: str) -> None:
        """Put the cursor on a line."""
        self.cursor = self._line_of(key)

    def _line_of(self, key: str) -> int:
        for wanted in (key, self.first(self._lines)):
            for at, line in enumerate(self._lines):
                if wanted and line.key == wanted:
                    return at
        return 0

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Lines are cut to the width, so they are made anew."""
        kept = self.key
        self._rebuild()
        self.changed(self._line_of(kept) if kept else None)

    # Revealing

    def reveal_later(self, opened: Callable[[], Revealed]) -> None:
        """Show a value on the line of its key, read off the screen's thread."""
        of = self._of

        def then(revealed: Revealed) -> None:
            # Whoever looked away meanwhile does not want to see it any more.
            looks = self.is_attached and self.screen.is_current and self.app.app_focus
            if looks and (self._of, self.key) == (of, revealed.key):
                self.reveal_value(revealed)

        cast("Vault", self.app).perform(opened, then, group="reveal", exclusive=True)

    def reveal_value(self, revealed: Revealed | None) -> None:
        """Show a value in the open in place of its mask, or mask it again."""
        if revealed is None and self.revealed is None:
            return
        kept, opened = self.key, self.revealed is None
        self.revealed = revealed
        self._rebuild()
        self.changed(self._line_of(kept) if kept else None)
        if opened:
            self._show_opened()

    def _show_opened(self) -> None:
        """Bring what stands below the cursor's line into sight, as much of it as there is room."""
        height = self.scrollable_content_region.height
        end = self.cursor + 1
        while end < self.count and not self._lines[end].key:
            end += 1
        if height and end > self.scroll_offset.y + height:
            self.scroll_to(y=min(self.cursor, end - height), animate=False, force=True)

    def tick(self) -> bool:
        """A second has passed; True where a code has run out and a new one is needed."""
        if self.revealed is None:
            return False
        now = self.revealed
        if now.left <= 1:
            self.reveal_value(None)
            return False
        self.reveal_value(replace(now, left=now.left - 1, code_left=max(0, now.code_left - 1)))
        return bool(now.code_left) and now.code_left <= 1

    def action_page_up(self) -> None:
        """A page up; a long value that is revealed is read without moving the cursor."""
        if self.revealed is None:
            super().action_page_up()
        else:
            self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """A page down, likewise."""
        if self.revealed is None:
            super().action_page_down()
        else:
            self.scroll_page_down(animate=False)


def in_the_open(revealed: Revealed, width: int) -> list[list[Part]]:
    """A revealed value; it stands below the cursor's line, in its own colours."""
    hides: list[Part] = [(f"◷ hides in {revealed.left} s", "warn")]
    if revealed.code_left:
        return [_code(revealed), hides]
    made = [hides]
    for line in revealed.lines:
        made += [_coloured(part) for part in chunks(line, width)]
    return made


def _code(revealed: Revealed) -> list[Part]:
    """A one-time code in two halves, and how long it still counts; the last seconds stand out."""
    code, left = "".join(revealed.lines), revealed.code_left
    style = "warn" if left <= _SOON else "good"
    return [*_coloured(_halves(code)), (f"  {_counting(left, revealed.period)}", style)]


def code_in_words(code: str, left: int, period: int) -> str:
    """The same where there are no styles."""
    return f"{_halves(code)}  {_counting(left, period)}"


def _halves(code: str) -> str:
    half = len(code) // 2
    return code if len(code) % 2 else f"{code[:half]} {code[half:]}"


def _counting(left: int, period: int) -> str:
    full = min(_BAR, -(-_BAR * left // max(1, period)))
    soon = " ! the next comes" if left <= _SOON else ""
    return f"{'▰' * full}{'▱' * (_BAR - full)} {left} s{soon}"


def _coloured(text: str) -> list[Part]:
    """Digits and symbols in colours of their own, so that O is no 0."""
    parts: list[Part] = []
    for char in text:
        name = "digit" if char.isdigit() else "strong" if char.isalpha() else "symbol"
        if parts and parts[-1][1] == name:
            parts[-1] = (parts[-1][0] + char, name)
        else:
            parts.append((char, name))
    return parts or [("", "")]
