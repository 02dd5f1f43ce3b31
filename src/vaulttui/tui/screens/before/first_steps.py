"""What whoever has just made the vault is offered."""

from textual.widgets import Button

from vaulttui.tui.dialogs.question import Question
from vaulttui.tui.position import Address


class FirstSteps(Question):
    """Offers the import."""

    def __init__(self) -> None:
        ways = (("import", "Import a file"), ("empty", "Start empty"))
        super().__init__(
            "The vault is made. Bring in what KeePass, Bitwarden or .env files hold?", ways
        )

    @property
    def address(self) -> Address:
        """Asked again after a lock."""
        return ("first-steps",)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go there."""
        # Textual would call the question's own handler too, which dismisses it once more.
        event.prevent_default()
        event.stop()
        self.dismiss(None)
        if event.button.id == "import":
            self.vault.show("import")
