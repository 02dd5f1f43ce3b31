"""Copying a secret, with an honest word on which clipboard took it and when it is cleared.

The first of these that works takes the text: the desktop's clipboard of a local
session, tmux's buffer, the terminal itself (OSC 52, which never answers). A helper
process holds and clears it, because clearing must survive the end of this program.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import which
from typing import Final

from vaulttui import paths
from vaulttui.errors import InvalidValue, Missing
from vaulttui.secret import Secret

OSC52_LIMIT: Final = 6000
"""Bytes before base64: several terminals drop longer ones without a word."""
DESKTOP, TMUX, TERMINAL = "desktop", "tmux", "terminal"
TAKEN: Final = b"+"
"""What the helper process answers when a clipboard took the text."""
_TTY: Final = "/dev/tty"


@dataclass(frozen=True, slots=True)
class CopyResult:
    """What took the text (``desktop``, ``tmux``, ``terminal``), and the sentence for the user."""

    way: str
    seconds: int
    sentence: str


_SENTENCES: Final = {
    DESKTOP: "Copied to the clipboard; it is cleared in {seconds} s unless it has changed by then.",
    TMUX: (
        "Copied to tmux's buffer, and sent through it to the terminal (unconfirmed); "
        "both are overwritten in {seconds} s unless tmux's buffer has changed by then."
    ),
    TERMINAL: (
        "Sent to the terminal (unconfirmed); whatever its clipboard holds in {seconds} s "
        "is overwritten then."
    ),
}


def copy(secret: Secret, seconds: int) -> CopyResult:
    """Give the text to the first clipboard that takes it, and have it cleared later.

    InvalidValue where it is not UTF-8 or too large for the terminal, Missing where
    there is no clipboard at all.
    """
    _refuse_bytes(secret)
    for way, there in _WAYS.items():
        if there() and _take(way, secret, seconds):
            return CopyResult(way, seconds, _SENTENCES[way].format(seconds=seconds))
    raise Missing(
        "There is no clipboard here: no desktop, no tmux, no terminal.",
        hint="Use `vaulttui get` without --clip, or with --out PATH.",
    )


def _desktop() -> bool:
    if os.environ.get("SSH_TTY") or os.environ.get("SSH_CONNECTION"):
        return False  # a forwarded display is not where the person sits
    shown = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    return sys.platform == "darwin" or bool(shown)


def _tmux() -> bool:
    return bool(os.environ.get("TMUX")) and which("tmux") is not None


def _terminal() -> bool:
    try:
        os.close(os.open(_TTY, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


_WAYS: Final[dict[str, Callable[[], bool]]] = {
    DESKTOP: _desktop,
    TMUX: _tmux,
    TERMINAL: _terminal,
}


def _take(way: str, secret: Secret, seconds: int) -> bool:
    """Let the helper process take the text by one way; it answers with one byte when it has."""
    if way == TERMINAL and len(secret) > OSC52_LIMIT:
        raise InvalidValue(
            "The value is too large for a terminal's clipboard.",
            hint="Write it into a file with `vaulttui get --out PATH`.",
        )
    with _tty(way) as tty:
        words = [way, str(seconds), str(paths.state_folder()), str(tty)]
        holder = subprocess.Popen(
            [sys.executable, "-P", "-m", "vaulttui.host.clipboard_holder", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if tty < 0 else (tty,),
            cwd="/",
        )
        # What is started ends at once, and leaves behind a process that nobody waits for.
        answer, _ = holder.communicate(secret.reveal())
    return answer == TAKEN


@contextmanager
def _tty(way: str) -> Iterator[int]:
    """The terminal's descriptor where it is needed: a helper of its own session cannot open it."""
    if way != TERMINAL:
        yield -1
        return
    tty = os.open(_TTY, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        yield tty
    finally:
        os.close(tty)


def _refuse_bytes(secret: Secret) -> None:
    try:
        secret.reveal().decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(
            "The value is not text, which is all that a clipboard takes.",
            hint="Write it into a file with `vaulttui get --out PATH`.",
        ) from None
