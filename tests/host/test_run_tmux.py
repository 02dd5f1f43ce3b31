"""A run in a window of tmux: its keys, and a window that changes its size."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.forms import FORMS, PROBE
from tests.security.watching import wait_until

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Window:
    """A server of its own with one window, in which a shell without jobs of its own waits."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ("tmux", "-S", str(socket), "-f", "/dev/null")
        self("new-session", "-d", "-x", "80", "-y", "24", "bash --norc --noprofile")

    def __call__(self, *words: str) -> bytes:
        given = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PS1": "$ "}
        return subprocess.run([*self._tmux, *words], env=given, capture_output=True).stdout

    def type(self, line: str) -> None:
        self("send-keys", "-l", line)
        self("send-keys", "Enter")

    def shown(self) -> bytes:
        return self("capture-pane", "-p", "-J", "-S", "-")

    def wait_for(self, text: bytes) -> bytes:
        wait_until(lambda: text in self.shown())
        return self.shown()

    def type_until(self, line: str, text: bytes) -> None:
        """What comes while the shell still has the terminal is not what the program reads."""

        def so() -> bool:
            self.type(line)
            return text in self.shown()

        wait_until(so)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    window = Window(tmp_path / "tmux")
    yield window
    window("kill-server")


def test_keys_and_sizes_come_once(window: Window, form: str) -> None:
    window.type(f"{shlex.join([*FORMS[form], *PROBE])}; echo code=$?.")
    window.wait_for(b"\nready")
    window("send-keys", "C-c")
    window.wait_for(b"<2>")
    window("resize-window", "-x", "100", "-y", "30")
    window.wait_for(b"<28>")
    window("send-keys", "C-\\")
    shown = window.wait_for(b"<3>")
    assert [shown.count(b"<%d>" % number) for number in (2, 28, 3)] == [1, 1, 1]


def test_stop_and_go_on(window: Window, form: str) -> None:
    window.type(shlex.join([*FORMS[form], "sh", "-c", 'echo "read"y; exec cat']))
    window.wait_for(b"\nready")
    window("send-keys", "C-z")
    window.wait_for(b"Stopped")
    window.type("fg && echo code=$?.")
    window.type_until("words", b"\nwords\nwords\n")
    window("send-keys", "C-d")
    window.wait_for(b"\ncode=0.")
