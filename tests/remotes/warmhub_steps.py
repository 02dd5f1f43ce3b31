"""The dialect of WarmHub, connected, and the steps that tests ask it for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from tests.api.serving import TOKEN
from tests.transport.asking import QUICK
from vaulttui.remotes import warmhub
from vaulttui.remotes.protocol import DESCRIPTION, SCOPE, Dialect, Kind, Step, Verb
from vaulttui.secret import Secret
from vaulttui.transport.client import Client, Origin

OPTIONS: Final = {"org": "acme", "repo": "shop"}
REST: Final = "/api/repos/acme/shop/credentials/sets"
_PATIENT: Final = replace(QUICK, silence=10, total=20)


class Counting(Client):
    """A client that remembers its requests."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin, limits=_PATIENT)
        self.lines: list[str] = []

    async def read(self, method: str, path: str, **more: Any) -> Any:
        self.lines.append(f"{method} {path}")
        return await super().read(method, path, **more)

    async def write(self, method: str, path: str, **more: Any) -> Any:
        self.lines.append(f"{method} {path}")
        return await super().write(method, path, **more)


@asynccontextmanager
async def connected(url: str, token: str = TOKEN) -> AsyncIterator[tuple[Dialect, list[str]]]:
    """The dialect at an address, and the lines of its requests."""
    origin = Origin(url, warmhub.headers({"token": Secret.from_text(token)}))
    async with Counting(origin) as client:
        yield warmhub.connect(client, OPTIONS), client.lines


def create(name: str, **public: str) -> Step:
    return Step(Verb.CREATE, Kind.SET, name, public={DESCRIPTION: "", SCOPE: "repo", **public})


def change(name: str, *remove: str, **values: str) -> Step:
    secrets = {key: Secret.from_text(text) for key, text in values.items()}
    return Step(Verb.CHANGE, Kind.SET, name, name, values=secrets, remove=frozenset(remove))


def delete(name: str, *remove: str) -> Step:
    return Step(Verb.DELETE, Kind.SET, name, name, remove=frozenset(remove))
