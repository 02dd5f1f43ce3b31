"""Inputs of several lines, with the same care as those of one."""

from typing import Any

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from vaulttui.tui.widgets.entry import PASTE_LIMIT, Entry, stand_ins


class TextEntry(TextArea):
    """Several lines of public text."""

    def __init__(self, text: str = "", **options: Any) -> None:
        options.setdefault("compact", True)
        options.setdefault("tab_behavior", "focus")
        super().__init__(text, **options)
        self.cursor_blink = Entry.BLINK

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn."""
        return Text(stand_ins(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) > PASTE_LIMIT:
            event.stop()
            event.prevent_default()
            self.app.notify("The pasted text is larger than 1 MiB.", severity="warning")


class SecretTextEntry(TextEntry):
    """Several lines of a secret, in clear because the user asked for that; never copied."""

    def action_copy(self) -> None:
        """Refuse, as everywhere for secrets."""
        self.app.bell()

    def action_cut(self) -> None:
        """Refuse, as for copying."""
        self.app.bell()
