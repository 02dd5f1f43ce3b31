"""Becoming the program of a `run`, or staying behind until its files can go."""

import contextlib
import errno
import fcntl
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from vaulttui.domain.text import safe_text
from vaulttui.errors import CannotStart, NoCommand, VaulttuiError
from vaulttui.host import waiter
from vaulttui.host.hardening import give_back_core_limit, given_environment
from vaulttui.host.run_folder import RunFolder
from vaulttui.secret import Secret

OWN_PREFIX: Final = b"VAULTTUI_"
"""Variables of vaulttui itself, which no program gets from the parent's environment."""
_USUAL_PATH: Final = b"/bin:/usr/bin"
_SHELL: Final = "/bin/sh"
_STANDARD: Final = 3
_ELSEWHERE: Final = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ESTALE, errno.ENODEV, errno.ETIMEDOUT}
)
"""Why the next folder of PATH is looked into, as execvp(3) does."""
_ENDING: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT})

Environment = Mapping[bytes, bytes]


def run(
    words: Sequence[str],
    variables: Mapping[str, Secret],
    *,
    folder: RunFolder | None = None,
    files: Mapping[str, Secret] | None = None,
) -> NoReturn:
    """Run a program with variables laid over the environment that this process was given.

    Without a folder this process becomes the program. With one it writes the files, starts
    the program, waits, removes the folder, and ends as the program did. Raises NoCommand
    or CannotStart.
    """
    environment = _environment(variables)
    if folder is not None:
        _start_and_wait(words, environment, folder, files or {})
    give_back()
    raise _failed(words[0], _become(words, environment))


def give_back() -> None:
    """Undo what Python and hardening changed of the signals and limits this process was given."""
    for name in ("SIGPIPE", "SIGXFZ", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    give_back_core_limit()


def _environment(variables: Mapping[str, Secret]) -> Environment:
    given = given_environment()
    kept = {name: value for name, value in given.items() if not name.startswith(OWN_PREFIX)}
    injected = {os.fsencode(name): value.reveal() for name, value in variables.items()}
    return {**kept, **injected}


def _become(words: Sequence[str], environment: Environment) -> int:
    """Execute as execvp(3) does, with the PATH of the new environment; return the error."""
    name = os.fsencode(words[0])
    if b"/" in name:
        return _execute(name, words, environment)
    met = errno.ENOENT
    for path in _candidates(name, environment):
        number = _execute(path, words, environment)
        if number not in _ELSEWHERE:
            return number
        met = number if number == errno.EACCES else met
    return met


def _candidates(name: bytes, environment: Environment) -> Iterator[bytes]:
    if name:
        for folder in environment.get(b"PATH", _USUAL_PATH).split(b":"):
            yield os.path.join(folder, name)


def _execute(path: bytes, words: Sequence[str], environment: Environment) -> int:
    try:
        os.execve(path, list(words), environment)  # noqa: S606 - no shell is meant
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            return error.errno or errno.ENOENT
    try:
        # A script without a first line that names its interpreter.
        os.execve(_SHELL, [_SHELL, os.fsdecode(path), *words[1:]], environment)  # noqa: S606
    except OSError as error:
        return error.errno or errno.ENOEXEC


def _failed(name: str, number: int) -> VaulttuiError:
    shown = safe_text(name) or '""'
    if number == errno.ENOENT and "/" in name and os.path.exists(name):
        return NoCommand(f"{shown} names an interpreter that is not there.")
    if number == errno.ENOENT:
        return NoCommand(f"There is no command {shown}.")
    if number == errno.E2BIG:
        return CannotStart(
            f"{shown} cannot be started: its arguments and variables are more than the system "
            "passes on.",
            hint="Inject fewer with --only, or a large value as a file.",
        )
    return CannotStart(f"{shown} cannot be started: {os.strerror(number)}.")


# With files


def _start_and_wait(
    words: Sequence[str], environment: Environment, folder: RunFolder, files: Mapping[str, Secret]
) -> NoReturn:
    # Nobody is killed between writing and removing but by SIGKILL.
    given = signal.pthread_sigmask(signal.SIG_BLOCK, waiter.HELD)
    try:
        for name, content in files.items():
            folder.write(name, content)
        child = _start(words, environment, given)
    except BaseException:
        folder.remove()
        signal.pthread_sigmask(signal.SIG_SETMASK, given)
        raise
    _become_waiter(child, folder)
    waiter.main(child, str(folder.path))


def _start(words: Sequence[str], environment: Environment, given: set[int]) -> int:
    """Fork, and return the child's pid once it is the program."""
    if any(signal.getsignal(number) != signal.SIG_IGN for number in signal.sigpending() & _ENDING):
        # Who is told to end before there is a program, ends by it when the signals are let in.
        raise KeyboardInterrupt
    # An inherited "ignored" would keep the child's end from this process, but is the child's.
    ignored = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(words, environment, given, ignored, writing)
    os.close(writing)
    failed = os.read(reading, 16)
    os.close(reading)
    if failed:
        os.waitpid(child, 0)
        raise _failed(words[0], int(failed))
    return child


def _be_child(
    words: Sequence[str],
    environment: Environment,
    given: set[int],
    child_signal: object,
    writing: int,
) -> NoReturn:
    number = errno.ENOEXEC
    try:
        if child_signal == signal.SIG_IGN:
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        give_back()
        signal.pthread_sigmask(signal.SIG_SETMASK, given)
        number = _become(words, environment)
    finally:
        os.write(writing, str(number).encode("ascii"))
        os._exit(127)


def _become_waiter(child: int, folder: RunFolder) -> None:
    """Forget everything by executing the waiter; return where that cannot be."""
    _keep_only(folder.lock)
    script = Path(waiter.__file__)
    if not script.is_file() or not sys.executable:
        return
    words = [sys.executable, "-I", "-S", str(script), str(child), str(folder.path)]
    with contextlib.suppress(OSError):
        os.execve(sys.executable, words, given_environment())  # noqa: S606 - as above


def _keep_only(lock: int) -> None:
    """Let go of all that is open but the lock: ends of pipes, and a terminal that may go away."""
    kept = fcntl.fcntl(lock, fcntl.F_DUPFD, _STANDARD)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(_STANDARD):
        os.dup2(nowhere, standard)
    for opened in map(int, os.listdir("/dev/fd")):
        if opened >= _STANDARD and opened != kept:
            with contextlib.suppress(OSError):
                os.close(opened)
