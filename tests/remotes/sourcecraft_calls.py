"""The shortest ways to let SourceCraft's adapter read and write."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import repeat
from typing import Final, TypeVar

from tests.transport.asking import QUICK, TOKEN, VALUE
from vaulttui.remotes import sourcecraft
from vaulttui.remotes.protocol import Found, Kind, Step, Verb, Written
from vaulttui.remotes.sourcecraft import SourceCraft
from vaulttui.secret import Secret
from vaulttui.transport.client import Client, Origin, run

T = TypeVar("T")
Work = Callable[[SourceCraft], Awaitable[T]]
BY_ID: Final = {"repo-id": "7"}
LIST: Final = "/repos/id:7/secrets"
OPERATION: Final = "/operations/secrets/id:o1"
LOGIN: Final = Secret.from_text(TOKEN)
ENCODED: Final = b64encode(VALUE.encode()).decode()


def speak(
    url: str,
    work: Work[T],
    options: Mapping[str, str] = BY_ID,
    *,
    token: Secret = LOGIN,
    patience: float = 5.0,
    pauses: Callable[[], Iterator[float]] = lambda: repeat(0.0),
) -> T:
    """Let ``work`` have the dialect; operations are looked at without a pause."""
    origin = Origin(url, sourcecraft.headers({"token": token}))

    async def within() -> T:
        async with Client(origin, limits=QUICK) as client:
            path = sourcecraft.connect(client, options).path
            return await work(SourceCraft(client, path, pauses=pauses, patience=patience))

    return run(within())


def put(key: str = "K", group: str = "default", value: str = VALUE) -> Step:
    return Step(Verb.CHANGE, Kind.SET, group, values={key: Secret.from_text(value)})


def drop(key: str = "K", group: str = "default") -> Step:
    return Step(Verb.DELETE, Kind.SET, group, group, remove=frozenset({key}))


def done(step: Step) -> Work[Written]:
    """Write, and follow to the end."""

    async def work(dialect: SourceCraft) -> Written:
        written = await dialect.write(step)
        return await dialect.follow(written.pending) if written.pending else written

    return work


def reading(*groups: str) -> Work[tuple[Found, ...]]:
    return lambda dialect: dialect.read(groups)
