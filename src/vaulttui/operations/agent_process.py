"""The agent's process: ``python -m vaulttui.operations.agent_process [DESCRIPTOR]``.

The first process ends at once; the one it leaves behind writes ``+`` to standard output
when it listens. One with a DESCRIPTOR is the same agent after it forgot: it was handed
nothing but the listening socket.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Final, NoReturn

from vaulttui import paths
from vaulttui.agent import place
from vaulttui.agent.keys import Keys
from vaulttui.agent.server import Ending, Server
from vaulttui.domain.text import safe_text
from vaulttui.errors import AgentFailed
from vaulttui.host.hardening import harden

_LISTENS: Final = b"+"
_KEPT: Final = (
    *("HOME", "XDG_STATE_HOME", paths.HOME_VARIABLE, "LANG", "LC_ALL", "LC_CTYPE"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "LD_LIBRARY_PATH"),
)
"""What of the environment it takes to find Python, this program and the socket's place."""
_COMMAND: Final = ("-P", "-m", "vaulttui.operations.agent_process")
_PATIENCE: Final = 20.0


def spawn() -> None:
    """Leave an agent behind, and return when it listens; raises AgentFailed."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if home := environment.get(paths.HOME_VARIABLE):
        environment[paths.HOME_VARIABLE] = os.path.abspath(home)
    try:
        with subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env=environment,
        ) as started:
            answer, _ = started.communicate(timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        answer = str(error).encode()
    if answer != _LISTENS:
        reason = safe_text(answer.decode("utf-8", "replace")) or "It ended without a word."
        raise AgentFailed("The agent could not be started.", hint=reason)


def main(arguments: list[str]) -> None:
    """Listen, serve, forget or end."""
    harden()
    if arguments:
        listener = socket.socket(fileno=int(arguments[0]))
        listener.set_inheritable(False)
    else:
        listener = _begin()
    _serve(listener)


def _begin() -> socket.socket:
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    try:
        with place.opened(make=True) as folder:
            listener = place.listen(folder, place.AGENT)
    except OSError as error:
        os.write(1, f"The system refused a socket in the state folder: {error}".encode())
        os._exit(1)
    os.write(1, _LISTENS)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return listener


def _serve(listener: socket.socket) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    path = place.folder() / place.AGENT
    # A socket has another number than its name in the file system.
    own = _identity(path)

    def stands() -> bool:
        return _identity(path) == own

    try:
        ending = Server(listener, Keys(), stands).serve()
        if ending is Ending.FORGET:
            _start_anew(listener)
    finally:
        if stands():
            with suppress(OSError):
                path.unlink()


def _identity(path: "os.PathLike[str]") -> tuple[int, int] | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _start_anew(listener: socket.socket) -> NoReturn:
    """Become a new process: nothing that this one knew stays in memory."""
    listener.set_inheritable(True)
    command = [sys.executable, *_COMMAND, str(listener.fileno())]
    os.execve(command[0], command, os.environ)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
