"""A list of single lines with a cursor, drawn line by line: the one way lists are shown here."""

from collections.abc import Sequence
from itertools import chain
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.matches import MATCH
from vaulttui.tui.text import fit, wrap

_FOUND: Final = Style(underline=True)
Part = tuple[str, str]
"""Safe text, and the names of its styles, with blanks between: each one of STYLES."""
STYLES: Final = (
    "dim", "good", "warn", "bad", "accent", "strong", "digit", "symbol", "heading", MATCH,
)  # fmt: skip


class Lines(ScrollView, can_focus=True):
    """The base of every list: subclasses say how many lines there are, and what is on each.

    Only what is seen is asked for, so that the number of lines costs nothing. It stands on a
    VaultScreen, which has the styles.
    """

    ALLOW_SELECT = False
    BINDINGS = bindings(Place.LINES)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor"}
    DEFAULT_CSS = """
    Lines {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: transparent;
        .lines--cursor { background: $primary 25%; }
        &:focus .lines--cursor {
            background: $primary;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    Lines:nocolor .lines--cursor { text-style: underline; }
    Lines:nocolor:focus .lines--cursor { text-style: bold; }
    Lines:ansi .lines--cursor { text-style: underline; background: ansi_default; }
    Lines:ansi:focus .lines--cursor {
        text-style: reverse;
        background: ansi_default;
        color: ansi_default;
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Highlighted(Message):
        """The cursor stands on another line."""

        def __init__(self, lines: "Lines", index: int) -> None:
            super().__init__()
            self.lines = lines
            self.index = index

        @property
        def control(self) -> "Lines":
            """The list."""
            return self.lines

    class Chosen(Highlighted):
        """The line under the cursor is to be opened."""

    empty = "Nothing here."
    """What is said where there are no lines."""

    # What subclasses say

    @property
    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def line(self, index: int, width: int) -> Sequence[Part]:
        """One line in parts; what is too wide is cut."""
        raise NotImplementedError

    def selectable(self, index: int) -> bool:
        """False for lines that the cursor passes over."""
        return True

    # Content

    def changed(self, cursor: int | None = None) -> None:
        """Draw anew after the content changed, with the cursor where it fits best."""
        self.virtual_size = Size(0, self.count)
        wanted: int = self.cursor if cursor is None else cursor
        at = self._near(max(0, min(wanted, self.count - 1)))
        if at == self.cursor:
            self._show_cursor()
        else:
            self.cursor = at
        self.refresh()

    def _near(self, index: int) -> int:
        for candidate in chain(range(index, self.count), range(index, -1, -1)):
            if self.selectable(candidate):
                return candidate
        return 0

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if self.count == 0:
            return self._empty_line(y, width, base)
        if index >= self.count:
            return Strip.blank(width, base)
        at_cursor = index == self.cursor and self.selectable(index)
        row = base + self.get_component_rich_style("lines--cursor") if at_cursor else base
        return self._strip(self.line(index, width), width, row, plain=at_cursor and self.has_focus)

    def _strip(self, parts: Sequence[Part], width: int, row: Style, *, plain: bool) -> Strip:
        segments: list[Segment] = []
        left = width
        for text, name in parts:
            segment = Segment(text, self._styled(row, name, plain=plain))
            if segment.cell_length > left:
                segment = Segment(fit(text, left), segment.style)
            segments.append(segment)
            left -= segment.cell_length
            if left <= 0:
                break
        return Strip(segments).adjust_cell_length(width, row)

    def _styled(self, row: Style, names: str, *, plain: bool) -> Style:
        """The cursor has the colours of its own; what was found is underlined there, too."""
        if plain:
            return row + _FOUND if names.endswith(MATCH) else row
        for name in names.split():
            row += self._style(name)
        return row

    def _style(self, name: str) -> Style:
        # A widget's own would be worked out for each list, at each move of the focus.
        return self.screen.get_component_rich_style(f"text--{name}", partial=True)

    def _empty_line(self, y: int, width: int, base: Style) -> Strip:
        told = wrap(self.empty, width - 4)
        at = y - max(0, min(2, self.size.height - len(told)))
        if 0 <= at < len(told):
            return self._strip([("  ", ""), (told[at], "dim")], width, base, plain=False)
        return Strip.blank(width, base)

    # Moving

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two lines that look different, and keep the cursor in sight."""
        self.refresh_lines(before)
        self.refresh_lines(now)
        self._show_cursor()
        if self.is_mounted and self.count:
            self.post_message(self.Highlighted(self, now))

    def _show_cursor(self) -> None:
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if not height:
            return
        if self.cursor < top:
            # What stands above the first place for the cursor is to be seen as well.
            first = self._near(0) if self.count else 0
            self.scroll_to(y=0 if self.cursor == first else self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._show_cursor()

    def _move(self, by: int) -> None:
        step = 1 if by > 0 else -1
        at = self.cursor
        target = max(0, min(self.count - 1, at + by))
        beyond = range(target, self.count if step > 0 else -1, step)
        # Where no line further on can be stood on, the last one before it may be.
        for found in chain(beyond, range(target, at, -step)):
            if self.selectable(found):
                self.cursor = found
                return
        if by:
            self.scroll_relative(y=by, animate=False)

    def action_move_up(self) -> None:
        """One line up."""
        self._move(-1)

    def action_move_down(self) -> None:
        """One line down."""
        self._move(1)

    def action_page_up(self) -> None:
        """One page up."""
        self._move(-max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        """One page down."""
        self._move(max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first line."""
        self._move(-self.count)

    def action_last(self) -> None:
        """To the last line."""
        self._move(self.count)

    def action_choose(self) -> None:
        """Open the line under the cursor."""
        if self.count and self.selectable(self.cursor):
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, a click on the cursor opens."""
        index = event.get_content_offset(self)
        at = index.y + self.scroll_offset.y if index is not None else -1
        if not (0 <= at < self.count and self.selectable(at)):
            return
        if at == self.cursor and (event.chain > 1 or not self.opens_on_second_click):
            self.action_choose()
        self.cursor = at

    opens_on_second_click = True
    """Whether opening needs a double click, or one click on the line under the cursor."""

    def on_focus(self) -> None:
        """Draw the cursor as it looks in focus."""
        self.refresh_lines(self.cursor)

    def on_blur(self) -> None:
        """Draw the cursor as it looks out of focus."""
        self.refresh_lines(self.cursor)
