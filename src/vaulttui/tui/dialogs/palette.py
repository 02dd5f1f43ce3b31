"""The palette: commands by name, and what the vault holds by its own."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from vaulttui.tui.commands import commands_in, keys_of
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.sought import Sought

_MOST: Final = 100
_HERE: Final = frozenset({"palette", "escape", "pane-left", "pane-right"})


class Palette(Picker):
    """Over a screen; what is chosen happens there."""

    title_text = "Commands, credentials, sets, projects"
    placeholder = "a command, or a part of a name"

    def __init__(self, below: VaultScreen[Any]) -> None:
        super().__init__()
        self._below = below

    def answers(self, typed: str) -> Sequence[Choice]:
        """Commands by title and records by name, the best first; then commands by what they do."""
        sought = Sought(typed)
        named: list[tuple[str, Choice]] = []
        told: list[Choice] = []
        for choice in self._commands():
            if sought.fits(choice.title):
                named.append((choice.title, choice))
            elif sought.fits(f"{choice.title} {choice.note} {choice.key}"):
                told.append(choice)
        return [*sought.best([*named, *self._records(sought)], _MOST), *told]

    def _commands(self) -> Iterator[Choice]:
        keymap = self.vault.settings.keys
        for one in commands_in(self._below.place):
            if one.id not in _HERE:
                keys, title = " ".join(keys_of(one, keymap)[:1]), self._below.title_of(one)
                yield Choice(f"command {one.id}", title, one.help, keys)

    def _records(self, sought: Sought) -> list[tuple[str, Choice]]:
        if not sought:
            return []
        view = self.vault.open_session.view
        rows = sought.best(((row.name, row) for row in view.rows()), _MOST)
        credentials = (Choice(f"credential {row.id}", row.name, row.type_id) for row in rows)
        return [(one.title, one) for one in (*self._beside(), *credentials)]

    def _beside(self) -> Iterator[Choice]:
        graph = self.vault.open_session.view.graph
        for project in graph.projects:
            yield Choice(f"project {project.id}", graph.full_name(project), "project")
        for found in graph.sets:
            yield Choice(f"set {found.id}", graph.full_name(found), "set")
        for owner in graph.organizations:
            yield Choice(f"organization {owner.id}", owner.name, "organization")
