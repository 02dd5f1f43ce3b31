"""The bar that shows the commands of a place."""

from collections.abc import Mapping
from typing import ClassVar, Final, cast

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Button, Input, Select, TextArea

from vaulttui.tui.commands import BY_ID, OPEN, Command, Place, commands_in, keys_of
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.filter_entry import FilterEntry

_GAP: Final = 2
ENTER: Final = BY_ID["choose"]
_SERVER: Final = BY_ID["show-server"]
_SERVES: Final = "● serving "
_ALWAYS: Final = frozenset({"help", "back", "escape"})
_END: Final = {"help": 1, "back": 2, "escape": 2, "quit": 3}
"""What stands at the end of the bar, in this order."""


_OF_A_FILTER: Final = {"choose": "To the list", "escape": "Clear"}
_WHILE_TYPING: Final = ("ctrl+", "escape", "tab", "shift+")
"""What keys begin with that are no text where one types."""


def _width(title: str, key: str) -> int:
    return len(key) + 1 + len(title) + _GAP


class KeyBar(Widget):
    """The bottom line: as many commands of the place as fit, by rank; each can be clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key", "keybar--sign"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $muted;
        .keybar--key { color: $text-primary; text-style: bold; }
        .keybar--sign { color: $text-success; text-style: bold; }
    }
    KeyBar:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._spots: list[tuple[int, int, Command]] = []

    def on_mount(self) -> None:
        """What has the focus decides which keys count."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.refresh()

    @property
    def _below(self) -> VaultScreen[object]:
        return cast("VaultScreen[object]", self.screen)

    def _title(self, command: Command) -> str:
        focused = self.screen.focused
        if isinstance(focused, FilterEntry) and command.id in _OF_A_FILTER:
            return _OF_A_FILTER[command.id]
        if command is not ENTER:
            return self._below.title_of(command)
        match focused:
            case Button():
                return str(focused.label)
            case Select():
                return "Choose"
            case TextArea():
                return ""
        return self._below.enters

    def _key(self, command: Command, keymap: Mapping[str, str]) -> str:
        """The key by which it can be started here and now; empty for none."""
        typing = isinstance(self.screen.focused, Input | TextArea)
        keys = keymap.get(command.id, command.keys).split(",")
        usable = [
            at
            for at, key in enumerate(key for key in keys if key)
            if not typing or command is ENTER or key.startswith(_WHILE_TYPING)
        ]
        return keys_of(command, keymap)[usable[0]] if usable else ""

    def _keyed(self, keymap: Mapping[str, str]) -> list[tuple[Command, str]]:
        """What can be done here, by rank, with the key of each."""
        here = [
            (command, key)
            for command in commands_in(self._place)
            if self.screen.check_action(command.action, ()) is not False
            and (key := self._key(command, keymap))
        ]
        ranked = [one for one in here if one[0].rank]
        if not any(command.id == "back" for command, _ in ranked):
            ranked += [one for one in here if one[0].id in ("escape", "quit")]
        ranked.sort(key=lambda one: one[0].rank_in(self._place) or 99)
        return [(ENTER, self._key(ENTER, keymap)), *ranked] if self._title(ENTER) else ranked

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
        sign = self._sign()
        bar = Strip(segments).adjust_cell_length(self.size.width - len(sign), self.rich_style)
        if not sign:
            return bar
        self._spots.append((self.size.width - len(sign), self.size.width, _SERVER))
        style = self.rich_style + self.get_component_rich_style("keybar--sign", partial=True)
        return Strip([*bar, Segment(sign, style)])

    def _sign(self) -> str:
        """What says at the right end that programs are served; a click shows the server."""
        elsewhere = self._place in OPEN and self._place is not Place.SERVER
        return _SERVES if elsewhere and cast("Vault", self.app).server.runs else ""

    def _fitting(self, keymap: Mapping[str, str]) -> list[tuple[Command, str]]:
        """As many as fit, by rank; the way to the help and the way out are always among them."""
        keyed = self._keyed(keymap)
        always = [(one, key) for one, key in keyed if one.id in _ALWAYS]
        room = self.size.width + 1 - len(self._sign())
        left = room - sum(_width(self._title(one), key) for one, key in always)
        chosen = []
        for one, key in keyed:
            width = _width(self._title(one), key)
            if one.id not in _ALWAYS and width <= left:
                chosen.append((one, key))
                left -= width
        return sorted(chosen + always, key=lambda pair: _END.get(pair[0].id, 0))

    async def on_click(self, event: events.Click) -> None:
        """Start the command under the pointer."""
        for begin, end, command in self._spots:
            if begin <= event.x < end:
                await self._start(command)

    async def _start(self, command: Command) -> None:
        if command is ENTER:
            self.app.simulate_key("enter")
        else:
            await self.screen.run_action(command.action)
