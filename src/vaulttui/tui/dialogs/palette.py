"""The palette: commands by name, and everything that the vault holds by its own."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from vaulttui.tui.commands import Place, commands_in, keys_of
from vaulttui.tui.dialogs.anything import Anything
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.frames.newest import Newest
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.sought import Sought
from vaulttui.tui.synonyms import ALSO

_HERE: Final = frozenset({"palette", "escape", "pane-left", "pane-right"})


class Palette(Picker):
    """Over a screen; what is chosen happens there.

    Over a form there are its commands alone: what it holds unsaved would be left behind.
    """

    title_text = "Go to anything, or do something"
    placeholder = "a command, or a part of a name, a tag, a user name…"

    def __init__(self, below: VaultScreen[Any]) -> None:
        super().__init__()
        self._below = below
        self._newest = Newest[Sequence[Choice]](self)
        self._enter = False

    def on_mount(self) -> None:
        """Read what does not change while one types."""
        self._commands = tuple(self._read_commands())
        self._anything = Anything(self.vault.open_session) if self._goes else None

    @property
    def _goes(self) -> bool:
        return self._below.place is not Place.FORM

    def answers(self, typed: str) -> Sequence[Choice]:
        """Where one was last and all commands; or what fits, the best first."""
        sought = Sought(typed)
        if not sought:
            return [*self._recent(), *self._commands]
        if self._anything is None:
            named = [(f"{one.title} {one.also}", one) for one in self._commands]
            return sought.best(named, len(named))
        return self._anything.best(sought, self._commands)

    def _read_commands(self) -> Iterator[Choice]:
        keymap = self.vault.settings.keys
        for one in commands_in(self._below.place):
            if one.id not in _HERE:
                keys, title = " ".join(keys_of(one, keymap)[:1]), self._below.title_of(one)
                kind = "screen" if one.id.startswith("show-") else "command"
                told, also = one.help_in(self._below.place), ALSO.get(one.id, "")
                yield Choice(f"command {one.id}", title, told, keys, kind, also)

    def _recent(self) -> Iterator[Choice]:
        for key in self.vault.remembered.jumps if self._anything else ():
            found = self._anything.at(key) if self._anything else None
            if found is not None:
                yield found

    # Off the screen's thread

    def search(self, typed: str) -> None:
        """Look at each key; the key press itself never waits for it."""
        if typed:
            self._newest.ask(lambda: self.answers(typed), lambda found: self._put(typed, found))
        else:
            self._newest.drop()
            self.put(typed, self.answers(typed))

    def _put(self, typed: str, found: Sequence[Choice]) -> None:
        self.put(typed, found)
        if self._enter:
            super().choose()

    def choose(self) -> None:
        """Take the answer to what is typed, though that be still under way."""
        self._enter = self._newest.pending
        if not self._enter:
            super().choose()
