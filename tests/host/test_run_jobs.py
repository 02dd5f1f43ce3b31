"""A run as a job of an interactive shell on a terminal of its own."""

import fcntl
import os
import shlex
import signal
import struct
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.host.forms import ENV, FORMS, PROBE
from tests.host.pty_child import Child, start

ALL: Final = {**FORMS, "env": ENV}
_SHELL: Final = ("/bin/bash", "--norc", "--noprofile", "--noediting", "-i")


@pytest.fixture
def shell(runtime: object) -> Iterator[Child]:
    assert runtime
    variables = {
        "PS1": "outer> ",
        "PS2": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HISTFILE": "",
    }
    child = start(_SHELL, variables)
    child.type("stty -echo; echo set\\ up")
    child.wait_for("set up\r\nouter>")
    yield child
    child.type("exit 0")
    child.end()


@pytest.fixture(params=ALL)
def way(request: pytest.FixtureRequest) -> str:
    return shlex.join(ALL[request.param])


def _code(shell: Child, wanted: int) -> None:
    # What is typed before the shell reads again, it throws away with a job that was interrupted.
    shell.wait_for("outer>")
    shell.type('echo "code=$?."')
    shell.wait_for(f"code={wanted}.\r\nouter>")


def test_control_c_ends_it(shell: Child, way: str) -> None:
    shell.type(f"{way} sh -c 'echo read''y; exec cat'")
    shell.wait_for("ready")
    shell.press(b"\x03")
    _code(shell, 130)


def test_control_backslash_ends_it(shell: Child, way: str) -> None:
    shell.type(f"ulimit -c 0; {way} sh -c 'echo read''y; exec cat'")
    shell.wait_for("ready")
    shell.press(b"\x1c")
    _code(shell, 131)


def test_what_the_terminal_sends_comes_once(shell: Child, way: str) -> None:
    shell.type(f"{way} {shlex.join(PROBE)}")
    shell.wait_for("ready")
    shell.press(b"\x03")
    shell.wait_for("<2>")
    shell.press(b"\x1c")
    shell.wait_for("<3>")
    fcntl.ioctl(shell.tty, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
    shell.wait_for("<28>")
    shell.type("")  # only to be read by the shell later
    os.kill(_foreground(shell), 15)
    shown = shell.wait_for("<15>")
    assert b"<" not in shown.removesuffix(b"<15>")
    _code(shell, 7)


def _foreground(shell: Child) -> int:
    found = fcntl.ioctl(shell.tty, termios.TIOCGPGRP, bytes(4))
    return int(struct.unpack("i", found)[0])


def test_control_z_and_the_foreground(shell: Child, way: str) -> None:
    shell.type(f"{way} sh -c 'echo read''y; exec cat'")
    shell.wait_for("ready")
    for round_ in ("one", "two"):
        shell.press(b"\x1a")
        shell.wait_for("Stopped")
        _code(shell, 148)
        shell.type("fg")
        shell.wait_for("cat")
        shell.type(f"{round_} more")
        shell.wait_for(f"{round_} more")
    shell.press(b"\x04")
    _code(shell, 0)


def test_in_the_background_it_stops_when_it_reads(shell: Child, way: str) -> None:
    shell.type(f"{way} sh -c 'read line; echo \"got $line\"; exit 6' & wait %1")
    _code(shell, 128 + signal.SIGTTIN)
    shell.type("fg")
    shell.wait_for("exit 6'")
    shell.type("words")
    shell.wait_for("got words")
    _code(shell, 6)


def test_a_job_is_killed_by_its_number(shell: Child, way: str) -> None:
    shell.type(f"{way} sh -c 'echo read''y; exec sleep 1000' &")
    shell.wait_for("ready")
    shell.type("kill %1; wait %1")
    _code(shell, 143)


def test_a_program_that_becomes_a_shell_of_jobs(shell: Child, way: str) -> None:
    shell.type(f"PS1='inner> ' {way} {shlex.join(_SHELL)}")
    shell.wait_for("inner>")
    shell.type("stty -echo; sh -c 'echo read''y; exec cat'")
    shell.wait_for("ready")
    shell.press(b"\x1a")
    shell.wait_for("Stopped")
    shell.wait_for("inner>")
    shell.type("fg")
    shell.wait_for("exec cat'")
    shell.press(b"\x04")
    shell.wait_for("inner>")
    shell.type("exit 9")
    _code(shell, 9)


def test_the_terminal_stays_one(shell: Child, way: str) -> None:
    shell.type(f"{way} sh -c 'test -t 0 && test -t 1 && test -t 2 && tty && stty size'")
    shell.wait_for("/dev/pts/")
    _code(shell, 0)


@pytest.mark.parametrize("form", ALL)
def test_a_terminal_that_goes_away_ends_it(form: str, tmp_path: Path, runtime: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    leads = (*ALL[form], "sh", "-c", f"exec 3>{told}; echo ready >&3; exec sleep 1000")
    child = start(["/usr/bin/env", *leads], {"PYTHONPATH": os.pathsep.join(sys.path)})
    with told.open("rb", buffering=0) as reader:
        assert reader.read(6) == b"ready\n"
        os.close(child.tty)
        assert reader.read() == b""  # nobody is left who holds the other end
    _, status = os.waitpid(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGHUP
    assert list(runtime.rglob("run-*")) == []
