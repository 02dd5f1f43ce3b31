"""What a dialect brings to the server."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vaulttui.api.problems import Refusal
from vaulttui.api.vault import Vault
from vaulttui.session.session import clock

Handler = Callable[[Request], Awaitable[Response]]
"""The endpoint of a route; it may raise Refusal and any VaulttuiError."""
Hook = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line says to one dialect; ``now`` is in milliseconds since 1970 UTC."""

    base_url: str
    """Where the server is reached, ``http://127.0.0.1:PORT``."""
    warmhub_rate: int | None = None
    """Sets that may be created in an hour, per organization; None: as many as wanted."""
    fails: Mapping[str, str] = field(default_factory=dict)
    """KEY → CODE of ``--fail DIALECT:KEY=CODE``, this dialect's alone."""
    now: Callable[[], int] = clock


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to speak to the vault; ``owns`` says of a path, decoded, whether it is spoken there.

    ``refuse`` makes a refusal the dialect's own error: it gets the path because parts of a
    dialect may differ. ``start`` runs before the first request and must return, ``stop``
    after the last.
    """

    name: str
    routes: Sequence[Route]
    owns: Callable[[str], bool]
    refuse: Callable[[Refusal, str], Response]
    any_cookie: bool = False
    """Whether the token is taken from a cookie of any name."""
    start: Hook | None = None
    stop: Hook | None = None


Build = Callable[[Vault, ServeOptions], Dialect]
"""The function ``dialect`` of a dialect's module."""
