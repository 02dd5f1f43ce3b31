"""The palette: commands by name, and credentials by theirs."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from vaulttui.tui.browse_actions import BrowseActions
from vaulttui.tui.commands import commands_in, keys_of
from vaulttui.tui.picker import Choice, Picker
from vaulttui.tui.screen import VaultScreen

_MOST: Final = 50
_HERE: Final = frozenset({"palette", "escape", "pane-left", "pane-right"})


class Palette(Picker):
    """Over a screen; what is chosen happens there."""

    title_text = "Commands and credentials"
    placeholder = "a command, or a part of a credential's name"

    def __init__(self, below: VaultScreen[Any]) -> None:
        super().__init__()
        self._below = below

    def answers(self, typed: str) -> Sequence[Choice]:
        """Commands by title, credentials by name, commands by what they do."""
        wanted = typed.casefold()
        keymap = self.vault.settings.keys
        named: list[Choice] = []
        told: list[Choice] = []
        for one in commands_in(self._below.place):
            keys = " ".join(keys_of(one, keymap)[:1])
            choice = Choice(f"command {one.id}", one.title, one.help, keys)
            if one.id in _HERE:
                continue
            if wanted in one.title.casefold():
                named.append(choice)
            elif wanted in one.help.casefold():
                told.append(choice)
        return [*named, *self._credentials(wanted), *told]

    def _credentials(self, wanted: str) -> list[Choice]:
        if not wanted or not isinstance(self._below, BrowseActions):
            return []
        rows = self.vault.open_session.view.rows()
        fitting = (row for row in rows if wanted in row.name.casefold())
        return [
            Choice(f"credential {row.id}", row.name, row.type_id) for row in islice(fitting, _MOST)
        ]
