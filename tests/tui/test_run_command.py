"""Running a command from the screen, on a real terminal: it has the terminal, and gives it back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.samples import make_vault
from tests.tui.test_terminal import Terminal, unlock
from vaulttui.operations import assignments, projects, types
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret

BACK = "Press a key"
FILED = """
id = "filed"
name = "Filed"
version = 1
kind = "cloud"
[[fields]]
id = "key"
label = "Key"
kind = "secret"
required = true
[injectors.env]
KEYFILE = "{{ tower.filename }}"
KEYTEXT = "{{ key }}"
[injectors.file]
template = "{{ key }}"
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    path = tmp_path / "vault.vtv"
    session = make_vault(path)
    types.add(session, FILED)
    made = Edits(name="Key of Mail", values={"key": Given(Secret(b"in-the-file"))})
    assignments.assign(
        session, add(session, "filed", made), [projects.create(session, None, "shop")]
    )
    session.close()
    running = Terminal("--vault", str(path))
    unlock(running)
    yield running
    running.close()


def run(terminal: Terminal, command: str) -> int:
    """Run it with the credential under the cursor."""
    before = terminal.type("!")
    terminal.wait_for("Command", since=before)
    before = terminal.type(command)
    terminal.type("\r")
    return before


def back(terminal: Terminal) -> None:
    before = terminal.type("x")
    terminal.wait_for("ended with", since=before)


def test_it_is_given_values_and_files_that_are_gone_when_it_ends(
    terminal: Terminal, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    before = run(terminal, f"sh -c 'echo $KEYFILE >{kept}; cat $KEYFILE; echo .$KEYTEXT.; exit 3'")
    terminal.wait_for("in-the-file.in-the-file.", since=before)
    terminal.wait_for("ended with exit code 3", since=before)
    given = Path(kept.read_text().strip())
    assert given.is_absolute()
    assert not given.exists()
    assert not given.parent.exists()
    back(terminal)
    terminal.type("q")
    assert terminal.exit_code() == 0


def test_it_can_be_ended_while_a_program_runs(terminal: Terminal) -> None:
    before = run(terminal, "sh -c 'echo be\"\"gun; exec cat'")
    terminal.wait_for("begun", since=before)
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.exit_code() == -signal.SIGTERM


def test_control_c_and_z_reach_the_program_alone(terminal: Terminal) -> None:
    before = run(terminal, "sh -c 'echo be\"\"gun; exec cat'")
    terminal.wait_for("begun", since=before)
    before = terminal.type("\x1a")
    terminal.type("goes on\r")
    terminal.wait_for("goes on", since=before)
    before = terminal.type("\x03")
    terminal.wait_for("exit code 130", since=before)
    terminal.wait_for(BACK, since=before)
    back(terminal)
    before = run(terminal, "no-such-program-here")
    terminal.wait_for("There is no command", since=before)
    terminal.wait_for(BACK, since=before)
    back(terminal)
    terminal.type("q")
    assert terminal.exit_code() == 0
