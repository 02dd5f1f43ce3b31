"""The palette: commands by name, and what the vault holds by its own."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from vaulttui.tui.browse_actions import BrowseActions
from vaulttui.tui.collection import Collection
from vaulttui.tui.commands import commands_in, keys_of
from vaulttui.tui.picker import Choice, Picker
from vaulttui.tui.screen import VaultScreen

_MOST: Final = 50
_HERE: Final = frozenset({"palette", "escape", "pane-left", "pane-right"})


class Palette(Picker):
    """Over a screen; what is chosen happens there."""

    title_text = "Commands, credentials, sets, projects"
    placeholder = "a command, or a part of a name"

    def __init__(self, below: VaultScreen[Any]) -> None:
        super().__init__()
        self._below = below

    def answers(self, typed: str) -> Sequence[Choice]:
        """Commands by title, records by name, commands by what they do."""
        wanted = typed.casefold()
        keymap = self.vault.settings.keys
        named: list[Choice] = []
        told: list[Choice] = []
        for one in commands_in(self._below.place):
            keys, title = " ".join(keys_of(one, keymap)[:1]), self._below.title_of(one)
            choice = Choice(f"command {one.id}", title, one.help, keys)
            if one.id in _HERE:
                continue
            if wanted in title.casefold():
                named.append(choice)
            elif wanted in one.help.casefold():
                told.append(choice)
        return [*named, *self._records(wanted), *told]

    def _records(self, wanted: str) -> list[Choice]:
        if not wanted or not isinstance(self._below, BrowseActions | Collection):
            return []
        rows = self.vault.open_session.view.rows()
        fitting = (row for row in rows if wanted in row.name.casefold())
        credentials = [
            Choice(f"credential {row.id}", row.name, row.type_id) for row in islice(fitting, _MOST)
        ]
        return [*self._beside(wanted), *credentials]

    def _beside(self, wanted: str) -> list[Choice]:
        graph = self.vault.open_session.view.graph
        projects = ((one.id, graph.full_name(one), "project") for one in graph.projects)
        sets = ((one.id, graph.full_name(one), "set") for one in graph.sets)
        owners = ((one.id, one.name, "organization") for one in graph.organizations)
        found = (one for one in (*projects, *sets, *owners) if wanted in one[1].casefold())
        return [Choice(f"{kind} {key}", name, kind) for key, name, kind in islice(found, _MOST)]
