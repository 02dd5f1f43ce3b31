"""Which clipboard takes a text, what is said of it, and that it is cleared."""

import base64
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from tests.host.pty_child import start
from vaulttui.errors import InvalidValue
from vaulttui.host import clipboard
from vaulttui.secret import Secret

COPY = """
from vaulttui.host.clipboard import copy
from vaulttui.secret import Secret
print(copy(Secret({text!r}), {seconds}).sentence)
"""


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The words that reach a tmux server of this test alone, which TMUX names."""
    if which("tmux") is None:
        pytest.skip("tmux is not installed")
    # A socket's path is at most 107 bytes long, so it cannot lie in tmp_path.
    socket = Path("/tmp") / f"vaulttui-{uuid.uuid4().hex[:12]}"
    words = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    subprocess.run([*words, "new-session", "-d", "sleep 60"], check=True)
    monkeypatch.setenv("TMUX", f"{socket},1,0")
    yield words
    subprocess.run([*words, "kill-server"], check=True)
    socket.unlink(missing_ok=True)


def buffer(tmux: list[str]) -> str | None:
    done = subprocess.run(
        [*tmux, "show-buffer", "-b", "vaulttui"], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None


def holders_end(home: Path) -> None:
    """Wait until no helper process of this test is left; its state folder is in its words."""
    marked = str(home / "vaulttui" / "state").encode()
    while any(marked in _words(pid) for pid in os.listdir("/proc") if pid.isdigit()):
        os.sched_yield()


def _words(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_tmux_takes_and_loses_it(tmux: list[str], home: Path) -> None:
    result = clipboard.copy(Secret(b"over tmux"), 1)
    assert result.way == clipboard.TMUX
    assert "unconfirmed" in result.sentence
    assert buffer(tmux) == "over tmux"
    holders_end(home)
    assert buffer(tmux) is None


def test_what_changed_meanwhile_stays(tmux: list[str], home: Path) -> None:
    clipboard.copy(Secret(b"over tmux"), 1)
    subprocess.run([*tmux, "set-buffer", "-b", "vaulttui", "mine"], check=True)
    holders_end(home)
    assert buffer(tmux) == "mine"


def test_the_secret_is_in_no_words_or_variables(tmux: list[str], home: Path) -> None:
    clipboard.copy(Secret(b"canary-2c61"), 1)
    marked = str(home / "vaulttui" / "state").encode()
    pids = [pid for pid in os.listdir("/proc") if pid.isdigit() and marked in _words(pid)]
    assert len(pids) == 1
    assert b"canary-2c61" not in _words(pids[0])
    if os.geteuid() == 0:
        assert b"canary-2c61" not in Path(f"/proc/{pids[0]}/environ").read_bytes()
    assert os.getsid(int(pids[0])) != os.getsid(0)
    holders_end(home)


def test_the_terminal_is_the_last_resort(home: Path) -> None:
    child = start([sys.executable, "-c", COPY.format(text=b"over the terminal", seconds=1)])
    encoded = base64.b64encode(b"over the terminal").decode()
    child.wait_for(f"\x1b]52;c;{encoded}\x07")
    assert b"Sent to the terminal (unconfirmed)" in child.wait_for("overwritten then.")
    child.wait_for("\x1b]52;c;IA==\x07")
    assert child.end()[0] == 0
    holders_end(home)


def test_too_large_for_a_terminal() -> None:
    program = COPY.format(text=b"x" * 6001, seconds=1)
    child = start([sys.executable, "-c", program])
    code, shown = child.end()
    assert code == 1
    assert b"too large for a terminal" in shown
    assert b"\x1b]52" not in shown


def test_not_text() -> None:
    with pytest.raises(InvalidValue, match="not text"):
        clipboard.copy(Secret(b"\xff\xfe"), 1)


def test_no_clipboard_at_all() -> None:
    done = subprocess.run(
        ["setsid", "--wait", sys.executable, "-c", COPY.format(text=b"x", seconds=1)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "There is no clipboard here" in done.stderr


def test_a_display_that_does_not_answer_is_passed_over(
    tmux: list[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert clipboard.copy(Secret(b"x"), 1).way == clipboard.TMUX
    holders_end(home)


def test_a_forwarded_display_is_not_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "localhost:10.0")
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    assert not clipboard._desktop()
