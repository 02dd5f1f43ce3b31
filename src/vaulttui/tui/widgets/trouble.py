"""What is wrong with what was filled in, or why it was refused."""

from textual.widgets import Static

from vaulttui.tui.text import plain

_SIGNS = ("!", "✗")


class Trouble(Static):
    """A line of its own, there only while something is wrong; it begins with a sign."""

    def __init__(self, name: str = "trouble") -> None:
        super().__init__(id=name, classes="trouble", markup=False)

    def say(self, text: str) -> None:
        """Say what is wrong; nothing where the text is empty."""
        signed = text if not text or text.startswith(_SIGNS) else f"! {text}"
        self.update(plain(signed, 2000))
        self.set_class(bool(text), "-shown")

    def answer(self, text: str) -> None:
        """Say why what was asked for is refused, where it is seen in a low terminal, too."""
        self.say(text)
        self.call_after_refresh(self.scroll_visible, animate=False)
