"""Questions to the person at the terminal: on /dev/tty, never on standard input."""

import contextlib
import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

from vaulttui.errors import AnswerNeeded, Interrupted, InvalidValue, VaulttuiError
from vaulttui.secret import Secret

_TTY: Final = "/dev/tty"
# What the kernel passes on of one line; the rest it drops without a word.
_LINE_LIMIT: Final = 4094 if sys.platform == "linux" else 1022
_LOCAL_MODES: Final = 3
_LEAVING: Final = (signal.SIGTSTP, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_ENCODING: Final = "utf-8"
_OTHER_SCREEN: Final = b"\x1b[?1049h\x1b[H"
_FIRST_SCREEN: Final = b"\x1b[?1049l"


class Terminal:
    """The user's terminal; without one, or under ``no_input``, every question is AnswerNeeded.

    ``yes`` answers confirmations, never anything else. Texts shown must have
    passed ``safe_text``.
    """

    def __init__(self, *, no_input: bool = False, yes: bool = False, path: str = _TTY) -> None:
        self._no_input = no_input
        self._yes = yes
        self._path = path

    @property
    def answers(self) -> bool:
        """True where a question can be asked."""
        try:
            with self._opened(""):
                return True
        except AnswerNeeded:
            return False

    def ask_secret(self, prompt: str) -> Secret:
        """Ask for one line that is not shown while it is typed."""
        with self._opened(prompt) as tty, _silent(tty, prompt):
            return _ask(tty, prompt)

    def ask_secret_twice(
        self, prompt: str, judge: Callable[[Secret], None] | None = None
    ) -> Secret:
        """Ask for a new secret, which has to be typed twice; InvalidValue where the two differ.

        ``judge`` sees it before it is asked for again, and may raise.
        """
        first = self.ask_secret(prompt)
        if judge is not None:
            judge(first)
        if first != self.ask_secret("The same again: "):
            self._drop_typed_ahead()
            raise InvalidValue("The two were not the same; nothing was changed.")
        return first

    def ask_line(self, prompt: str) -> Secret:
        """Ask for one line that is shown while it is typed, yet may be secret."""
        with self._opened(prompt) as tty:
            return _ask(tty, prompt)

    def confirm(self, question: str) -> None:
        """Return if the answer is yes; otherwise raise."""
        if self._yes:
            return
        with self._opened(question) as tty:
            answer = _ask(tty, f"{question} [y/N] ")
        if answer not in (Secret(b"y"), Secret(b"Y"), Secret(b"yes")):
            raise VaulttuiError("Nothing was changed.", hint="")

    def show_secret(self, before: str, secret: Secret, after: str) -> None:
        """Write a secret to the terminal itself, where no pipe or file takes it."""
        with self._opened(before) as tty:
            _write(tty, f"{before}\n\n  ".encode(_ENCODING) + secret.reveal())
            _write(tty, f"\n\n{after}\n".encode(_ENCODING))

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Talk on the terminal's other screen, so that nothing of it stays in the scrollback."""
        plain = os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
        with self._opened("") as tty:
            _write(tty, b"" if plain else _OTHER_SCREEN)
            try:
                yield
            finally:
                _write(tty, b"" if plain else _FIRST_SCREEN)

    def _drop_typed_ahead(self) -> None:
        # Of several pasted lines the rest would otherwise be run by the shell.
        with self._opened("") as tty:
            termios.tcflush(tty, termios.TCIFLUSH)

    @contextlib.contextmanager
    def _opened(self, question: str) -> Iterator[int]:
        asked = question.strip().rstrip(":?")
        if self._no_input:
            raise AnswerNeeded(f"An answer is needed, which --no-input forbids: {asked}.")
        try:
            tty = os.open(self._path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            raise AnswerNeeded(f"An answer is needed, and there is no terminal: {asked}.") from None
        try:
            yield tty
        finally:
            os.close(tty)


def _ask(tty: int, prompt: str) -> Secret:
    _write(tty, prompt.encode(_ENCODING))
    try:
        line = _read_line(tty)
    except KeyboardInterrupt:
        _write(tty, b"\n")
        raise
    if len(line) > _LINE_LIMIT:
        raise InvalidValue(
            "The line is longer than a terminal passes on.",
            hint="Put the value into a file, and give it as FIELD=@PATH.",
        )
    return Secret(line)


def _read_line(tty: int) -> bytes:
    line = b""
    with _woken() as signals:
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([tty, signals], [], [])
            if signals in ready:
                os.read(signals, 1 << 16)
                continue
            try:
                part = os.read(tty, 1 << 16)
            except OSError:
                part = b""
            if not part:
                raise Interrupted("The question was left without an answer.")
            line += part
    return line.removesuffix(b"\n")


@contextlib.contextmanager
def _woken() -> Iterator[int]:
    """What a signal makes readable: one that comes right before a read would be slept over."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        os.close(reading)


def _write(tty: int, content: bytes) -> None:
    while content:
        content = content[os.write(tty, content) :]


@contextlib.contextmanager
def _silent(tty: int, prompt: str) -> Iterator[None]:
    """Show nothing of what is typed but the end of the line, whatever signal comes between."""
    shown = termios.tcgetattr(tty)
    hidden = list(shown)
    hidden[_LOCAL_MODES] = hidden[_LOCAL_MODES] & ~termios.ECHO | termios.ECHONL

    def leave(number: int, _frame: FrameType | None) -> None:
        termios.tcsetattr(tty, termios.TCSADRAIN, shown)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        # Only who was stopped comes back here.
        signal.signal(number, leave)
        termios.tcsetattr(tty, termios.TCSADRAIN, hidden)
        _write(tty, prompt.encode(_ENCODING))

    before = {number: signal.signal(number, leave) for number in _LEAVING}
    # What was typed ahead counts: only the echo changes.
    termios.tcsetattr(tty, termios.TCSADRAIN, hidden)
    try:
        yield
    finally:
        termios.tcsetattr(tty, termios.TCSADRAIN, shown)
        for number, handler in before.items():
            signal.signal(number, handler)
