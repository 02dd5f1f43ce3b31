"""The least that a Textual program is: one Static. The floor of the first picture."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class OneStatic(App[None]):
    """An app with nothing in it."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static("hello")


OneStatic().run()
