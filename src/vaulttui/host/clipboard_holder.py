"""The helper process that holds a copied secret, and clears it when its time is over.

``python -m vaulttui.host.clipboard_holder WAY SECONDS STATE_FOLDER TTY``, with the secret
on standard input. The first process ends at once; the one it leaves behind writes ``+``
to standard output when a clipboard took the text, or ends without a word.
"""

import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vaulttui.host.clipboard import DESKTOP, TAKEN, TERMINAL, TMUX
from vaulttui.host.hardening import harden

_BUFFER: Final = "vaulttui"
_STEP: Final = 1.0
# What overwrites where nothing can be emptied: many terminals pass over an empty text.
_BLANK: Final = b" "
_TRUNCATE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Way:
    """One clipboard: ``take`` says whether it took the text, ``clear`` clears the unchanged."""

    take: Callable[[bytes], bool]
    clear: Callable[[bytes], None]


def main(arguments: list[str]) -> None:
    """Fork, hold, wait, clear."""
    harden()
    way_name, seconds, state, tty = arguments
    text = sys.stdin.buffer.read()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    way = _terminal(int(tty)) if way_name == TERMINAL else _WAYS[way_name]()
    if not way.take(text):
        return
    mark = _Mark(Path(state))
    _answer()
    _wait(float(seconds))
    if mark.stands():
        way.clear(text)


class _Mark:
    """Tells the helper of an earlier copy that a later one has taken its place."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "clipboard"
        self._own = secrets.token_hex(8)
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self._path, _TRUNCATE, 0o600), "w") as file:
                file.write(self._own)

    def stands(self) -> bool:
        try:
            return self._path.read_text("ascii") == self._own
        except (OSError, ValueError):
            return True


def _answer() -> None:
    os.write(1, TAKEN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)


def _wait(seconds: float) -> None:
    # In steps by a clock that counts while the machine sleeps: a lid closed is no reprieve.
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    end = time.clock_gettime(clock) + seconds
    while (left := end - time.clock_gettime(clock)) > 0:
        time.sleep(min(left, _STEP))


# The desktop's clipboard


def _desktop() -> Way:
    return _wayland() if _marks_secrets() else _library()


def _library() -> Way:
    def take(text: bytes) -> bool:
        import copykitten

        try:
            copykitten.copy(text.decode("utf-8"))
        except copykitten.CopykittenError:
            return False
        return True

    def clear(text: bytes) -> None:
        import copykitten

        with contextlib.suppress(copykitten.CopykittenError):
            if copykitten.paste() == text.decode("utf-8"):
                copykitten.clear()

    return Way(take, clear)


def _marks_secrets() -> bool:
    """Whether wl-copy can tell clipboard managers to keep the text out of their history."""
    if not os.environ.get("WAYLAND_DISPLAY"):
        return False
    return b"--sensitive" in _run("wl-copy", "--help")[1]


def _wayland() -> Way:
    def clear(text: bytes) -> None:
        if _run("wl-paste", "--no-newline") == (True, text):
            _run("wl-copy", "--clear")

    return Way(lambda text: _run("wl-copy", "--sensitive", given=text, keep=False)[0], clear)


# tmux


def _tmux() -> Way:
    def take(text: bytes) -> bool:
        return _run("tmux", "load-buffer", "-w", "-b", _BUFFER, "-", given=text)[0]

    def clear(text: bytes) -> None:
        if _run("tmux", "show-buffer", "-b", _BUFFER) == (True, text):
            take(_BLANK)
            _run("tmux", "delete-buffer", "-b", _BUFFER)

    return Way(take, clear)


# The terminal


def _terminal(tty: int) -> Way:
    def take(text: bytes) -> bool:
        sequence = b"\x1b]52;c;" + base64.b64encode(text) + b"\x07"
        try:
            while sequence:
                sequence = sequence[os.write(tty, sequence) :]
        except OSError:
            return False
        return True

    def clear(_text: bytes) -> None:
        take(_BLANK)

    return Way(take, clear)


_WAYS: Final[dict[str, Callable[[], Way]]] = {DESKTOP: _desktop, TMUX: _tmux}


def _run(*words: str, given: bytes = b"", keep: bool = True) -> tuple[bool, bytes]:
    """Whether a command succeeded, and what it wrote; ``keep=False`` for one that stays behind."""
    try:
        done = subprocess.run(
            words,
            input=given,
            stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False, b""
    return done.returncode == 0, done.stdout or b""


if __name__ == "__main__":
    main(sys.argv[1:])
