"""A mistake of the program tells where it is, and nothing of what was in its hands."""

import sys
from pathlib import Path
from typing import Final

import pytest

from tests.security.stage import Stage, fill
from tests.security.terminal import Terminal

CRASHING: Final = Path(__file__).with_name("crashing.py")
TOLD: Final = "did not expect"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("crashes") / "stage")
    fill(stage)
    stage.keep("typed")
    return stage


def words(stage: Stage, kind: str, *arguments: str) -> list[str]:
    return [sys.executable, "-P", str(CRASHING), kind, str(stage.own / "typed"), *arguments]


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
@pytest.mark.parametrize("kind", ["command", "command-thread", "command-unraisable"])
def test_a_command(stage: Stage, kind: str, options: tuple[str, ...]) -> None:
    done = stage.start(words(stage, kind, "list", *options))
    assert done.code == (1 if kind == "command" else 0)
    assert TOLD.encode() in done.err
    assert b"ValueError" in done.err
    assert b"Traceback" not in done.err
    assert stage.canaries.among(done.shown) == []


def unlocked(stage: Stage, kind: str) -> Terminal:
    terminal = stage.open_words(words(stage, kind, "--vault", str(stage.vault)))
    terminal.wait_for("Passphrase", "Quit")
    terminal.press(stage.canaries.text("passphrase") + "\r")
    terminal.wait_for("Notebook", "Wiki", "Reveal")
    terminal.rest()
    return terminal


@pytest.mark.parametrize("kind", ["handler", "timer", "worker", "thread", "unraisable"])
def test_the_terminal_ui(stage: Stage, kind: str) -> None:
    terminal = unlocked(stage, kind)
    terminal.cut()
    terminal.press("r")
    if kind in ("thread", "unraisable"):
        # Standard error is behind the screen here: it is enough that the program goes on.
        terminal.rest()
    else:
        terminal.wait_for(TOLD)
    if kind not in ("handler", "timer"):
        terminal.press("\x11")
    code = terminal.end()
    assert (code != 0) == (kind in ("handler", "timer"))
    shown = b"".join(terminal.parts)
    assert stage.canaries.on_screen(shown) == []
    assert b"Traceback" not in shown
    assert stage.written() == []


def test_the_running_terminal_ui_cannot_be_dumped(stage: Stage) -> None:
    terminal = unlocked(stage, "dumpable")
    terminal.press("r")
    note = stage.own / "dumpable"
    terminal.wait_until(note.exists, "the answer of prctl")
    terminal.press("\x11")
    assert terminal.end() == 0
    # Zero is "not dumpable": its memory and environment are root's alone, whoever runs it.
    assert note.read_text("ascii").split()[0] == "0"
