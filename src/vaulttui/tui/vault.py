"""What the screens may ask of the app, so that none of them has to know it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from textual.worker import Worker

from vaulttui.domain.generate import DEFAULT_RECIPE
from vaulttui.errors import VaulttuiError
from vaulttui.settings import Settings
from vaulttui.tui.local_server import LocalServer
from vaulttui.tui.position import Position
from vaulttui.tui.start import Start

if TYPE_CHECKING:
    from vaulttui.operations.standings import Standings
    from vaulttui.session.session import Session

T = TypeVar("T")
_JUMPS: Final = 6
BY = "tui"
"""Where a change comes from, in the activity."""


@dataclass(slots=True)
class Remembered:
    """What was chosen last, for the next time in this session; nothing secret."""

    folder: str = ""
    recipe: str = DEFAULT_RECIPE
    jumps: tuple[str, ...] = ()
    health: tuple[str, str] = ("", "")
    """The bar and the place in its list that the page of health was left at."""
    worries: int | None = None
    """What there is to look at by the last report; None once the vault has changed."""
    grades: dict[tuple[str, ...], int] = field(default_factory=dict)
    """What passwords were graded as, so that only a changed one is graded again; no value."""

    standings: "Standings | None" = None
    """How remotes stood when they were last read; None while that is not worked out."""

    def jump(self, key: str) -> None:
        """Keep where the palette led to, the last first."""
        self.jumps = (key, *(one for one in self.jumps if one != key))[:_JUMPS]


class Vault(Protocol):
    """The app over at most one open vault."""

    start_with: Start
    settings: Settings
    remembered: Remembered
    position: Position
    sample: bool
    left_behind: bytes | None
    server: LocalServer
    lock_asked: bool
    """Whether `vaulttui lock` asked for what comes as soon as the screen can."""

    @property
    def open_session(self) -> "Session":
        """The session, where one must be open."""
        ...

    def enter(self, session: "Session", *, sample: bool = False) -> None:
        """Show an open vault."""

    def take_up(self) -> None:
        """Open what was open before a lock, once."""

    def take_settings(self, settings: Settings) -> None:
        """Let other settings count from now on."""

    def show(self, name: str, *arguments: str) -> None:
        """Open a screen of the navigation's table above the present one."""

    def go_to(self, kind: str, record_id: str, key: str = "") -> None:
        """Show a record, and a line of it."""

    def touch(self) -> None:
        """Somebody is there: the idle lock begins to count anew."""

    def action_agent(self) -> None:
        """Tell what the key agent holds."""

    def look_at_remotes(self) -> None:
        """Work out anew how the remotes stand; none of them is asked."""

    def perform(
        self,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        *,
        failed: Callable[[VaulttuiError], object] | None = None,
        group: str = "work",
        exclusive: bool = False,
    ) -> Worker[None]:
        """Do something in a thread; then, back in the screen's, show its result or its error."""
        ...

    def tell(
        self,
        text: str,
        *,
        severity: str = "information",
        seconds: float = 6,
        undo: str = "",
    ) -> None:
        """Show a sentence for a while; ``undo`` is what the undo key does, until it was used."""

    def tell_error(self, error: VaulttuiError) -> None:
        """Show an error and what to do about it."""

    def lock_vault(self) -> None:
        """Seal the position, leave, and start anew."""
