"""What all screens share: their place in the table of commands, and the bar that shows it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, cast

from rich.segment import Segment
from textual import events
from textual.actions import SkipAction
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget

from vaulttui.tui.commands import BY_ID, Command, Place, commands_in, keys_of
from vaulttui.tui.position import Position
from vaulttui.tui.vault import Vault

_GAP: Final = 2
_ALWAYS: Final = frozenset({"help", "back", "escape"})
_END: Final = {"help": 1, "back": 2, "escape": 2, "quit": 3}
"""What stands at the end of the bar, in this order."""


class VaultScreen(Screen[ScreenResultType]):
    """A screen of this program; its actions are the commands of its place."""

    place: ClassVar[Place]
    name_after_lock: ClassVar[str] = ""
    """What the position calls this screen, if it is opened again after a lock."""

    @property
    def vault(self) -> Vault:
        """The app."""
        return cast("Vault", self.app)

    def title_of(self, command: Command) -> str:
        """What a command is called here and now."""
        return command.title_in(self.place)

    def stands(self, position: Position) -> Position:
        """Add to the position what this screen knows of it."""
        return position

    def hide_secrets(self) -> None:
        """Mask what is revealed."""

    def vault_changed(self) -> None:
        """Show what the vault holds now."""

    def on_screen_suspend(self) -> None:
        """Nothing stays revealed under another screen."""
        self.hide_secrets()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_escape(self) -> None:
        """Go back, too."""
        self.action_back()

    def action_palette(self) -> None:
        """Open the palette."""
        from vaulttui.tui.palette import Palette

        self.app.push_screen(Palette(self), self.palette_answered)

    async def palette_answered(self, answer: str | None) -> None:
        """Do what was chosen in the palette: ``command ID``, or go to ``KIND ID``."""
        kind, _, key = (answer or "").partition(" ")
        if kind == "command":
            await self.run_action(BY_ID[key].action)
        elif kind:
            self.go_to(kind, key)

    def go_to(self, kind: str, record_id: str, key: str = "") -> None:
        """Go to a credential, set, project or organization, and to a line of it."""
        from vaulttui.tui.places import go_to

        go_to(self.app, kind, record_id, key)

    def action_lock(self) -> None:
        """Lock."""
        self.vault.lock_vault()

    def action_agent(self) -> None:
        """Tell what the key agent holds."""
        from vaulttui.tui.agent import show_agent

        show_agent(self)

    def action_undo(self) -> None:
        """Take back the last change."""
        self.vault.undo()

    def action_help(self) -> None:
        """Open the help."""
        from vaulttui.tui.help import Help

        self.app.push_screen(Help(self.place))

    def action_theme(self) -> None:
        """Take the next theme."""
        self.vault.next_theme()

    def action_copy_text(self) -> None:
        """Copy what is selected; ctrl+c alone does nothing, and says what leaves."""
        try:
            super().action_copy_text()
        except SkipAction:
            self.vault.tell(self._ways_out())

    def _ways_out(self) -> str:
        keymap = self.vault.settings.keys
        keyed = {one.id: keys_of(one, keymap) for one in commands_in(self.place)}
        back = next((keys[0] for key in ("back", "escape") if (keys := keyed.get(key))), "esc")
        quit_keys = ", ".join(keyed.get("quit", [])).replace("^", "ctrl+")
        if self.title_of(BY_ID["back"]) == "Quit":
            return f"{back} and {quit_keys} quit."
        return f"{back} goes back, {quit_keys} quits."

    async def action_quit(self) -> None:
        """Leave the program."""
        self.app.exit(0)


class VaultModal(VaultScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A question above a screen."""


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
        return sorted(ranked, key=lambda command: command.rank or 99)

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
        which = -1 if self._place is Place.FORM else 0
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
