"""The two forms of a run, and env(1), which they must not differ from."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from tests.host.pty_child import PATIENCE

ENV: Final = ("env", "X=1")
_RUN: Final = (sys.executable, "-P", "-m", "tests.host.running", "-e", "X=1")
FORMS: Final = {"exec": (*_RUN, "--"), "files": (*_RUN, "-f", "key=content", "--")}
"""What becomes the program, and what stays to remove files."""
PROBE: Final = (sys.executable, "-I", "-S", str(Path(__file__).with_name("probe.py")))
"""Writes ``ready`` and the number of each signal that it gets; SIGTERM is the last."""


class Process(subprocess.Popen[bytes]):
    """One that a failing test kills, with the whole of its group, and waits for no longer."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            os.killpg(self.pid, signal.SIGKILL)
        super().__exit__(kind, error, trace)

    def wait(self, timeout: float | None = PATIENCE) -> int:
        return super().wait(timeout)

    def read_line(self) -> bytes:
        """Wait for one line that it writes."""
        assert self.stdout is not None
        ready, _, _ = select.select([self.stdout], [], [], PATIENCE)
        assert ready, "nothing was written"
        return self.stdout.readline()

    def say(self, text: bytes) -> None:
        """Write to its standard input."""
        assert self.stdin is not None
        self.stdin.write(text)
        self.stdin.flush()


def start(form: Sequence[str], *words: str, **options: Any) -> Process:
    """Start a program, with pipes, as the leader of a group of its own."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "process_group": 0}
    options.setdefault("env", {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    return Process([*form, *words], **{**pipes, **options})


def ends(form: Sequence[str], *words: str, **options: Any) -> tuple[int, bytes]:
    """How a program ends, and what it wrote."""
    with start(form, *words, **options) as process:
        out, _ = process.communicate(b"", PATIENCE)
    return process.returncode, out


def name(number: int) -> str:
    """How a test is called."""
    return signal.Signals(number).name
