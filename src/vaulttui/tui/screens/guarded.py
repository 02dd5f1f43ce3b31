"""A screen with something to save, which nobody leaves without a word on that."""

from collections.abc import Callable

from textual.screen import ScreenResultType

from vaulttui.tui.dialogs.question import ask_to_leave
from vaulttui.tui.frames.screen import VaultScreen


class Guarded(VaultScreen[ScreenResultType]):
    """Subclasses say whether anything is ``unsaved``, and in which words."""

    @property
    def unsaved_told(self) -> str:
        """The sentence that says so."""
        raise NotImplementedError

    def action_save(self) -> None:
        """Save it, and go."""
        raise NotImplementedError

    def action_back(self) -> None:
        """Leave; what is not saved is asked for."""
        self._leave(lambda: self.dismiss(None))

    async def action_quit(self) -> None:
        """Leave the program; what is not saved is asked for."""
        self._leave(lambda: self.app.exit(0))

    def _leave(self, leave: Callable[[], object]) -> None:
        if self.unsaved:
            ask_to_leave(self, self.unsaved_told, self.action_save, leave)
        else:
            leave()
