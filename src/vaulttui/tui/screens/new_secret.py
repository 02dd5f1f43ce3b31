"""A secret made to be copied, and kept nowhere."""

from vaulttui.host import clipboard
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.generator import Generator


class NewSecret(Generator):
    """The generator where there is no field: what is taken goes to the clipboard."""

    use = "Copy"

    def __init__(self) -> None:
        super().__init__("kept nowhere")

    def taken(self, made: Secret) -> None:
        """Copy it, and say which clipboard took it and when it is cleared."""
        seconds = self.vault.settings.clipboard_seconds
        self.vault.perform(
            lambda: clipboard.copy(made, seconds).sentence, self._copied, group="copy"
        )

    def _copied(self, sentence: str) -> None:
        self.vault.tell(f"The new secret: {sentence}", seconds=8)
        self.dismiss(None)
