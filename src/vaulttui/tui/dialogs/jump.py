"""Letters over the places of a screen; one of them goes there."""

from collections.abc import Sequence
from string import ascii_lowercase, digits
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.screen import Spot, VaultModal
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain

_NEAR: Final = "asdfghjkl"
LETTERS: Final = _NEAR + "".join(one for one in ascii_lowercase if one not in _NEAR) + digits
"""The letters under the fingers first; more places than these are never seen at once."""
_LEAVE: Final = frozenset({"escape", "ctrl+q"})


class Letter(Static):
    """The letter of one place."""

    def __init__(self, at: int, spot: Spot) -> None:
        title = f" {spot.title}" if spot.title else ""
        self.text = f" {LETTERS[at]}{title} "
        super().__init__(plain(self.text), classes="letter", markup=False)
        self._at = at

    class Chosen(Message):
        """It was clicked."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        self.post_message(self.Chosen(self._at))


class Jump(VaultModal[int | None]):
    """Asks for one of the places; the answer is its number."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("jump")

    def __init__(self, spots: Sequence[Spot]) -> None:
        super().__init__()
        self._spots = spots[: len(LETTERS)]
        self._of_size = (0, 0)

    def compose(self) -> ComposeResult:
        """A letter at the begin of each place, and what to do with it."""
        yield Static("A letter goes there; esc stays here.", id="told", markup=False)
        width = self.app.size.width
        for at, spot in enumerate(self._spots):
            letter = Letter(at, spot)
            x = max(0, min(spot.region.x, width - cell_len(letter.text)))
            letter.styles.offset = (x, spot.region.y)
            yield letter

    def on_mount(self) -> None:
        """The places are where they are as long as the terminal keeps its size."""
        self._of_size = self.app.size

    def on_resize(self) -> None:
        """Leave where everything has moved."""
        if self.is_current and self._of_size not in ((0, 0), self.app.size):
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """A letter goes to its place; others do nothing."""
        if event.key in _LEAVE:
            return
        event.stop()
        event.prevent_default()
        at = LETTERS.find(event.character or " ")
        if 0 <= at < len(self._spots):
            self.dismiss(at)

    def on_click(self, event: events.Click) -> None:
        """A click beside the letters leaves."""
        event.stop()
        self.dismiss(None)

    def on_letter_chosen(self, event: Letter.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.at)
