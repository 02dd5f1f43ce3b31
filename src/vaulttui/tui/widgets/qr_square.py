"""A QR code in half blocks, black on white whatever the theme."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from vaulttui.domain.qr import LIGHT_AROUND, Modules
from vaulttui.tui.text import wrap

_INK: Final = Style.parse("#000000 on #ffffff")
_BLOCKS: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


class QrSquare(Widget):
    """Draws a code in the middle, with as much light around it as there is room for.

    Where it does not fit, or there is none, it says why.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "QrSquare { height: 1fr; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._modules: Modules | None = None
        self._told = ""

    def draw(self, modules: Modules | None, told: str = "") -> None:
        """Show a code, or a sentence in its place."""
        self._modules = modules
        self._told = told
        self.refresh()

    @property
    def light(self) -> int:
        """The light modules around the code; less than one where it does not fit."""
        if self._modules is None:
            return 0
        width, height = self.size
        size = self._modules.size
        return min(LIGHT_AROUND, (width - size) // 2, (2 * height - size) // 2)

    def render_line(self, y: int) -> Strip:
        """One line: two rows of modules."""
        if self._modules is None:
            return self._sentence(self._told, y)
        if self.light < 1:
            side = self._modules.size + 2
            width, height = self.app.size
            rows = -(-side // 2) + height - self.size.height
            told = (
                f"The code needs {side} columns and {rows} lines; "
                f"this terminal has {width} and {height}. Make it larger, or its letters smaller."
            )
            return self._sentence(told, y)
        return self._row(self._modules, y)

    def _sentence(self, told: str, y: int) -> Strip:
        lines = wrap(told, self.size.width - 4) if told else []
        at = y - max(0, (self.size.height - len(lines)) // 2)
        text = f"  {lines[at]}" if 0 <= at < len(lines) else ""
        strip = Strip([Segment(text, self.rich_style)])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _row(self, modules: Modules, y: int) -> Strip:
        side = modules.size + 2 * self.light
        above = (self.size.height - -(-side // 2)) // 2
        if not 0 <= y - above < -(-side // 2):
            return Strip.blank(self.size.width, self.rich_style)
        top = 2 * (y - above) - self.light
        drawn = "".join(
            _BLOCKS[modules.is_dark(x, top), modules.is_dark(x, top + 1)]
            for x in range(-self.light, modules.size + self.light)
        )
        before = (self.size.width - side) // 2
        strip = Strip([Segment(" " * before, self.rich_style), Segment(drawn, _INK)])
        return strip.adjust_cell_length(self.size.width, self.rich_style)
