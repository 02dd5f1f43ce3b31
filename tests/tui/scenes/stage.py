"""A scene leads the app to one state of one screen, in whatever theme and size."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from textual.pilot import Pilot

from tests.tui.samples import Clock, press, settle
from vaulttui.session.session import Session
from vaulttui.tui.app import VaultApp
from vaulttui.tui.widgets.entry import Entry

PATH: Final = Path("/home/ada/.local/share/vaulttui/vault.vtv")
"""Where the pictures say that the vault is."""

Vault = Literal["sample", "none", "locked"]
Play = Callable[["Stage"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """The running app, and what a scene may use beside."""

    app: VaultApp
    pilot: Pilot[int]
    folder: Path
    clock: Clock

    @property
    def session(self) -> Session:
        """The open vault."""
        return self.app.open_session

    async def press(self, *keys: str) -> None:
        """Press keys, each settled."""
        await press(self.app, self.pilot, *keys)

    async def settle(self) -> None:
        """Wait until all is done and painted."""
        await settle(self.app, self.pilot)

    async def put(self, selector: str, text: str) -> None:
        """Fill in an entry."""
        self.app.screen.query_one(selector, Entry).value = text
        await self.settle()


@dataclass(frozen=True, slots=True)
class Scene:
    """``vault`` is what the app begins with: the sample, no file yet, or one to unlock.

    A screen is pictured in every theme and size; a mere state of one, ``once``.
    """

    name: str
    play: Play
    vault: Vault = "sample"
    once: bool = False


SCENES: Final[dict[str, Scene]] = {}


def scene(name: str, vault: Vault = "sample", *, once: bool = False) -> Callable[[Play], Play]:
    """Enter a function into the table."""

    def enter(play: Play) -> Play:
        assert name not in SCENES
        SCENES[name] = Scene(name, play, vault, once)
        return play

    return enter
