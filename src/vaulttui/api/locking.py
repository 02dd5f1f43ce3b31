"""Forgetting the vault's key by starting anew, and having it back from the agent."""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from vaulttui.agent.holder import Holder
from vaulttui.errors import AgentFailed, CannotUnlock, UsageError
from vaulttui.operations import agent
from vaulttui.operations.serving import BY, Serving, arguments
from vaulttui.session.session import Session

RESUME_VARIABLE: Final = "VAULTTUI_SERVE_FDS"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What crosses: the socket that goes on listening, and the descriptor of the token's file."""

    listener: socket.socket
    token: int


def left_behind() -> LeftBehind | None:
    """What this process was before it forgot; None where it has just begun."""
    named = os.environ.pop(RESUME_VARIABLE, None)
    if named is None:
        return None
    try:
        first, second = map(int, named.split(","))
        listener = socket.socket(fileno=first)
        listener.set_inheritable(False)
        os.fstat(second)
    except (ValueError, OSError):
        raise UsageError(f"{RESUME_VARIABLE} is set by the program itself alone.") from None
    return LeftBehind(listener, second)


def start_anew(serving: Serving, kept: LeftBehind) -> NoReturn:
    """Become a new process that knows no key; nothing secret is in its arguments."""
    for descriptor in (kept.listener.fileno(), kept.token):
        os.set_inheritable(descriptor, True)
    # -P: what lies in the working directory must not be taken for a part of the program.
    command = [sys.executable, "-P", "-m", "vaulttui", "serve", *arguments(serving)]
    environment = {**os.environ, RESUME_VARIABLE: f"{kept.listener.fileno()},{kept.token}"}
    os.execve(command[0], command, environment)  # noqa: S606  # no shell is wanted


class Lock:
    """Hears `vaulttui lock` while the key is in hand; ``forget`` is then called in a thread."""

    def __init__(self, path: Path, forget: Callable[[], object]) -> None:
        self._path = path
        self._forget = forget
        self._holder: Holder | None = None

    def listen(self) -> None:
        """Begin."""
        self._holder = Holder(self._forget)
        self._holder.listen()

    def close(self) -> None:
        """Hear no more; who asked already is kept waiting by the object that heard it."""
        if self._holder is not None:
            self._holder.close()

    def unlocked(self) -> Session | None:
        """The vault opened with the key that the agent holds, if it gives it unasked."""
        # First, so that a lock meanwhile is heard.
        self.listen()
        session = None
        try:
            session = agent.open_unlocked(self._path, by=BY, agree=_nobody_agrees)
        except (AgentFailed, _NotAgreed):
            pass
        finally:
            if session is None:
                self.close()
        return session


class _NotAgreed(CannotUnlock):
    """Nobody is there to be asked."""


def _nobody_agrees() -> None:
    raise _NotAgreed("The agent asks a person before each use of the key.")
