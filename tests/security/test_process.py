"""What other programs of the same user can take from a running terminal UI: nothing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.security.stage import PROGRAM, SOURCES
from tests.security.terminal import Terminal

NOBODY: Final = 65534
AS_NOBODY: Final = ("setpriv", f"--reuid={NOBODY}", "--clear-groups", "--")
PROTECTED: Final = ("environ", "mem", "maps", "fd")


@pytest.fixture
def another_home() -> Iterator[Path]:
    """A home that another user than root reaches."""
    folder = Path(tempfile.mkdtemp(prefix="pytest-nobody-"))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    shutil.rmtree(folder)


def as_user(*words: str) -> list[str]:
    """The words as they are run by somebody who is not root."""
    if os.geteuid():
        return list(words)
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and setpriv is not there to become another user")
    readable = subprocess.run([*AS_NOBODY, PROGRAM[0], "-c", ""], capture_output=True, check=False)
    if readable.returncode:
        pytest.skip("root may read everything, and another user cannot run this Python")
    return [str(shutil.which(AS_NOBODY[0])), *AS_NOBODY[1:], *words]


def readable(pid: int) -> list[str]:
    """What the same user can open of a process."""
    script = (
        "import os, sys\n"
        "for name in sys.argv[2:]:\n"
        "    try:\n"
        "        place = f'/proc/{sys.argv[1]}/{name}'\n"
        "        os.listdir(place) if os.path.isdir(place) else open(place, 'rb').close()\n"
        "        print(name)\n"
        "    except OSError:\n"
        "        pass\n"
    )
    words = as_user(PROGRAM[0], "-c", script, str(pid), *PROTECTED)
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()


def test_the_same_user_reads_nothing_of_it(another_home: Path) -> None:
    variables = {"PATH": os.environ["PATH"], "HOME": str(another_home), "LANG": "C.UTF-8"}
    variables |= {"TERM": "xterm-256color", "VAULTTUI_HOME": str(another_home)}
    variables["PYTHONPATH"] = SOURCES
    plain = subprocess.Popen(
        as_user(PROGRAM[0], "-c", "print(flush=True); input()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=variables,
    )
    assert plain.stdout is not None
    plain.stdout.readline()
    terminal = Terminal(as_user(*PROGRAM, "--demo"), variables, another_home)
    try:
        terminal.wait_for("Webmail", "Reveal")
        assert readable(terminal.pid) == []
        assert "environ" in readable(plain.pid)
    finally:
        plain.communicate(b"\n")
        terminal.kill()
