"""Textual's app without what would keep or tell something that is nobody's business."""

from collections.abc import Iterable

from rich.text import Text
from textual.app import App, SystemCommand
from textual.screen import Screen

from vaulttui.tui.crash import place_of

_CLEAR = "\x1b[H\x1b[2J"


class QuietApp(App[int], inherit_bindings=False):
    """Leaves nothing on the screen, nothing in the terminal's clipboard, no value in a crash."""

    def on_exit_app(self) -> None:
        """Leave nothing on the screen: resized, tmux brings a part of it back to the shell."""
        self._begin_batch()
        if self._driver is not None:
            self._driver.write(_CLEAR)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Variables that themes of others do not have."""
        return {"muted": "ansi_default"}

    def copy_to_clipboard(self, text: str) -> None:
        """Keep public text for pasting inside the program; it never reaches the terminal."""
        self._clipboard = text

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None: among Textual's is one that saves a picture of the screen."""
        return ()

    def _fatal_error(self) -> None:
        # Textual's own prints the locals of every frame, and the message may quote a value.
        self.bell()
        error = self._exception
        told = place_of(error) if error is not None else "vaulttui stopped."
        self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()
