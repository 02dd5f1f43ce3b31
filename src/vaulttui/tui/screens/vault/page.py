"""The vault itself: its file, what opens it, its backups, and what can be done with it."""

from collections.abc import Callable, Mapping

from vaulttui.operations.slots import SlotInfo
from vaulttui.tui.commands import Place, bindings
from vaulttui.tui.frames.key_bar import KeyBar
from vaulttui.tui.frames.table_screen import TableScreen
from vaulttui.tui.position import Address
from vaulttui.tui.screens.vault import keys as vault_keys
from vaulttui.tui.screens.vault import meanings
from vaulttui.tui.screens.vault import work as vault_work
from vaulttui.tui.screens.vault.sections import BACKUP, DO, SLOT, Facts, look, page
from vaulttui.tui.widgets.aside import Meaning
from vaulttui.tui.widgets.lines import Lines
from vaulttui.tui.widgets.page import PageSheet
from vaulttui.vaultfile.slots import SlotType

_NEEDS = {"take_away": SLOT, "bring_back": BACKUP}
"""What the cursor stands on where an action can be done."""


class VaultPage(TableScreen):
    """Everything that the command line does with the file; ``begin`` is one of these at once."""

    place = Place.VAULT
    BINDINGS = bindings(Place.VAULT)
    heading = "The vault"

    def __init__(self, begin: str = "") -> None:
        super().__init__()
        self._begin = begin
        self._facts: Facts | None = None

    def make_lines(self) -> Lines:
        """The page."""
        return PageSheet()

    def on_mount(self) -> None:
        """Begin what was asked for, once the page stands."""
        if self._begin:
            self.call_after_refresh(self._do, self._begin)

    @property
    def address(self) -> Address:
        """Opened again after a lock."""
        return ("vault",)

    def vault_changed(self) -> None:
        """Look again, off the screen's thread: the folder is read."""
        session, sample = self.vault.open_session, self.vault.sample
        self.vault.perform(
            lambda: look(session, sample=sample), self._show, group="vault", exclusive=True
        )

    def _show(self, facts: Facts) -> None:
        self._facts = facts
        self.query_one(PageSheet).show(page(facts))
        self.query_one(KeyBar).refresh()
        self.look_beside()

    def meaning(self) -> Meaning | None:
        """What the key or the backup is, or what would be done."""
        kind, which = self._at
        facts = self._facts
        if kind == DO:
            return meanings.of_what_can_be_done(which)
        if kind == SLOT:
            return next((meanings.of_key(one) for one in self._slots if one.id == which), None)
        backups = facts.backups if facts else ()
        return next((meanings.of_backup(one) for one in backups if one.name == which), None)

    # Selection

    @property
    def _at(self) -> tuple[str, str]:
        """What kind of line the cursor stands on, and which."""
        kind, _, which = self.query_one(PageSheet).key.partition(" ")
        return kind, which

    @property
    def _slots(self) -> tuple[SlotInfo, ...]:
        return self._facts.slots if self._facts else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is for keys or backups is offered on them alone."""
        needed = _NEEDS.get(action)
        if needed is not None and self.is_mounted and self._at[0] != needed:
            return False
        return super().check_action(action, parameters)

    def on_lines_highlighted(self, event: Lines.Highlighted) -> None:
        """Other lines, other commands."""
        event.stop()
        self.query_one(KeyBar).refresh()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter changes a key or removes it, restores a backup, or does what the line says."""
        event.stop()
        kind, which = self._at
        if kind == SLOT:
            opened = any(one.id == which and one.opened_now for one in self._slots)
            passphrase = any(
                one.id == which and one.type is not SlotType.RECOVERY for one in self._slots
            )
            if opened and passphrase:
                self.action_edit()
            else:
                self.action_take_away()
        elif kind == BACKUP:
            self.action_bring_back()
        elif kind == DO:
            self._do(which)

    def _do(self, what: str) -> None:
        ways: Mapping[str, Callable[[], object]] = {
            "passphrase": self.action_edit,
            "add": self.action_new,
            "rekey": lambda: vault_keys.rekey(self),
            "export": lambda: self.vault.show("export"),
            "merge": lambda: self.vault.show("merge"),
            "check": lambda: vault_work.check_it(self),
            "repair": lambda: vault_work.repair_it(self),
            "doctor": lambda: vault_work.look_around(self),
        }
        ways[what]()

    # Commands

    def action_new(self) -> None:
        """Add a key."""
        vault_keys.add_key(self)

    def action_edit(self) -> None:
        """Change the passphrase."""
        vault_keys.change_passphrase(self)

    def action_take_away(self) -> None:
        """Remove the key under the cursor."""
        kind, which = self._at
        for one in self._slots:
            if kind == SLOT and one.id == which:
                vault_keys.remove_key(self, one)

    def action_bring_back(self) -> None:
        """Restore the backup under the cursor."""
        kind, which = self._at
        for one in self._facts.backups if self._facts else ():
            if kind == BACKUP and one.name == which:
                vault_work.restore(self, one)
