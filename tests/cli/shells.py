"""Real shells on a terminal, in which TAB is pressed and the words that came of it are read.

``vaulttui`` is a function there: it writes its arguments to a file, each followed by NUL.
All keys are pressed at once, as a quick person does: a shell reads what follows a TAB when it
has completed, so that nothing waits for it.
"""

import fcntl
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.host.pty_child import Child, start

READY: Final = "ready> "
RAN: Final = "it-ran"
_ESCAPES: Final = re.compile(rb"\x1b(\[[0-9;?=>]*[a-zA-Z]|\].*?(\x07|\x1b\\)|[()][A-Z0-9]|[=>])")
_SIZE: Final = struct.pack("4H", 50, 250, 0, 0)

_POSIX: Final = """
vaulttui() { printf '%s\\0' "$@" >"$ARGS"; printf 'it-%s\\n' ran; }
"""
_BASH: Final = (
    "PS1='ready> '\nbind 'set bell-style none' 'set enable-bracketed-paste off'\n"
    "bind 'set page-completions off'\nbind 'set completion-query-items 0'\n" + _POSIX
)
_ZSH: Final = (
    "PS1='ready> '\nunsetopt zle_bracketed_paste prompt_sp beep\n"
    "autoload -Uz compinit; compinit -u -D\n" + _POSIX
)
_FISH: Final = """
function fish_prompt; printf 'ready> '; end
function fish_greeting; end
set -g fish_autosuggestion_enabled 0
function vaulttui; printf '%s\\0' $argv >$ARGS; printf 'it-%s\\n' ran; end
"""
_SETUP: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
_WORDS: Final = {
    "bash": ("--noprofile", "--rcfile", "{}", "-i"),
    "zsh": ("-d", "-i"),
    "fish": ("--no-config", "-i", "--init-command", "source {}"),
}
SHELLS: Final = tuple(_SETUP)


@dataclass
class Shell:
    """One shell at its prompt; ``folder`` is where it stands, empty but for what it made."""

    name: str
    child: Child
    folder: Path
    args: Path

    def words(self, typed: str, tabs: int = 1) -> list[str]:
        """What the program was given after TAB was pressed behind ``typed``, and then enter."""
        self._enter(typed, tabs)
        return self.args.read_bytes().decode().split("\0")[:-1]

    def shown(self, typed: str, tabs: int = 1) -> str:
        """What the terminal showed of it, without what moves the cursor."""
        return _ESCAPES.sub(b"", self._enter(typed, tabs)).decode()

    def do(self, line: str) -> None:
        """Run a line of the shell's own."""
        self._enter(f"{line}; vaulttui", 0)

    def close(self) -> None:
        """End it, whatever it does."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.end()

    def _enter(self, typed: str, tabs: int) -> bytes:
        self.child.shown = b""
        self.child.press(typed.encode() + b"\t" * tabs + b"\r")
        shown = self.child.wait_for(RAN)
        self.child.wait_for(READY)
        return shown


def script(shell: str) -> str:
    """What the program prints for a shell."""
    words = [sys.executable, "-P", "-m", "vaulttui", "completion", shell]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def open_shell(name: str, place: Path, variables: Mapping[str, str]) -> Shell:
    """A shell with the completion, in an empty folder."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    folder = place / "work"
    folder.mkdir(parents=True)
    rc, args = place / (".zshrc" if name == "zsh" else "rc"), place / "args"
    rc.write_text(f"{_SETUP[name]}\n{script(name)}")
    words = [word.format(rc) for word in _WORDS[name]]
    child = start(
        ["/usr/bin/env", f"--chdir={folder}", program, *words],
        {**variables, "ZDOTDIR": str(place), "ARGS": str(args), "LC_ALL": "C.UTF-8",
         "TERM": "xterm", "HOME": str(place)},
    )  # fmt: skip
    fcntl.ioctl(child.tty, termios.TIOCSWINSZ, _SIZE)
    child.wait_for(READY)
    return Shell(name, child, folder, args)
