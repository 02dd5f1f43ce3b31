"""What tmux keeps of a visit: the screens that were seen, and no secret once it is masked."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.security.stage import PROGRAM, Stage, fill
from tests.security.watching import wait_until

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    """A server of its own with one window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._run("new-session", "-d", "-x", "80", "-y", "24", "--", *PROGRAM)

    def press(self, *keys: str, literally: bool = False) -> None:
        self._run("send-keys", *(["-l"] if literally else []), *keys)

    def wait_for(self, text: str) -> None:
        wait_until(lambda: text.encode() in self.seen())

    def seen(self) -> bytes:
        """The window and all its scrollback."""
        return self._run("capture-pane", "-p", "-S", "-")

    def end(self) -> None:
        self._run("kill-server")

    def _run(self, *words: str) -> bytes:
        socket = str(self._stage.root / "tmux")
        done = subprocess.run(
            ["tmux", "-S", socket, "-f", "/dev/null", *words],
            env=self._stage.variables,
            capture_output=True,
            check=False,
        )
        return done.stdout


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("tmux") / "stage")
    fill(stage)
    return stage


@pytest.fixture
def tmux(stage: Stage) -> Iterator[Tmux]:
    tmux = Tmux(stage)
    yield tmux
    tmux.end()


def test_a_visit_in_tmux(stage: Stage, tmux: Tmux) -> None:
    canaries = stage.canaries
    tmux.wait_for("Passphrase")
    tmux.press(canaries.text("passphrase"), literally=True)
    tmux.wait_for("•••")
    assert canaries.among(tmux.seen()) == []
    tmux.press("Enter")
    tmux.wait_for("Notebook")
    tmux.press("Enter")
    tmux.wait_for("••••••••")
    assert canaries.among(tmux.seen()) == []
    tmux.press("r")
    tmux.wait_for(canaries.text("note"))
    tmux.press("r")
    tmux.wait_for("••••••••")
    assert canaries.among(tmux.seen()) == []
    tmux.press("C-q")
    wait_until(lambda: b"Notebook" not in tmux.seen())
    assert canaries.among(tmux.seen()) == []
    assert [found for found in stage.written() if "tmux" not in found] == []
