"""One of a few, all of them seen: the arrows or a click choose."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

_GAP = 2
_CHOSEN = Style(bold=True)


class Segments(Widget, can_focus=True):
    """``options`` are pairs of title and value; the titles are safe text."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Segments { height: 1; padding: 0 1; background: $panel; }
    Segments:focus { background: $primary 20%; }
    Segments:focus:ansi { text-style: underline; }
    """

    class Changed(Message):
        """Another one is chosen."""

    def __init__(
        self, options: Sequence[tuple[str, str]], value: str, classes: str | None = None
    ) -> None:
        super().__init__(classes=classes)
        self._options = options
        values = [one for _, one in options]
        self._at = values.index(value) if value in values else 0

    @staticmethod
    def width_of(options: Sequence[tuple[str, str]]) -> int:
        """How many cells it takes."""
        return sum(cell_len(title) + 2 + _GAP for title, _ in options) + 2

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._options[self._at][1]

    def choose(self, at: int) -> None:
        """Choose another; nothing beyond the ends."""
        at = max(0, min(at, len(self._options) - 1))
        if at != self._at:
            self._at = at
            self.refresh()
            self.post_message(self.Changed())

    def render_line(self, y: int) -> Strip:
        """Each with its mark; the chosen one is bold as well."""
        style = self.rich_style
        segments = [
            Segment(f"◉ {title}{' ' * _GAP}", style + _CHOSEN)
            if at == self._at
            else Segment(f"○ {title}{' ' * _GAP}", style)
            for at, (title, _) in enumerate(self._options)
        ]
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def on_key(self, event: events.Key) -> None:
        """Left and right; the blank takes the next, and after the last the first."""
        steps = {"left": self._at - 1, "right": self._at + 1}
        steps["space"] = (self._at + 1) % len(self._options)
        if event.key in steps:
            event.stop()
            event.prevent_default()
            self.choose(steps[event.key])
        elif event.key == "enter":
            event.stop()
            self.screen.focus_next()

    def on_click(self, event: events.Click) -> None:
        """What is under the pointer."""
        offset = event.get_content_offset(self)
        left = offset.x if offset is not None else -1
        for at, (title, _) in enumerate(self._options):
            width = cell_len(title) + 2 + _GAP
            if 0 <= left < width:
                self.choose(at)
            left -= width
