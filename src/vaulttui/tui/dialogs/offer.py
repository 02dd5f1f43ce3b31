"""Asking for what opens a file: a passphrase, perhaps with a key file, or a recovery key."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Static

from vaulttui.errors import InvalidValue
from vaulttui.host.folders import typed_path
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.work_form import WorkForm
from vaulttui.tui.widgets.entry import Entry, SecretEntry
from vaulttui.vaultfile.slots import Unlocking


def offered(typed: str, key_file: str) -> Unlocking:
    """What was typed, as what it is: a recovery key carries a checksum, so that one tells."""
    secret = Secret.from_text(typed)
    try:
        return Unlocking(recovery=vaults.read_recovery_key(Secret.from_text(typed.strip())))
    except InvalidValue:
        path = key_file.strip()
        key = vaults.read_key_file(typed_path(path)) if path else None
        return Unlocking(passphrase=secret, key_file=key)


class Offer(WorkForm):
    """The answer is what ``save`` makes of it."""

    doing = "Working out the key"

    def __init__(
        self, title: str, note: str, done: str, save: Callable[[Unlocking], object]
    ) -> None:
        super().__init__(title, note, done)
        self._save = save

    def inputs(self) -> ComposeResult:
        """The secret, and the place of a key file."""
        yield Static("Its passphrase, or its recovery key", classes="label", markup=False)
        yield SecretEntry(id="secret", max_length=4096)
        yield from self.key_file("Key file, if it asks for one")

    def on_mount(self) -> None:
        """Begin at the secret."""
        self.query_one("#secret").focus()

    def job(self) -> Callable[[], object] | None:
        """Offer it."""
        typed = self.query_one("#secret", SecretEntry).value
        key_file = self.query_one("#key-file", Entry).value
        if not typed:
            self.say("Type what it opens with.")
            return None
        return lambda: self._save(offered(typed, key_file))
