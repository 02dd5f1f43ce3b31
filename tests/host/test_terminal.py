"""Questions on a real terminal: what is shown, what is not, and how one leaves."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.host.pty_child import Child, start
from vaulttui.errors import AnswerNeeded
from vaulttui.host.terminal import Terminal

ASK = """
import sys, termios
from vaulttui.errors import VaulttuiError
from vaulttui.host.terminal import Terminal
terminal = Terminal()
try:
    {what}
except VaulttuiError as error:
    print(error.code, error.message)
    sys.exit(error.exit_code)
except KeyboardInterrupt:
    print("interrupted, echo", bool(termios.tcgetattr(0)[3] & termios.ECHO))
    sys.exit(130)
"""


def asking(what: str) -> Child:
    return start([sys.executable, "-c", ASK.format(what=what)])


def test_a_secret_is_not_shown() -> None:
    child = asking('print(len(terminal.ask_secret("Passphrase: ")))')
    child.wait_for("Passphrase: ")
    child.type("hunter2é")
    code, shown = child.end()
    assert code == 0
    assert b"hunter2" not in shown
    assert b"9" in shown


def test_typed_ahead_counts() -> None:
    child = asking('print(len(terminal.ask_secret_twice("New: ")))')
    child.wait_for("New: ")
    child.press(b"same one\nsame one\n")
    code, shown = child.end()
    assert (code, b"8" in shown) == (0, True)


def test_twice_and_different() -> None:
    child = asking('terminal.ask_secret_twice("New: ")')
    child.wait_for("New: ")
    child.type("one")
    child.wait_for("again: ")
    child.type("two")
    code, shown = child.end()
    assert code == 7
    assert b"not the same" in shown


def test_standard_input_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("from the pipe")
    child = start(
        ["/bin/sh", "-c", f'exec {sys.executable} -c "$ASK" < {data}'],
        {"ASK": ASK.format(what='terminal.ask_secret("P: "); print(sys.stdin.read())')},
    )
    child.wait_for("P: ")
    child.type("typed")
    code, shown = child.end()
    assert (code, b"from the pipe" in shown) == (0, True)


def test_control_c_restores_the_echo() -> None:
    child = asking('terminal.ask_secret("P: ")')
    child.wait_for("P: ")
    child.press(b"\x03")
    child.wait_for("interrupted, echo True")
    assert child.end()[0] == 130


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_killed_with_the_echo_restored(number: signal.Signals) -> None:
    child = asking('terminal.ask_secret("P: ")')
    child.wait_for("P: ")
    os.kill(child.pid, number)
    code, _ = child.end()
    assert code == 128 + number


def test_suspended_and_back() -> None:
    # A job of its own, as a shell would have it: the leader of a session is never stopped.
    program = ASK.format(what='print(len(terminal.ask_secret("P: ")))')
    child = start([sys.executable, "-c", JOB, program])
    child.wait_for("P: ")
    child.press(b"\x1a")
    child.wait_for("stopped, echo on")
    child.wait_for("P: ")
    child.type("abc")
    child.wait_for("3")
    assert child.end()[0] == 0


JOB = """
import os, signal, sys, termios
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
_, status = os.waitpid(pid, os.WUNTRACED)
assert os.WIFSTOPPED(status), status
echo = termios.tcgetattr(0)[3] & termios.ECHO
print("stopped, echo", "on" if echo else "off", flush=True)
os.tcsetpgrp(0, pid)
os.kill(pid, signal.SIGCONT)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_control_d_is_no_answer() -> None:
    child = asking('terminal.ask_secret("P: ")')
    child.wait_for("P: ")
    child.press(b"\x04")
    assert child.end()[0] == 130


def test_a_line_that_the_terminal_cuts_is_refused() -> None:
    child = asking('terminal.ask_secret("P: ")')
    child.wait_for("P: ")
    for _ in range(50):
        child.press(b"x" * 100)
    child.type("")
    code, shown = child.end()
    assert code == 7
    assert b"longer than a terminal" in shown


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("yes", 0), ("n", 1), ("", 1)])
def test_confirm(answer: str, code: int) -> None:
    child = asking('terminal.confirm("Really?")')
    child.wait_for("Really? [y/N] ")
    child.type(answer)
    assert child.end()[0] == code


def test_yes_answers_confirmations_only() -> None:
    terminal = Terminal(no_input=True, yes=True)
    terminal.confirm("Really?")
    with pytest.raises(AnswerNeeded):
        terminal.ask_secret("P: ")


def test_no_terminal(tmp_path: Path) -> None:
    terminal = Terminal(path=str(tmp_path / "none"))
    assert not terminal.answers
    with pytest.raises(AnswerNeeded, match="no terminal: Passphrase"):
        terminal.ask_secret("Passphrase: ")
