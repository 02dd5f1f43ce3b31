"""A program on a terminal of its own: what it is typed, and every byte that it shows."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.security.canaries import without_sequences

PATIENCE: Final = 30.0
"""Seconds until a test gives up waiting for what must come."""


class Terminal:
    """``shown`` is all that came so far; ``cut`` begins a new part of it."""

    def __init__(
        self,
        words: Sequence[str],
        variables: Mapping[str, str],
        folder: Path,
        size: tuple[int, int] = (160, 50),
    ) -> None:
        self.parts: list[bytes] = []
        self.shown = b""
        self.pid, self._tty = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(folder)
                os.execve(words[0], list(words), dict(variables))  # noqa: S606 - no shell is meant
            finally:
                os._exit(127)
        width, height = size
        fcntl.ioctl(self._tty, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def cut(self) -> bytes:
        """End a part of the transcript; return it."""
        part, self.shown = self.shown, b""
        self.parts.append(part)
        return part

    def wait_for(self, *texts: str) -> None:
        """Read until each of ``texts`` was shown in the present part, in whatever colours."""
        wanted = [text.encode() for text in texts]

        def there() -> bool:
            plain = without_sequences(self.shown)
            return all(text in plain for text in wanted)

        self.wait_until(there, f"{texts!r}")

    def wait_until(self, so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not so():
            if time.monotonic() > end or not self._read(0.05):
                shown = self.shown[-2000:]
                self.kill()
                raise AssertionError(f"Waited in vain for {what}; shown was {shown!r}")

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._tty, keys.encode())

    def rest(self) -> None:
        """Read until nothing has come for a while."""
        quiet = 0
        while quiet < 2:
            before = len(self.shown)
            if not self._read(0.05):
                return
            quiet = quiet + 1 if len(self.shown) == before else 0

    def end(self) -> int:
        """Wait for the end; return the exit code (128 and more for a signal)."""
        end = time.monotonic() + PATIENCE
        while self._read(0.05):
            if time.monotonic() > end:
                shown = self.shown[-2000:]
                self.kill()
                raise AssertionError(f"It did not end; shown was {shown!r}")
        return self._reap()

    def kill(self) -> None:
        """End it in any case."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()

    def _reap(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        os.close(self._tty)
        self.pid = 0
        self.cut()
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def _read(self, seconds: float) -> bool:
        """Take what came within ``seconds``; False once the terminal is closed."""
        ready, _, _ = select.select([self._tty], [], [], seconds)
        if not ready:
            return True
        try:
            part = os.read(self._tty, 1 << 16)
        except OSError:
            return False
        self.shown += part
        return bool(part)
