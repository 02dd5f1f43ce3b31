"""What can be done for a vault that does not open because its file is damaged."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaulttui.operations import backups, repair
from vaulttui.operations.backups import Restored
from vaulttui.operations.repair import Forecast, Repaired
from vaulttui.tui.dialogs.offer import Offer
from vaulttui.tui.dialogs.picker import Choice, Picker
from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.dialogs.working import work
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.screens.vault.sections import taken
from vaulttui.tui.screens.vault.work import told_of_repair
from vaulttui.tui.text import counted, sized

if TYPE_CHECKING:
    from vaulttui.vaultfile.backups import Backup
    from vaulttui.vaultfile.slots import Unlocking

Screen = VaultScreen[Any]
_REPAIR = "repair"


class Ways(Picker):
    """Repair what is there, or go back to a backup."""

    title_text = "The file is damaged. What shall be done?"

    def __init__(self, found: "Sequence[Backup]") -> None:
        super().__init__()
        self._ways = [
            Choice(_REPAIR, "Repair the file", "look first at what can be saved of it"),
            *(
                Choice(one.name, f"Backup of {taken(one)}", f"{sized(one.size)}; it opens as then")
                for one in found
            ),
        ]

    def answers(self, typed: str) -> Sequence[Choice]:
        """Those that fit."""
        return [one for one in self._ways if typed.casefold() in one.title.casefold()]


def rescue(screen: Screen, then: Callable[[], object]) -> None:
    """Ask which way, and for what opens the file; ``then`` looks at the vault anew."""
    path = screen.vault.start_with.path

    def chosen(way: str | None) -> None:
        if way == _REPAIR:
            _repair(screen, path, then)
        elif way is not None:
            _restore(screen, path, way, then)

    screen.vault.perform(
        lambda: backups.backups(path), lambda found: screen.app.push_screen(Ways(found), chosen)
    )


def _restore(screen: Screen, path: Path, name: str, then: Callable[[], object]) -> None:
    allow = screen.vault.start_with.allow_expensive

    def save(offer: "Unlocking") -> Restored:
        return backups.restore(path, name, offer, allow_expensive=allow)

    def done(made: object) -> None:
        if isinstance(made, Restored):
            held = counted(made.records, "record")
            screen.vault.tell(f"The backup is the vault now, with {held}. Unlock it.", seconds=12)
            then()

    note = "It takes the vault's place; the damaged file becomes a backup itself."
    screen.app.push_screen(Offer("Restore a backup", note, "Restore", save), done)


def _repair(screen: Screen, path: Path, then: Callable[[], object]) -> None:
    allow = screen.vault.start_with.allow_expensive

    def look(offer: "Unlocking") -> "tuple[Unlocking, Forecast]":
        return offer, repair.forecast(path, offer, allow_expensive=allow)

    def looked(made: object) -> None:
        if isinstance(made, tuple):
            _ask(screen, made[1], lambda: mend(made[0]))

    def mend(offer: "Unlocking") -> None:
        work(
            screen,
            "Writing the vault anew",
            lambda: repair.repair(path, offer, allow_expensive=allow),
            done,
        )

    def done(made: Repaired) -> None:
        saved = counted(made.credentials, "credential")
        screen.vault.tell(f"The vault is written anew, with {saved}. Unlock it.", seconds=12)
        then()

    note = "First you are told what can be saved; nothing is written before you agree."
    screen.app.push_screen(Offer("Repair the file", note, "Look", look), looked)


def _ask(screen: Screen, found: Forecast, then: Callable[[], object]) -> None:
    def answered(answer: str | None) -> None:
        if answer == _REPAIR:
            then()

    ways = ((_REPAIR, "Repair"), ("keep", "Leave it"))
    screen.app.push_screen(Question(told_of_repair(found), ways, typed=_REPAIR), answered)
