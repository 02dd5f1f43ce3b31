"""The bar that shows the commands of a place."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, cast

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from vaulttui.tui.commands import Command, Place, commands_in, keys_of
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.vault import Vault

_GAP: Final = 2
_TYPED: Final = frozenset({Place.FORM, Place.TYPE})
_ALWAYS: Final = frozenset({"help", "back", "escape"})
_END: Final = {"help": 1, "back": 2, "escape": 2, "quit": 3}
"""What stands at the end of the bar, in this order."""


def _width(title: str, key: str) -> int:
    return len(key) + 1 + len(title) + _GAP


class KeyBar(Widget):
    """The bottom line: as many commands of the place as fit, by rank; each can be clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $muted;
        .keybar--key { color: $text-primary; text-style: bold; }
    }
    KeyBar:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._spots: list[tuple[int, int, Command]] = []

    def _title(self, command: Command) -> str:
        return cast("VaultScreen[object]", self.screen).title_of(command)

    def _ranked(self) -> Sequence[Command]:
        here = [
            command
            for command in commands_in(self._place)
            if self.screen.check_action(command.action, ()) is not False
        ]
        ranked = [command for command in here if command.rank]
        if not any(command.id == "back" for command in ranked):
            ranked += [command for command in here if command.id in ("escape", "quit")]
        return sorted(ranked, key=lambda command: command.rank_in(self._place) or 99)

    def render_line(self, y: int) -> Strip:
        """Draw the bar, and note where each command stands."""
        keymap = cast("Vault", self.app).settings.keys
        key_style = self.rich_style + self.get_component_rich_style("keybar--key", partial=True)
        segments = [Segment(" ", self.rich_style)]
        at = 1
        self._spots = []
        for command, key in self._fitting(keymap):
            segments.append(Segment(key, key_style))
            title = self._title(command)
            segments.append(Segment(f" {title}{' ' * _GAP}", self.rich_style))
            width = _width(title, key)
            self._spots.append((at, at + width - _GAP, command))
            at += width
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _fitting(self, keymap: Mapping[str, str]) -> list[tuple[Command, str]]:
        """As many as fit, by rank; the way to the help and the way out are always among them."""
        # Where one types, only the keys that are no letters count.
        which = -1 if self._place in _TYPED else 0
        keyed = [(one, (keys_of(one, keymap) or [""])[which]) for one in self._ranked()]
        always = [(one, key) for one, key in keyed if key and one.id in _ALWAYS]
        left = self.size.width + 1 - sum(_width(self._title(one), key) for one, key in always)
        chosen = []
        for one, key in keyed:
            width = _width(self._title(one), key)
            if key and one.id not in _ALWAYS and width <= left:
                chosen.append((one, key))
                left -= width
        return sorted(chosen + always, key=lambda pair: _END.get(pair[0].id, 0))

    async def on_click(self, event: events.Click) -> None:
        """Start the command under the pointer."""
        for begin, end, command in self._spots:
            if begin <= event.x < end:
                await self.screen.run_action(command.action)
