"""The two forms of a run, and env(1), which they must not differ from."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

ENV: Final = ("env", "X=1")
_RUN: Final = (sys.executable, "-P", "-m", "tests.host.running", "-e", "X=1")
FORMS: Final = {"exec": (*_RUN, "--"), "files": (*_RUN, "-f", "key=content", "--")}
"""What becomes the program, and what stays to remove files."""
PROBE: Final = (sys.executable, "-I", "-S", str(Path(__file__).with_name("probe.py")))
"""Writes ``ready`` and the number of each signal that it gets; SIGTERM is the last."""


def start(form: Sequence[str], *words: str, **options: Any) -> "subprocess.Popen[bytes]":
    """Start a program, with pipes, as the leader of a group of its own."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "process_group": 0}
    options.setdefault("env", {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    return subprocess.Popen([*form, *words], **{**pipes, **options})


def ends(form: Sequence[str], *words: str, **options: Any) -> tuple[int, bytes]:
    """How a program ends, and what it wrote."""
    with start(form, *words, **options) as process:
        out, _ = process.communicate(b"")
    return process.returncode, out


def line(stream: IO[bytes] | None) -> bytes:
    """Wait for one line of a child."""
    assert stream is not None
    return stream.readline()


def say(process: "subprocess.Popen[bytes]", text: bytes) -> None:
    """Write to a child's standard input."""
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.flush()


def name(number: int) -> str:
    """How a test is called."""
    return signal.Signals(number).name
