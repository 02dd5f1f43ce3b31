"""A dialect under test, connected to ``vaulttui serve``, and the shortest ways to use it.

A proxy in between counts requests, and sees what each of them holds.
"""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Final, cast

import pytest

from tests.api.serving import TOKEN, running
from tests.operations.samples import make_vault, session_on
from tests.remotes.faulty_proxy import FaultyProxy
from tests.transport.asking import QUICK, VALUE, no_secrets
from tests.transport.odd_server import Arrived
from vaulttui.api.dialect import Build
from vaulttui.crypto.primitives import random_bytes
from vaulttui.errors import Rejected
from vaulttui.operations import organizations, projects
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    SCOPE,
    Abilities,
    Dialect,
    Found,
    Kind,
    Step,
    TypeShape,
    Verb,
)
from vaulttui.remotes.registry import described
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.transport.client import Client, Origin

_PATIENT: Final = replace(QUICK, silence=10, total=20)
_MOST: Final = (1 << 20) - 4096
"""Bytes of the largest value: with what is around it a request has 1 MiB, in base64 more."""
A: Final = Secret(b"a")
CANARY: Final = Secret.from_text(VALUE)
NO_TEXT: Final = Secret(b"\xff\x00" + VALUE.encode())
VALUES: Final[Mapping[str, str]] = {
    "plain": "hunter2",
    "unicode": "pässwörd ☃ 🔑 e\u0301 \u202e",
    "large": "x" * (_MOST - 4) + "ünd!",
    "newline": "-----BEGIN-----\nMII\n-----END-----\n",
    "json": '{"value": null, "a": ["b"]}',
    "quotes": '"\\\\" \\u0000 \' \x00 \t',
    "base64": b64encode(b"not to be decoded").decode(),
    "encrypted": "$encrypted$",
    "ask": "ASK",
    "null": "null",
    "blanks": "  \r\n ",
    "slash": "../../etc/passwd?a=b#c",
}


Served = tuple[FaultyProxy, Path, str]
"""The proxy in front of a server, the server's vault, and the id of its project."""


@dataclass(frozen=True)
class Speaking:
    """One connection, over the proxy."""

    dialect: Dialect
    proxy: FaultyProxy
    session: Session

    async def read(self, name: str) -> Found:
        """The one object of a name."""
        [found] = [
            one
            for one in await self.dialect.read([name])
            if one.key == name and one.kind is not Kind.TYPE
        ]
        return found

    async def do(self, step: Step) -> str:
        """Do a step to its end; the id that it tells."""
        written = await self.dialect.write(step)
        if written.pending:
            assert not (await self.dialect.follow(written.pending)).pending
        return written.object_id


async def refused(work: Awaitable[object]) -> Rejected | None:
    """What was refused of it, once nothing secret is found in that; None where it was done."""
    try:
        await work
    except Rejected as error:
        return checked(error)
    return None


def checked(error: Rejected) -> Rejected:
    """The error, in words that can be shown."""
    no_secrets(error)
    assert f"{error.message}{error.hint}".isprintable()
    return error


class Speaker:
    """A dialect under test: say what the dialect is called and how its server holds things."""

    name: ClassVar[str]
    auth: ClassVar[str]
    kind: ClassVar[Kind] = Kind.SET
    type: ClassVar[TypeShape | None] = None
    slots: ClassVar[Sequence[str]] = ("ONE", "TWO", "THREE")
    odd_names: ClassVar[Sequence[str]] = ("_.-a", "0", "x" * 128)
    """Names of objects that the dialect bears."""
    odd_slots: ClassVar[Sequence[str]] = ("a.b-c_d", "0", "K" * 128)
    to_read: ClassVar[int] = 1
    """Requests for reading what is there, whatever its number, as long as it fits a page."""
    per_object: ClassVar[int] = 0
    """Requests more for each object that is asked for."""
    to_push: ClassVar[int]
    """Requests for making an object with three values in all, over a connection that did so."""

    def options(self, _project_id: str) -> dict[str, str]:
        """What it has to know beside the address."""
        return {}

    def held(self, session: Session, name: str) -> dict[str, bytes]:
        """What the server's vault holds under a name; empty where nothing is there."""
        raise NotImplementedError

    def writes(self, request: Arrived) -> bool:
        """Whether a request changes something."""
        return request.method != "GET"

    # Parts

    @property
    def build(self) -> Build:
        """The other side of the dialect."""
        return cast(Build, import_module(f"vaulttui.api.{self.name}").dialect)

    @property
    def abilities(self) -> Abilities:
        """As it declares them."""
        return described(self.name).ABILITIES

    @contextmanager
    def _served(self, folder: Path) -> Iterator[Served]:
        vault = folder / "vault.vtv"
        make_vault(vault)
        session = session_on(vault)
        project = projects.create(session, organizations.create(session, "acme").id, "shop")
        session.close()
        with running(vault, [self.build], {}) as api, FaultyProxy(self.writes) as proxy:

            def tick() -> None:
                api.moments.at += 1

            proxy.lead_to(api.port, tick)
            yield proxy, vault, project.id

    @pytest.fixture(scope="class")
    def served(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
        """One server for all tests of a class: each makes what it looks for."""
        with self._served(tmp_path_factory.mktemp(self.name)) as served:
            yield served

    @asynccontextmanager
    async def speaking(self, served: Served, token: str = TOKEN) -> AsyncIterator[Speaking]:
        """Connect."""
        proxy, vault, project_id = served
        known = described(self.name)
        headers = known.headers({self.auth: Secret.from_text(token)})
        origin, session = Origin(proxy.url, headers), session_on(vault)
        try:
            async with Client(origin, limits=_PATIENT, at_once=self.abilities.at_once) as client:
                dialect = known.connect(client, self.options(project_id))
                yield Speaking(dialect, proxy, session)
        finally:
            session.close()

    def fresh(self) -> str:
        """A name that no other test has."""
        return f"n-{random_bytes(8).hex()}"

    def makes(self, name: str, values: Mapping[str, Secret], **more: str) -> list[Step]:
        """The steps by which an object comes to be with these values, as the abilities say."""
        able = self.abilities
        public = {DESCRIPTION: "", SCOPE: "org", **more}
        create = Step(
            Verb.CREATE,
            self.kind,
            name,
            public={key: one for key, one in public.items() if key in able.sees},
            values=values if able.fills_new else {},
            type=self.type,
        )
        if able.fills_new:
            return [create]
        fills = self.fills(name, "" if able.owns_slots else name, values)
        return fills if able.owns_slots else [create, *fills]

    def fills(self, name: str, object_id: str, values: Mapping[str, Secret]) -> list[Step]:
        """The steps by which values come to be in what is there."""
        step = Step(Verb.CHANGE, self.kind, name, object_id, type=self.type)
        if self.abilities.many_slots:
            return [replace(step, values=values)] if values else []
        return [replace(step, values={slot: one}) for slot, one in values.items()]

    async def made(self, at: Speaking, name: str, **values: Secret) -> str:
        """An object with these values; its id."""
        ids = [await at.do(step) for step in self.makes(name, values)]
        return ids[0]

    def bound(self, at: Speaking, name: str) -> dict[str, bytes]:
        """What the server's vault holds, after another look."""
        at.session.refresh()
        return self.held(at.session, name)
