"""Asking an odd server as adapters do, and looking for secrets in what comes of it."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.transport.odd_server import OddServer
from vaulttui.errors import VaulttuiError
from vaulttui.secret import Secret
from vaulttui.transport.client import Answer, Client, Limits, Origin, bearer, run

TOKEN: Final = "canary-token-51c9"
VALUE: Final = "canary-value-8be2"
QUICK: Final = Limits(connect=5, silence=5, total=9, tries=3, first_pause=0, longest_pause=0)
"""No pauses between tries."""
DEAF: Final = replace(QUICK, silence=0.1)
"""Hardly any patience with silence."""
HASTY: Final = replace(QUICK, total=0.2)
"""Hardly any patience in all."""


def origin(url: str, ca_file: Path | None = None) -> Origin:
    """Where a server is, and a login for it."""
    return Origin(url, {"Authorization": bearer(Secret.from_text(TOKEN))}, ca_file)


def ask(
    server: OddServer | str,
    method: str = "GET",
    path: str = "/things",
    *,
    json: object = None,
    ca_file: Path | None = None,
    limits: Limits = QUICK,
    waiting: Callable[[float], None] | None = None,
) -> Answer:
    """One request to a server, or an address: a read where it is a GET, else a write."""
    at = origin(server.url if isinstance(server, OddServer) else server, ca_file)

    async def work() -> Answer:
        async with Client(at, limits=limits, waiting=waiting) as client:
            call = client.read if method == "GET" else client.write
            return await call(method, path, json=json)

    return run(work())


def fails(kind: type[VaulttuiError], work: Callable[[], object]) -> str:
    """Do it, and return the message of the error, of this kind and without secrets."""
    with pytest.raises(kind) as caught:
        work()
    no_secrets(caught.value)
    return caught.value.message


def no_secrets(error: VaulttuiError) -> None:
    """Nothing that can be shown of an error holds a secret: message, chain, frames with locals."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join([*shown.format(), repr(error), error.hint, repr(vars(error))])
    assert TOKEN not in text
    assert VALUE not in text
    assert error.__context__ is None
    assert error.__cause__ is None
