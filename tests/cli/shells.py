"""Real shells on a terminal, in which TAB is pressed and the words that came of it are read.

``vaulttui`` is a function there: it writes its arguments to a file, each followed by NUL.
"""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.host.pty_child import PATIENCE, Child, start

READY: Final = "ready> "
TAB: Final = b"\t"
_ESCAPES: Final = re.compile(rb"\x1b(\[[0-9;?=>]*[a-zA-Z]|\].*?(\x07|\x1b\\)|[()][A-Z0-9]|[=>])")

_FISH: Final = """
function fish_prompt; printf 'ready> '; end
function fish_greeting; end
set -g fish_color_autosuggestion normal
set -g fish_autosuggestion_enabled 0
function vaulttui; printf '%s\\0' $argv >$ARGS.new; mv $ARGS.new $ARGS; end
source $SCRIPT
"""
_POSIX: Final = """
vaulttui() { printf '%s\\0' "$@" >"$ARGS.new"; mv "$ARGS.new" "$ARGS"; }
"""
_BASH: Final = (
    "PS1='ready> '\nbind 'set bell-style none' 'set enable-bracketed-paste off'\n"
    "bind 'set page-completions off'\nbind 'set completion-query-items 0'\n" + _POSIX
)
_ZSH: Final = "PS1='ready> '\nunsetopt zle_bracketed_paste prompt_sp beep\n" + _POSIX
_STARTS: Final = {
    "bash": ["--noprofile", "--rcfile", "RC", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["-N", "-i", "--init-command", "source RC"],
}


@dataclass
class Shell:
    """One shell at its prompt; ``folder`` is where it stands, empty but for what it made."""

    child: Child
    folder: Path
    args: Path

    def words(self, typed: str, tabs: int = 1) -> list[str]:
        """What the program was given after TAB was pressed behind ``typed``, and then enter."""
        self.args.unlink(missing_ok=True)
        self.shown(typed, tabs)
        self.child.shown = b""
        self.child.press(b"\r")
        self._wait_for_args()
        self.child.wait_for(READY)
        return self.args.read_bytes().decode().split("\0")[:-1]

    def shown(self, typed: str, tabs: int = 2) -> bytes:
        """What the terminal showed of a completion, without what moves the cursor."""
        self.child.press(typed.encode())
        before = self._settled()
        for _ in range(tabs):
            self.child.press(TAB)
            before += self._settled()
        return _ESCAPES.sub(b"", before)

    def clear(self) -> None:
        """Throw away the line."""
        self.child.shown = b""
        self.child.press(b"\x03")
        self.child.wait_for(READY)

    def _wait_for_args(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.args.exists():
            assert time.monotonic() < end, self.child.shown
            self._read(0.02)

    def _settled(self) -> bytes:
        """All until the shell has been quiet for longer than a completion takes."""
        shown = b""
        while part := self._read(0.7):
            shown += part
        return shown

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self.child.tty], [], [], seconds)
        part = os.read(self.child.tty, 1 << 16) if ready else b""
        self.child.shown += part
        return part


def script(shell: str) -> str:
    """What the program prints for a shell."""
    words = [sys.executable, "-P", "-m", "vaulttui", "completion", shell]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def open_shell(name: str, place: Path) -> Shell:
    """A shell with the completion, in an empty folder."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    folder = place / "work"
    folder.mkdir()
    rc, source, args = place / "rc", place / "script", place / "args"
    source.write_text(script(name))
    setup = {"bash": _BASH, "zsh": _ZSH + "autoload -Uz compinit; compinit -u -D\n", "fish": _FISH}
    rc.write_text(setup[name] + ("" if name == "fish" else f"source '{source}'\n"))
    words = [str(rc) if word == "RC" else word for word in _STARTS[name]]
    words = [word.replace("RC", str(rc)) if " " in word else word for word in words]
    variables = {"ARGS": str(args), "SCRIPT": str(source), "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    before = os.getcwd()
    os.chdir(folder)
    try:
        child = start([program, *words], variables)
    finally:
        os.chdir(before)
    child.wait_for(READY if name != "zsh" else "% " if os.geteuid() else "# ")
    shell = Shell(child, folder, args)
    if name == "zsh":
        child.press(f"source '{rc}'\r".encode())
        child.wait_for(READY)
    return shell
