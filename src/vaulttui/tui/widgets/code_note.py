"""What is told of a one-time code's key as one types: whose it is, and the code while it shows."""

from collections.abc import Callable
from typing import cast

from textual.timer import Timer
from textual.widgets import Static

from vaulttui.domain import totp
from vaulttui.domain.totp import About
from vaulttui.tui.text import plain, shown
from vaulttui.tui.vault import Vault
from vaulttui.tui.widgets.sheet import code_in_words


class CodeNote(Static):
    """Sites ask for the first code when one sets them up, so it can be seen before it is saved.

    The key is read where it is typed, and not kept here.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CodeNote { height: auto; display: none; color: $text-success; }
    CodeNote.-shown { display: block; }
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        super().__init__(markup=False, classes="code")
        self._read = read
        self._open = False
        self._seconds: Timer | None = None

    def show(self, *, open_: bool) -> None:
        """Tell the present code as well, second by second, or no more."""
        self._open = open_
        self._seconds = self._seconds or self.set_interval(1.0, self.look)
        self.look()

    def look(self) -> None:
        """Say what this is the key of; nothing while it is none."""
        key = self._read()
        about = totp.about(key) if key else None
        self.set_class(about is not None, "-shown")
        if about is not None:
            code = f"Now {self._code(key, about)}" if self._open else "Show tells the code."
            self.update(plain(f"✓ {_words(about)} {code}", 400))

    def _code(self, key: bytes, about: About) -> str:
        now = cast("Vault", self.app).open_session.now()
        text, left = totp.code(key, now / 1000)
        return code_in_words(text, left, about.period)


def _words(about: About) -> str:
    whose = " · ".join(shown(one, 80) for one in (about.issuer, about.account) if one)
    return f"{whose or 'A key'}: {about.digits} digits, new every {about.period} s."
