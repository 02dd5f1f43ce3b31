"""A value as a QR code, for as long as a value stays revealed."""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from vaulttui.domain.qr import Modules
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultModal, VaultScreen
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain
from vaulttui.tui.widgets.qr_square import QrSquare

_HIDDEN = "Hidden. r draws it again, esc goes back."


def show_qr(screen: VaultScreen[Any], title: str, read: Callable[[], Modules]) -> None:
    """Draw what is read off the screen's thread; where that fails, say why and open nothing."""

    def then(modules: Modules) -> None:
        # Whoever looked away meanwhile does not want to see it any more.
        if screen.is_current and screen.app.app_focus:
            screen.app.push_screen(QrCode(title, modules, read))

    screen.vault.perform(read, then, group="reveal", exclusive=True)


class QrCode(VaultModal[None]):
    """The code fills the screen, so that it is as large as can be; it is masked in time."""

    place = Place.QR
    BINDINGS = bindings(Place.QR)
    CSS_PATH = style("qr_code")

    def __init__(self, title: str, modules: Modules, read: Callable[[], Modules]) -> None:
        super().__init__()
        self._title = title
        self._modules: Modules | None = modules
        self._read = read
        self._left = 0

    def compose(self) -> ComposeResult:
        """What it is, and the code."""
        yield Static(id="told", markup=False)
        yield QrSquare()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """Draw it, and count."""
        modules, self._modules = self._modules, None
        self.ticking = self.set_interval(1.0, self.tick)
        self._draw(modules)

    def _draw(self, modules: Modules | None) -> None:
        self._left = self.vault.settings.reveal_seconds if modules is not None else 0
        self.query_one(QrSquare).draw(modules, _HIDDEN)
        self._tell()

    def _tell(self) -> None:
        left = f"◷ hides in {self._left} s · " if self._left else ""
        self.query_one("#told", Static).update(plain(f"{left}{self._title}", 400))

    def tick(self) -> None:
        """A second has passed."""
        if self._left > 1:
            self._left -= 1
            self._tell()
        elif self._left:
            self.hide_secrets()

    def hide_secrets(self) -> None:
        """Draw nothing any more."""
        if self._left:
            self._draw(None)

    def action_reveal(self) -> None:
        """Mask it, or read and draw it again."""
        if self._left:
            self.hide_secrets()
            return

        def then(modules: Modules) -> None:
            if self.is_current and self.app.app_focus:
                self._draw(modules)

        self.vault.perform(self._read, then, group="reveal", exclusive=True)
