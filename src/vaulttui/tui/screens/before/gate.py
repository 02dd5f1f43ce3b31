"""What stands before an open vault: the first screen there is to show."""

import os
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.start import Start
from vaulttui.tui.styles import style
from vaulttui.tui.text import plain
from vaulttui.tui.vault import BY
from vaulttui.tui.widgets.lines import Lines, Part

if TYPE_CHECKING:
    from vaulttui.session.session import Session


def first_screen(start: Start, *, ready: bool) -> Screen[object]:
    """Nothing where a session is at hand, the sample, a choice for newcomers, or the passphrase."""
    if ready:
        return Screen()
    if start.demo:
        return Opening()
    if not os.path.lexists(start.path):
        return Welcome()
    from vaulttui.tui.screens.before.unlock import Unlock

    return Unlock()


def open_sample() -> "Session":
    """The sample vault."""
    from vaulttui.operations.sample import sample

    return sample(BY)


class Opening(VaultScreen[object]):
    """Shown for the moment that the sample vault takes."""

    place = Place.LOCKED
    BINDINGS = bindings(Place.LOCKED)
    CSS_PATH = style("gate")

    def compose(self) -> ComposeResult:
        """A card with one line."""
        with Vertical(classes="box card") as card:
            card.border_title = "vaulttui"
            yield Static("Making the sample vault…", markup=False)

    def on_mount(self) -> None:
        """Make it."""
        self.vault.perform(open_sample, lambda session: self.vault.enter(session, sample=True))

    def action_back(self) -> None:
        """There is nothing to go back to."""


class Choices(Lines):
    """What a newcomer can do."""

    WAYS = (
        ("create", "Create a vault", "Choose a passphrase, and begin."),
        (
            "import",
            "Import into a new vault",
            "The same, then your KeePass, Bitwarden or .env file.",
        ),
        ("sample", "Look around", "A sample vault in memory. Nothing is written."),
        ("quit", "Quit", "Nothing was made."),
    )

    @property
    def count(self) -> int:
        """Two lines for each way but the last."""
        return len(self.WAYS) * 2

    def selectable(self, index: int) -> bool:
        """The upper line of each pair."""
        return index % 2 == 0

    def line(self, index: int, width: int) -> list[Part]:
        """The title, or what it means."""
        _, title, meaning = self.WAYS[index // 2]
        return [("    ", ""), (meaning, "dim")] if index % 2 else [(" ▸ ", ""), (title, "strong")]


class Welcome(VaultScreen[object]):
    """The first screen of all: no vault is there yet."""

    place = Place.WELCOME
    BINDINGS = bindings(Place.WELCOME)
    CSS_PATH = style("gate")

    def compose(self) -> ComposeResult:
        """A card with the ways."""
        with Vertical(classes="box card") as card:
            card.border_title = "vaulttui"
            yield Static(
                "Your credentials, encrypted on your own disk.", classes="lead", markup=False
            )
            yield Static("There is no vault yet at", classes="note", markup=False)
            yield Static(plain(str(self.vault.start_with.path)), classes="path")
            yield Choices()
        yield KeyBar(self.place)

    def on_mount(self) -> None:
        """The cursor stands on the first way."""
        choices = self.query_one(Choices)
        choices.changed(0)
        choices.focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Go the way."""
        event.stop()
        match way := Choices.WAYS[event.index // 2][0]:
            case "create" | "import":
                from vaulttui.tui.screens.before.create import Create

                self.app.push_screen(Create(then=way))
            case "sample":
                self.vault.perform(open_sample, self._open_sample)
            case _:
                self.app.exit(0)

    def _open_sample(self, session: "Session") -> None:
        self.vault.enter(session, sample=True)

    def action_back(self) -> None:
        """This is the top."""
        self.app.exit(0)

    def action_escape(self) -> None:
        """Esc never quits."""
