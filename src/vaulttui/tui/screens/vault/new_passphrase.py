"""Asking for a new passphrase, and for a key file where one belongs to it."""

from collections.abc import Callable
from contextlib import ExitStack

from textual.app import ComposeResult

from vaulttui.host.folders import typed_path
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.work_form import WorkForm
from vaulttui.tui.widgets.entry import Entry
from vaulttui.tui.widgets.passphrase_pair import PassphrasePair
from vaulttui.vaultfile.slots import Unlocking

Save = Callable[[Unlocking], object]


class NewPassphrase(WorkForm):
    """The answer is what ``save`` makes of what is to open the vault."""

    doing = "Working out the key"

    def __init__(
        self, title: str, note: str, done: str, save: Save, *, key_file: bool = False
    ) -> None:
        super().__init__(title, note, done)
        self._save = save
        self._asks_key_file = key_file

    def inputs(self) -> ComposeResult:
        """The passphrase twice, perhaps the place of a key file."""
        yield PassphrasePair("New passphrase")
        if self._asks_key_file:
            known = self.vault.start_with.key_file
            yield from self.key_file("Key file, made if it is not there", str(known or ""))

    def on_mount(self) -> None:
        """Begin at the passphrase."""
        self.query_one(PassphrasePair).begin()

    def job(self) -> Callable[[], object] | None:
        """Read or make the key file, then save; what was made goes where saving fails."""
        pair = self.query_one(PassphrasePair)
        trouble = pair.refusal(self.done)
        path = self.query_one("#key-file", Entry).value.strip() if self._asks_key_file else ""
        if not trouble and self._asks_key_file and not path:
            trouble = "Say where the key file is, or is to be made."
            self.query_one("#key-file").focus()
        if trouble:
            self.say(trouble)
            return None
        passphrase = pair.secret()
        return lambda: self._saved_with(passphrase, path)

    def _saved_with(self, passphrase: Secret, path: str) -> object:
        with ExitStack() as undo:
            key = vaults.key_file_at(typed_path(path), undo) if path else None
            made = self._save(Unlocking(passphrase=passphrase, key_file=key))
            undo.pop_all()
        return made
