"""Inputs that neither leak what is typed nor obey what is pasted."""

import unicodedata
from typing import Any, Final

from rich.text import Text
from textual import events
from textual.widgets import Input

PASTE_LIMIT: Final = 1 << 20
_STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"
_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def stand_ins(text: str) -> str:
    """The text with a stand-in for each character that a terminal might obey."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_STAND_IN if unicodedata.category(char) in _OBEYED else char for char in text)


class Entry(Input):
    """One line of public text."""

    BLINK = True

    def __init__(self, value: str = "", **options: Any) -> None:
        options.setdefault("compact", True)
        options.setdefault("select_on_focus", False)
        super().__init__(value, **options)
        self.cursor_blink = self.BLINK

    @property
    def _value(self) -> Text:
        if self.password:
            return super()._value
        return Text(stand_ins(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: events.Paste) -> None:
        lines = event.text[:PASTE_LIMIT].splitlines()
        event.stop()
        event.prevent_default()
        if not lines:
            return
        self.replace(lines[0], *sorted(self.selection))
        if len(lines) > 1:
            self.app.notify(
                f"Only the first of {len(lines)} pasted lines was taken.",
                severity="warning",
                markup=False,
            )


class SecretEntry(Entry):
    """One line that is masked and never copied, shown or not."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, password=True, **options)

    def action_copy(self) -> None:
        """Refuse: copying is a command of its own, which clears the clipboard afterwards."""
        self.app.bell()

    def action_cut(self) -> None:
        """Refuse, as for copying."""
        self.app.bell()
