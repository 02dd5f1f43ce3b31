"""What the local server is asked to serve, and what it gets of the program that started it."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from vaulttui.errors import UsageError, VaulttuiError
from vaulttui.secret import Secret
from vaulttui.session.session import Session

DIALECTS: Final = ("warmhub", "sourcecraft", "infra0")
BY: Final = "api"
"""What is remembered as the front end of each change."""
HANDED_VARIABLE: Final = "VAULTTUI_SERVE_PIPES"
_ID_SIZE: Final = 16
_HANDED_SIZE: Final = _ID_SIZE + 32


@dataclass(frozen=True, slots=True)
class Handed:
    """The pipes of a server that is the child of another program of this one.

    ``lifeline`` brings the vault's id and key, and is closed when that program ends or
    becomes another; ``log`` takes a line for each request.
    """

    lifeline: int
    log: int

    def __str__(self) -> str:
        """As the environment variable says it."""
        return f"{self.lifeline},{self.log}"


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served where.

    ``path`` is the vault, None for a sample; ``port`` 0 is any that is free; without
    ``token_file`` there is one for this server alone. ``fails`` is CODE by KEY by dialect,
    ``warmhub_rate`` sets that may be created in an hour.
    """

    path: Path | None
    port: int = 0
    token_file: Path | None = None
    dialects: tuple[str, ...] = DIALECTS
    warmhub_rate: int | None = None
    fails: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    handed: Handed | None = None


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """One request, as the log has it: no query, no header, no body.

    ``at`` is in milliseconds since 1970 UTC, ``path`` safe to print, ``dialect`` empty where
    none is spoken; ``lost`` counts the requests so far for which the log had no room.
    """

    at: int
    method: str
    path: str
    status: int
    dialect: str
    lost: int = 0


Server = Callable[[Serving, Callable[[], Session]], int]
"""Serves until it is ended and returns the exit code; it calls for the vault at most once."""


def arguments(serving: Serving) -> list[str]:
    """The options of ``serve`` that say this; what was handed over is none of them."""
    given = ["--demo"] if serving.path is None else ["--vault", str(serving.path)]
    given += ["--port", str(serving.port)]
    if serving.token_file is not None:
        given += ["--token-file", str(serving.token_file)]
    if serving.warmhub_rate is not None:
        given += ["--warmhub-rate", f"{serving.warmhub_rate}/h"]
    for name in serving.dialects:
        given += ["--only", name]
    for name, codes in serving.fails.items():
        for key, code in codes.items():
            given += ["--fail", f"{name}:{key}={code}"]
    return given


def handed() -> Handed | None:
    """What was handed to this process, read once; None where nobody did."""
    named = os.environ.pop(HANDED_VARIABLE, None)
    if named is None:
        return None
    try:
        found = Handed(*map(int, named.split(",")))
        for descriptor in (found.lifeline, found.log):
            if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                raise ValueError
            os.set_inheritable(descriptor, False)
    except (ValueError, TypeError, OSError):
        raise UsageError(f"{HANDED_VARIABLE} is set by the program itself alone.") from None
    return found


def pack_key(session: Session) -> bytes:
    """The vault's id and key, as the lifeline brings them: few enough to never wait."""
    return session.keys.vault_id + session.keys.vault_key.reveal()


def open_handed(path: Path, lifeline: int) -> Session:
    """Open the vault whose key comes through the lifeline."""
    from vaulttui.operations import vaults

    packed = os.read(lifeline, _HANDED_SIZE)
    if len(packed) != _HANDED_SIZE:
        raise VaulttuiError("What started the server ended before it gave the key.")
    return vaults.open_with_key(path, packed[:_ID_SIZE], Secret(packed[_ID_SIZE:]), by=BY)
