"""Signals sent to a run reach its program as they reach one under env(1), in both forms."""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.host.forms import ENV, FORMS, PROBE, Process, name, start
from tests.host.pty_child import PATIENCE
from tests.security.watching import wait_until

DEADLY: Final = (
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL, signal.SIGUSR1,
    signal.SIGUSR2, signal.SIGALRM, signal.SIGSEGV, signal.SIGABRT, signal.SIGRTMIN,
)  # fmt: skip
CAUGHT: Final = (
    signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE,
    signal.SIGALRM, signal.SIGWINCH, signal.SIGCONT, signal.SIGURG, signal.SIGSEGV,
    signal.SIGTTIN, signal.SIGTTOU, signal.SIGXCPU, signal.SIGRTMAX,
)  # fmt: skip
STOPPING: Final = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
WAITS: Final = ("sh", "-c", "echo ready; exec cat")


def _waits(process: Process) -> None:
    assert process.read_line() == b"ready\n"


@pytest.mark.parametrize("number", DEADLY, ids=name)
def test_a_deadly_signal(form: str, number: int) -> None:
    codes = []
    for way in (FORMS[form], ENV):
        with start(way, *WAITS) as process:
            _waits(process)
            process.send_signal(number)
            codes.append(process.wait())
    assert codes == [-number, -number]


@pytest.mark.parametrize("number", CAUGHT, ids=name)
def test_a_signal_that_is_caught_comes_once(form: str, number: int) -> None:
    for way in (FORMS[form], ENV):
        with start(way, *PROBE) as process:
            _waits(process)
            # Python, as which the waiter begins, drops SIGPIPE until it is up.
            process.send_signal(signal.SIGUSR1)
            assert process.read_line() == b"<%d>\n" % signal.SIGUSR1
            process.send_signal(number)
            assert process.read_line() == b"<%d>\n" % number
            process.send_signal(signal.SIGTERM)
            out, _ = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out) == (7, b"<15>\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=name)
def test_a_program_that_ignores_a_signal(form: str, number: int) -> None:
    ignores = ("sh", "-c", f"trap '' {number:d}; echo ready; read line; echo $line; exit 3")
    with start(FORMS[form], *ignores) as process:
        _waits(process)
        process.send_signal(number)
        process.say(b"still here\n")
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (3, b"still here\n")


@pytest.mark.parametrize("number", STOPPING, ids=name)
def test_stopping_and_going_on(form: str, number: int) -> None:
    for way in (FORMS[form], ENV):
        with start(way, *WAITS) as process:
            _waits(process)
            for _ in range(3):
                process.send_signal(number)
                _, status = os.waitpid(process.pid, os.WUNTRACED)
                assert (os.WIFSTOPPED(status), os.WSTOPSIG(status)) == (True, number)
                process.send_signal(signal.SIGCONT)
                process.say(b"again\n")
                assert process.read_line() == b"again\n"
            process.communicate(timeout=PATIENCE)
            assert process.returncode == 0


def test_a_program_that_stops_itself(form: str) -> None:
    with start(FORMS[form], "sh", "-c", "kill -STOP $$; exit 4") as process:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert (os.WIFSTOPPED(status), os.WSTOPSIG(status)) == (True, signal.SIGSTOP)
        process.send_signal(signal.SIGCONT)
        assert process.wait() == 4


def test_a_stopped_program_that_is_killed(form: str) -> None:
    with start(FORMS[form], *WAITS) as process:
        _waits(process)
        process.send_signal(signal.SIGTSTP)
        os.waitpid(process.pid, os.WUNTRACED)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        assert process.wait() == -signal.SIGTERM


def test_what_the_program_sends_to_its_group_does_not_come_back(form: str) -> None:
    sends = (
        "import os, signal; held = {signal.SIGUSR1}; signal.pthread_sigmask(0, held);"
        "os.kill(0, signal.SIGUSR1); signal.sigwait(held); os.write(1, b'ready\\n');"
        "os.read(0, 1); os.write(1, bytes(map(int, signal.sigpending()))); os._exit(0)"
    )
    with start(FORMS[form], sys.executable, "-ISc", sends) as process:
        _waits(process)
        process.send_signal(signal.SIGCONT)
        out, _ = process.communicate(b"\n", PATIENCE)
    assert (process.returncode, out) == (0, b"")


def test_an_alarm_set_before_rings_in_the_program(form: str) -> None:
    def set_alarm() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.7)

    with start(FORMS[form], *WAITS, preexec_fn=set_alarm) as process:
        assert process.wait() == -signal.SIGALRM


def test_the_waiter_dies_without_a_core(tmp_path: Path, runtime: Path) -> None:
    with start(FORMS["files"], *WAITS, cwd=tmp_path) as process:
        _waits(process)
        limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
        process.send_signal(signal.SIGQUIT)
        assert process.wait() == -signal.SIGQUIT
    (core,) = (line for line in limits.splitlines() if "core file" in line)
    assert core.split()[4] == "0"
    assert list(runtime.rglob("run-*")) == []


def _opened(process: Path) -> set[str]:
    found = set()
    for one in (process / "fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.add(os.readlink(one))
    return found


def test_the_waiter_holds_nothing(runtime: Path) -> None:
    with start(FORMS["files"], *WAITS) as process:
        _waits(process)
        waiter = Path(f"/proc/{process.pid}")
        wait_until(lambda: b"waiter.py" in (waiter / "cmdline").read_bytes())
        (folder,) = (runtime / "vaulttui").iterdir()
        its_own = {os.devnull, str(folder)}

        def holds_nothing_else() -> bool:
            opened = _opened(waiter)
            return its_own <= opened and all("waiter" in one for one in opened - its_own)

        # While Python starts, it reads files of its own.
        wait_until(holds_nothing_else)
        assert b"X=1" not in (waiter / "environ").read_bytes().split(b"\0")
        process.communicate(timeout=PATIENCE)
