"""Following the vault's file: what other programs wrote in it is taken in."""

from vaulttui.errors import VaulttuiError
from vaulttui.tui.vault import Vault


class Following:
    """Looks as often as it is asked, never twice at a time; a trouble that stays is told once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
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
