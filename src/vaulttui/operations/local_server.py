"""The local server as a process of its own: started, listened to, and ended by another.

It ends with whoever started it, however that ends: then its lifeline does.
"""

import json
import os
import select
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO, Final, cast

import msgspec

from vaulttui.domain.text import safe_text
from vaulttui.errors import VaulttuiError
from vaulttui.operations.serving import HANDED_VARIABLE, Asked, Handed, Serving, arguments, pack_key
from vaulttui.session.session import Session

LATEST: Final = 500
"""How many requests are kept."""
_COMMAND: Final = ("-P", "-m", "vaulttui", "serve", "--json", "--no-input")
_PATIENCE: Final = 20.0
_GRACE: Final = 3.0
_WORDS_LIMIT: Final = 4096
_REFUSED: Final = 400


class Served:
    """A server: where it listens, what it was asked, and once it has ended, ``over`` says why.

    ``latest`` has the newest request first. ``over`` is empty where the end was asked for.
    """

    def __init__(self, url: str, token_file: str, dialects: Sequence[str]) -> None:
        self.url = url
        self.token_file = token_file
        self.dialects = dialects
        self.latest: deque[Asked] = deque(maxlen=LATEST)
        self.total = 0
        self.refused = 0
        self.lost = 0
        self.over: str | None = None

    @property
    def port(self) -> int:
        """Where at 127.0.0.1 it listens."""
        return int(self.url.rpartition(":")[2])

    def hear(self, asked: Asked) -> None:
        """Take in a request."""
        self.latest.appendleft(asked)
        self.refused += asked.status >= _REFUSED
        self.total += 1 + asked.lost - self.lost
        self.lost = asked.lost

    def end(self) -> None:
        """End it, and return when it has."""
        self.over = ""


@dataclass(slots=True)
class _Ends:
    """The ends of the pipes that this process keeps."""

    lifeline: int
    log: int

    def close(self) -> None:
        """Let go of both; a server that still runs ends by it."""
        os.close(self.lifeline)
        os.close(self.log)


def start(serving: Serving, session: Session | None, ended: Callable[[], object]) -> Served:
    """Start a server and return when it listens; raises what it says where it cannot.

    It gets the key of the session; None is for the sample. ``ended`` is called in a thread,
    once, however it ends.
    """
    with ExitStack() as undo:
        process, ends = _spawn(serving, undo)
        if session is not None:
            with suppress(BrokenPipeError):
                os.write(ends.lifeline, pack_key(session))
        told = _first_line(process)
        undo.pop_all()
    return _Child(process, ends, serving.dialects, told, ended)


def _spawn(serving: Serving, undo: ExitStack) -> tuple["subprocess.Popen[bytes]", _Ends]:
    """The process, whose ends of the pipes are closed here; its number says nothing of a key."""
    try:
        lifeline, ours = os.pipe()
        log, theirs = os.pipe()
        ends = _Ends(ours, log)
        undo.callback(ends.close)
        handed = Handed(lifeline, theirs)
        try:
            process = subprocess.Popen(
                [sys.executable, *_COMMAND, *arguments(serving)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Ctrl-C in a program that has the terminal is not meant for it.
                start_new_session=True,
                pass_fds=(lifeline, theirs),
                env={**os.environ, HANDED_VARIABLE: str(handed)},
            )
        finally:
            os.close(lifeline)
            os.close(theirs)
    except OSError as error:
        raise VaulttuiError(f"The server could not be started: {error.strerror}.") from None
    undo.callback(process.communicate)
    undo.callback(process.kill)
    return process, ends


def _first_line(process: "subprocess.Popen[bytes]") -> dict[str, str]:
    out = cast("IO[bytes]", process.stdout)
    ready, _, _ = select.select([out], [], [], _PATIENCE)
    line = out.readline() if ready else b""
    if not line:
        if not ready:
            process.kill()
        raise _reason(process.communicate()[1])
    out.close()
    return msgspec.json.decode(line, type=dict[str, str])


def _reason(words: bytes) -> VaulttuiError:
    """What the server said on standard error, as the error that it is."""
    lines = words.decode("utf-8", "replace").splitlines()
    for line in reversed(lines):
        with suppress(ValueError, KeyError, TypeError):
            error = json.loads(line)["error"]
            message, hint = str(error["message"]), str(error["hint"] or "")
            return VaulttuiError(safe_text(message, 1000), hint=safe_text(hint, 1000))
    last = safe_text(lines[-1]) if lines else "It ended without a word."
    return VaulttuiError("The server could not be started.", hint=last)


class _Child(Served):
    """One that runs beside this process; a thread listens to it until it ends."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        ends: _Ends,
        dialects: Sequence[str],
        told: dict[str, str],
        ended: Callable[[], object],
    ) -> None:
        super().__init__(told["url"], told["token_file"], dialects)
        self._process = process
        self._ends = ends
        self._ended = ended
        self._asked_for = False
        self._rest = b""
        self._words = b""
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End it as a signal would; what does not heed it is killed."""
        self._asked_for = True
        self._process.terminate()
        self._thread.join(_GRACE)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join(_GRACE)

    def _listen(self) -> None:
        err = cast("IO[bytes]", self._process.stderr)
        with selectors.DefaultSelector() as open_pipes:
            open_pipes.register(self._ends.log, selectors.EVENT_READ, self._take_lines)
            open_pipes.register(err, selectors.EVENT_READ, self._take_words)
            while open_pipes.get_map():
                for key, _ in open_pipes.select():
                    content = os.read(key.fd, 1 << 16)
                    if content:
                        key.data(content)
                    else:
                        open_pipes.unregister(key.fd)
        err.close()
        self._ends.close()
        code = self._process.wait()
        self.over = "" if self._asked_for else _told_of_end(code, self._words)
        self._ended()

    def _take_lines(self, content: bytes) -> None:
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            with suppress(msgspec.MsgspecError):
                self.hear(msgspec.json.decode(line, type=Asked))

    def _take_words(self, content: bytes) -> None:
        self._words = (self._words + content)[-_WORDS_LIMIT:]


def _told_of_end(code: int, words: bytes) -> str:
    if code == 0:
        return "The server has ended: the vault was locked, or somebody ended it."
    if code < 0:
        return f"The server has ended: it got the signal {signal.Signals(-code).name}."
    lines = words.decode("utf-8", "replace").splitlines()
    last = f" {safe_text(lines[-1])}" if lines else ""
    return f"The server has ended by itself, with exit code {code}.{last}"
