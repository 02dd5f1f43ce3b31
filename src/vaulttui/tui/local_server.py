"""The one local server of this program: it goes on whatever screen is open."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vaulttui.errors import VaulttuiError

if TYPE_CHECKING:
    from vaulttui.operations.local_server import Served
    from vaulttui.session.session import Session


class LocalServer:
    """Starts it and ends it off the screen's thread; ``changed`` is called in any thread.

    ``served`` is the last one, whether it runs or not, ``trouble`` why the last one ended
    or did not start.
    """

    def __init__(self, perform: Callable[..., object], changed: Callable[[], object]) -> None:
        self._perform = perform
        self._changed = changed
        self._told: VaulttuiError | None = None
        self.port = 0
        self._chosen: tuple[str, ...] = ()
        self.served: Served | None = None
        self.starts = False
        self.trouble: VaulttuiError | None = None

    @property
    def runs(self) -> "Served | None":
        """The server, while it runs."""
        served = self.served
        return served if served is not None and served.over is None else None

    def choose(self, port: int, dialects: Sequence[str]) -> None:
        """Where the next one is to listen, and what it speaks."""
        self.port, self.trouble = port, None
        self._chosen = tuple(dialects)

    @property
    def dialects(self) -> tuple[str, ...]:
        """What it is to speak, in the usual order; all where nothing known was chosen."""
        from vaulttui.operations.serving import DIALECTS

        return tuple(one for one in DIALECTS if one in self._chosen) or DIALECTS

    def start(self, session: "Session", *, sample: bool) -> None:
        """Start it, unless it runs; the sample's gets a sample of its own."""
        from vaulttui.operations import local_server
        from vaulttui.operations.serving import Serving

        if self.starts or self.runs:
            return
        self.starts, self.trouble = True, None
        path = None if sample else Path(session.file.place.path)
        serving = Serving(path, self.port, dialects=self.dialects)
        given = None if sample else session
        self._perform(
            lambda: local_server.start(serving, given, self._changed),
            self._started,
            failed=self._failed,
            group="server",
        )
        self._changed()

    def _started(self, served: "Served") -> None:
        self.starts, self.served = False, served
        self._changed()

    def _failed(self, error: VaulttuiError) -> None:
        self.starts, self.trouble = False, error
        self._changed()

    def end(self) -> None:
        """End it, if it runs."""
        if served := self.runs:
            self._perform(served.end, lambda _: self._changed(), group="server")

    def close(self) -> None:
        """End it, and wait until it has: this program is about to end, or to be another."""
        if served := self.runs:
            served.end()

    def news(self) -> VaulttuiError | None:
        """Why it ended by itself, said once."""
        if self.served is not None and self.served.over:
            self.trouble = VaulttuiError(self.served.over)
            self.served = None
        told, self._told = self._told, self.trouble
        return self.trouble if self.trouble is not told else None
