"""A program on a terminal of its own, which a test types into and reads from."""

import os
import pty
import select
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PATIENCE: Final = 20.0
"""Seconds until a test gives up waiting for what must come."""


@dataclass
class Child:
    """The child, and everything that its terminal has shown so far."""

    pid: int
    tty: int
    shown: bytes = field(default=b"")

    def wait_for(self, text: str) -> bytes:
        """Read until ``text`` was shown since the last call; return what was."""
        wanted = text.encode()
        while wanted not in self.shown:
            if not self._read():
                raise AssertionError(f"{text!r} was not shown, but {self.shown!r}")
        before, _, self.shown = self.shown.partition(wanted)
        return before + wanted

    def type(self, text: str) -> None:
        """Type a line."""
        self.press(text.encode() + b"\n")

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.tty, keys)

    def end(self) -> tuple[int, bytes]:
        """Wait for the end; return exit code (128 and more for a signal) and the rest shown."""
        while self._read():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.tty)
        code = os.waitstatus_to_exitcode(status)
        return (code if code >= 0 else 128 - code), self.shown

    def _read(self) -> bool:
        ready, _, _ = select.select([self.tty], [], [], PATIENCE)
        if not ready:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError(f"Nothing more was shown after {self.shown!r}")
        try:
            part = os.read(self.tty, 1 << 16)
        except OSError:
            return False
        self.shown += part
        return bool(part)


def start(words: Sequence[str], variables: Mapping[str, str] | None = None) -> Child:
    """Run a program as the leader of a new terminal."""
    pid, tty = pty.fork()
    if pid == 0:
        variables = {**os.environ, **(variables or {})}
        os.execve(words[0], list(words), variables)  # noqa: S606 - no shell is meant
    return Child(pid, tty)
