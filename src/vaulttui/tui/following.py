"""Following the vault's file, and with it how its remotes stand."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from vaulttui.errors import VaulttuiError
from vaulttui.tui.vault import Vault

if TYPE_CHECKING:
    # Most vaults have no remotes, and wait for none of this.
    from vaulttui.operations.standings import Standings


class Told(Protocol):
    """Who shows how remotes stand."""

    @property
    def is_mounted(self) -> bool:
        """Whether it has anything to show it with yet."""
        ...

    def standings_changed(self) -> None:
        """Show it anew."""


class Following:
    """Looks as often as it is asked, never twice at a time; a trouble that stays is told once."""

    def __init__(self, vault: Vault, screens: Callable[[], Iterable[Told]]) -> None:
        self._vault = vault
        self._screens = screens
        self._looks = False
        self._trouble = ""

    def look(self) -> None:
        """Look off the screen's thread; the session announces what is new."""
        if not self._looks:
            self._looks = True
            job = self._vault.open_session.refresh
            self._vault.perform(job, self._looked, failed=self._failed, group="follow")

    def _looked(self, _changed: bool) -> None:
        self._looks = False
        self._trouble = ""

    def _failed(self, error: VaulttuiError) -> None:
        self._looks = False
        if error.message != self._trouble:
            self._trouble = error.message
            self._vault.tell_error(error)

    def look_at_remotes(self) -> None:
        """Work out how the remotes stand, where there are or were any."""
        session, remembered = self._vault.open_session, self._vault.remembered
        if not session.view.graph.remotes and remembered.standings is None:
            return

        def job() -> "Standings":
            from vaulttui.operations.standings import standings

            return standings(session)

        self._vault.perform(job, self._known, group="standings", exclusive=True)

    def _known(self, known: "Standings") -> None:
        self._vault.remembered.standings = known
        for screen in self._screens():
            if screen.is_mounted:
                screen.standings_changed()
