"""The program on a real terminal: hostile names, the lock's new process, and no word in any log."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.tui.samples import CANARY, PASSPHRASE, login, make_vault
from tests.tui.test_leaks import HOSTILE
from vaulttui.paths import settings_path

PATIENCE: Final = 20.0


class Terminal:
    """The program on a pseudo-terminal of 80x24; ``seen`` is every byte it wrote."""

    def __init__(self, *arguments: str) -> None:
        self.pid, self._master = pty.fork()
        if not self.pid:
            command = [sys.executable, "-P", "-m", "vaulttui", *arguments]
            os.execv(sys.executable, command)  # noqa: S606  # no shell is wanted
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def wait_for(self, text: str, *, since: int = 0) -> None:
        """Read until a text was written after the byte ``since``."""
        until = time.monotonic() + PATIENCE
        while text.encode() not in self.seen[since:]:
            assert time.monotonic() < until, self.seen[-3000:]
            self._read(0.1)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            self.seen += os.read(self._master, 1 << 16)
        except OSError:  # the other end is closed
            return False
        return True

    def type(self, text: str) -> int:
        """Type; returns how much was written before."""
        while self._read(0.05):
            pass
        before = len(self.seen)
        os.write(self._master, text.encode())
        return before

    def exit_code(self) -> int:
        """Wait for the end."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
        pytest.fail("the program does not end")

    def close(self) -> None:
        """End it, however it stands."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self._master)


@pytest.fixture
def vault(tmp_path: Path) -> str:
    path = tmp_path / "vault.vtv"
    session = make_vault(path)
    login(session, HOSTILE)
    session.close()
    return str(path)


@pytest.fixture
def terminal(vault: str) -> Iterator[Terminal]:
    running = Terminal("--vault", vault)
    yield running
    running.close()


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("Passphrase")
    before = terminal.type(PASSPHRASE)
    terminal.type("\r")
    terminal.wait_for("Mail", since=before)


def test_hostile_names_lock_and_quit(terminal: Terminal, vault: str) -> None:
    unlock(terminal)
    before = terminal.type("L")
    terminal.wait_for("Locked.", since=before)
    assert CANARY.encode() not in terminal.seen
    command = Path(f"/proc/{terminal.pid}/cmdline")
    if command.exists():
        assert vault in command.read_text().split("\0")
    unlock(terminal)
    terminal.type("j")
    before = terminal.type("r")
    terminal.wait_for("hides in", since=before)
    terminal.type("r")
    terminal.type("q")
    terminal.type("q")
    assert terminal.exit_code() == 0
    written = terminal.seen
    assert b"\x1b]52" not in written
    assert b"PWN\x07" not in written
    assert "\u202e".encode() not in written
    assert "\x9b".encode() not in written


def test_a_hangup_ends_it(terminal: Terminal) -> None:
    unlock(terminal)
    os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.exit_code() == -signal.SIGHUP


def test_who_is_told_to_end_gives_the_terminal_back(terminal: Terminal) -> None:
    """What was revealed would stay on the screen, and the mouse would type."""
    unlock(terminal)
    before = terminal.type("r")
    terminal.wait_for("hides in", since=before)
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.exit_code() == 128 + signal.SIGTERM
    after = terminal.seen[before:]
    assert b"\x1b[?1049l" in after
    assert b"\x1b[?1000l" in after


def test_settings_that_break_meanwhile_do_not_end_what_is_locked(terminal: Terminal) -> None:
    unlock(terminal)
    broken = settings_path()
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text("theme = [")
    try:
        terminal.type("e")
        terminal.wait_for("User name")
        terminal.type("kept")
        before = terminal.type("\x0c")
        terminal.wait_for("Locked.", since=before)
        before = terminal.type(PASSPHRASE)
        terminal.type("\r")
        terminal.wait_for("User name", since=before)
        terminal.wait_for("Until that is mended", since=before)
        terminal.wait_for("kept", since=before)
    finally:
        broken.unlink()


def test_the_screen_is_empty_before_it_is_given_back(terminal: Terminal) -> None:
    unlock(terminal)
    before = terminal.type("r")
    terminal.wait_for("hides in", since=before)
    terminal.type("\x11")
    assert terminal.exit_code() == 0
    shown, clear, after = terminal.seen.rpartition(b"\x1b[H\x1b[2J")
    assert clear
    assert b"hides in" in shown
    assert b"hides in" not in after
    assert b"Mail" not in after
    assert b"\x1b[?1049l" in after


def test_nothing_is_logged(vault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("TEXTUAL_LOG", str(log))
    monkeypatch.setenv("TEXTUAL", "debug,devtools")
    terminal = Terminal("--vault", vault)
    try:
        unlock(terminal)
        terminal.type("\x11")
        assert terminal.exit_code() == 0
    finally:
        terminal.close()
    assert not log.exists()


def test_control_c_does_not_end_it(terminal: Terminal) -> None:
    terminal.wait_for("Passphrase")
    terminal.type("\x03")
    unlock(terminal)
    terminal.type("\x03")
    terminal.type("q")
    assert terminal.exit_code() == 0


LEADER: Final = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.execv(sys.executable, [sys.executable, "-P", "-m", "vaulttui", "--demo"])
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
# Standard output goes with the terminal.
os.write(int(sys.argv[1]), code.to_bytes(1, signed=True))
"""


def test_it_ends_with_its_terminal_though_the_leader_keeps_the_hangup_to_itself() -> None:
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    pid, master = pty.fork()
    if not pid:
        os.execv(sys.executable, [sys.executable, "-c", LEADER, str(writing)])  # noqa: S606  # no shell
    os.close(writing)
    seen = b""
    while b"Webmail" not in seen:
        assert select.select([master], [], [], PATIENCE)[0], seen[-3000:]
        seen += os.read(master, 1 << 16)
    os.close(master)
    assert select.select([reading], [], [], PATIENCE)[0], "it goes on"
    assert int.from_bytes(os.read(reading, 1), signed=True) == -signal.SIGHUP
    os.close(reading)
    os.waitpid(pid, 0)
