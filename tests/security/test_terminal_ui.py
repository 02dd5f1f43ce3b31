"""No canary leaves the terminal UI: the real program on a terminal of its own."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.security.memory import memory_of
from tests.security.stage import Stage, fill
from tests.security.terminal import Terminal
from tests.security.watching import Watch

ESCAPE = "\x1b"
IN_MEMORY = ("passphrase", "typed", "vault key", "password", "former", "pin", "note", "seed")


@dataclass
class Visit:
    """What was on the terminal at each stop of one visit, and what memory held."""

    stage: Stage
    shown: dict[str, bytes] = field(default_factory=dict)
    held: dict[str, list[str]] = field(default_factory=dict)
    private: dict[str, bool] = field(default_factory=dict)
    watch: Watch = field(init=False)
    code: int = -1

    def stop(self, terminal: Terminal, name: str) -> None:
        terminal.rest()
        self.shown[name] = terminal.cut()

    def scan(self, terminal: Terminal, name: str) -> None:
        self.held[name] = memory_of(terminal.pid, self.stage.canaries, IN_MEMORY)
        self.private[name] = is_private(terminal.pid)


def is_private(pid: int) -> bool:
    """Whether the kernel gives the process to nobody but root, and writes no core of it."""
    owner = os.stat(f"/proc/{pid}/environ").st_uid
    limits = Path(f"/proc/{pid}/limits").read_text("ascii")
    # The hard limit stays as it was given: a program that takes this one's place may need it.
    core = re.search(r"Max core file size +(\S+) ", limits)
    return owner == 0 and core is not None and core.group(1) == "0"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """One visit, once for all tests of this file."""
    stage = Stage(tmp_path_factory.mktemp("canaries") / "stage")
    fill(stage)
    visit = Visit(stage)
    with Watch(stage.canaries) as visit.watch:
        terminal = stage.open("--vault", str(stage.vault))
        try:
            _unlock(visit, terminal)
            _browse(visit, terminal)
            _reveal(visit, terminal)
            _lock(visit, terminal)
            terminal.press("\x11")
            visit.code = terminal.end()
        finally:
            terminal.kill()
    return visit


def _unlock(visit: Visit, terminal: Terminal) -> None:
    canaries = visit.stage.canaries
    terminal.wait_for("Passphrase", "Quit")
    visit.stop(terminal, "locked")
    terminal.press(canaries.text("typed") + "\r")
    terminal.wait_for("does not fit")
    visit.stop(terminal, "wrong")
    # What was typed wrong is selected: typing replaces it.
    terminal.press(canaries.text("passphrase"))
    visit.stop(terminal, "typed")
    terminal.press("\r")
    terminal.wait_for("Notebook", "Wiki", "Reveal")
    visit.stop(terminal, "opened")


STOPS = (
    ("filter", "/", "words, type:"),
    ("filter typed", "wik", "1 of 2"),
    ("chosen", "\r", "Wiki"),
    ("detail", "l", "Password"),
    ("down", "jjj", ""),
    ("help", "?", "Keys here"),
    ("help left", ESCAPE, "Credential"),
    ("form", "e", "kept; type to replace it"),
    ("form left", ESCAPE, "Credential"),
    ("history", "y", "History of"),
    ("history left", "q", "Credential"),
    ("palette", "\x10", "a part of a name"),
    ("palette left", ESCAPE, "All"),
    ("first field", "kkkkkk", ""),
    ("password", "j", ""),
)


def _browse(visit: Visit, terminal: Terminal) -> None:
    for name, keys, shown in STOPS:
        terminal.press(keys)
        terminal.wait_for(shown)
        visit.stop(terminal, name)


def _reveal(visit: Visit, terminal: Terminal) -> None:
    terminal.press("r")
    terminal.wait_for(visit.stage.canaries.text("password"))
    visit.stop(terminal, "revealed")
    visit.scan(terminal, "open")
    terminal.press("r")
    visit.stop(terminal, "masked")


def _lock(visit: Visit, terminal: Terminal) -> None:
    terminal.press("L")
    terminal.wait_for("Locked.", "Passphrase", "Quit")
    visit.stop(terminal, "locked again")
    visit.scan(terminal, "locked")


def test_browse_and_filter_show_no_secret(visit: Visit) -> None:
    told = {name: visit.stage.canaries.on_screen(shown) for name, shown in visit.shown.items()}
    # While a value is revealed, its countdown paints it again.
    revealed = {one.partition(" ")[0] for one in told.pop("revealed") + told.pop("masked")}
    assert {name for name, _, _ in STOPS} < set(told)
    assert {name: found for name, found in told.items() if found} == {}
    assert revealed == {"password"}


def test_what_is_public_was_seen(visit: Visit) -> None:
    assert b"Notebook" in visit.shown["opened"]
    assert b"ada" in b"".join(visit.shown.values())
    assert b"Locked." in visit.shown["locked again"]
    assert visit.code == 0


def test_memory_after_a_lock_holds_nothing(visit: Visit) -> None:
    before = {one.partition(" (")[0] for one in visit.held["open"]}
    assert {"passphrase", "vault key", "password"} <= before
    assert visit.held["locked"] == []


def test_the_process_is_private_before_and_after(visit: Visit) -> None:
    assert visit.private == {"open": True, "locked": True}


def test_no_file_and_no_process_holds_a_secret(visit: Visit) -> None:
    assert visit.watch.saw(b"vaulttui", f"VAULTTUI_HOME={visit.stage.home}".encode())
    assert visit.watch.leaks == []
    assert visit.stage.written() == []


def test_no_library_kept_a_log(visit: Visit) -> None:
    left = {path.name for path in visit.stage.root.iterdir()}
    assert left == {"own", "home", "tmp", "work"}
    assert list(visit.stage.work.iterdir()) == []
