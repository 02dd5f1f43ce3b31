"""A program in front of the terminal while this process waits behind it, as under a shell."""

import contextlib
import os
import select
import signal
import termios
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Final, NoReturn

from vaulttui.errors import AnswerNeeded, CannotStart, VaulttuiError
from vaulttui.host import run_folder
from vaulttui.host.run import run
from vaulttui.secret import Secret

_TTY: Final = "/dev/tty"
_GLANCE: Final = 0.5
_USUAL: Final = (
    signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP, signal.SIGTTIN,
    signal.SIGTTOU, signal.SIGCONT, signal.SIGWINCH,
)  # fmt: skip


Interrupts = Callable[[int, FrameType | None], object] | signal.Handlers


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let control-C raise KeyboardInterrupt, and whoever ends this process do so.

    An event loop would hear of both only when it goes on.
    """
    ended = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with _interrupts(signal.default_int_handler):
            yield
    finally:
        signal.signal(signal.SIGTERM, ended)


def run_in_front(
    words: Sequence[str],
    variables: Mapping[str, Secret],
    *,
    files: Mapping[str, Secret],
    folder: Path,
    at: Path,
) -> int:
    """Run a program as `vaulttui run` does, in a job of its own; return its exit code.

    ``folder`` is where its files go, ``at`` where it starts. A signal that ended it gives
    128 and its number, as in sh(1). What is wrong before it starts is told on the terminal.
    """
    with _terminal() as terminal, _interrupts(signal.SIG_IGN):
        modes = termios.tcgetattr(terminal)
        child = _fork()
        if child == 0:
            _be_job(terminal, words, variables, files, folder, at)
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
        try:
            status = _wait(child, terminal)
        finally:
            _put_in_front(terminal, os.getpgrp())
            termios.tcsetattr(terminal, termios.TCSADRAIN, modes)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def wait_for_key(seconds: float | None, given_up: Callable[[], bool]) -> bool:
    """Wait for a key, and drop what is typed with it.

    False where none came in time, or once it is given up.
    """
    until = monotonic() + seconds if seconds is not None else inf
    with _terminal() as terminal:
        modes = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSAFLUSH)
            while not given_up() and monotonic() < until:
                if select.select([terminal], [], [], _GLANCE)[0]:
                    return True
            return False
        except KeyboardInterrupt:
            return True
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, modes)


@contextlib.contextmanager
def _interrupts(meaning: Interrupts) -> Iterator[None]:
    before = signal.signal(signal.SIGINT, meaning)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _terminal() -> Iterator[int]:
    try:
        terminal = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise AnswerNeeded("There is no terminal to give to a program.") from None
    try:
        yield terminal
    finally:
        os.close(terminal)


def _fork() -> int:
    try:
        return os.fork()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotStart(f"No other process can be started: {reason}.") from None


def _put_in_front(terminal: int, group: int) -> None:
    """Let a job have the terminal; who is behind may say so only with this signal held."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        os.tcsetpgrp(terminal, group)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _wait(child: int, terminal: int) -> int:
    """How it ended; a job that stops goes on at once, for nobody here could take it up later."""
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return status
        _put_in_front(terminal, child)
        os.killpg(child, signal.SIGCONT)


def _be_job(
    terminal: int,
    words: Sequence[str],
    variables: Mapping[str, Secret],
    files: Mapping[str, Secret],
    folder: Path,
    at: Path,
) -> NoReturn:
    """Be the leader of a new job, and become the program."""
    code = 1
    try:
        os.setpgid(0, 0)
        _put_in_front(terminal, os.getpgrp())
        signal.set_wakeup_fd(-1)
        for number in _USUAL:
            signal.signal(number, signal.SIG_DFL)
        os.chdir(at)
        made = run_folder.make(folder) if files else None
        run(words, variables, folder=made, files=files)
    except VaulttuiError as error:
        code = error.exit_code
        _tell(f"{error.message} {error.hint}".strip())
    except OSError as error:
        _tell(f"The program was not started: {os.strerror(error.errno or 0)}.")
    finally:
        os._exit(code)


def _tell(sentence: str) -> None:
    os.write(2, f"{sentence}\n".encode())
