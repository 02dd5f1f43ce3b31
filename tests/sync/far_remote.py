"""A model of a remote in a process of its own, which goes on when those that speak to it die.

Run as ``python -m tests.sync.far_remote DIALECT SOCKET``: each line is a request, answered by
a line. A dialect that works later does so a moment after its answer.
"""

import asyncio
import base64
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from random import Random
from types import ModuleType
from typing import Any, Final

import msgspec
import pytest

from tests.session.forks import say
from tests.sync.model_remote import ABILITIES, WORKS_LATER, Model
from vaulttui.errors import Rejected, Unanswered, Unreachable
from vaulttui.remotes import registry
from vaulttui.remotes.protocol import Dialect, Found, Step, Written
from vaulttui.secret import Secret

LATEST: Final = 0.004
"""Seconds until a promise is kept, at most."""


class Seen(msgspec.Struct, frozen=True):
    """What a remote holds, values in base64 by object's key, and what was done how often."""

    values: dict[str, dict[str, str]]
    made: dict[str, int]
    written: dict[str, int]


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request: exactly one of these."""

    read: list[str] | None = None
    write: Step | None = None
    follow: str | None = None
    look: bool = False


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer."""

    found: tuple[Found, ...] = ()
    written: Written | None = None
    seen: Seen | None = None
    refused: str = ""
    status: int = 0


def plain(one: Any) -> Any:
    """Secrets as base64, for the encoder."""
    return base64.b64encode(one.reveal()).decode()


def secret(_type: type, text: Any) -> Any:
    """And back."""
    return Secret(base64.b64decode(text))


class Server:
    """The model behind a socket."""

    def __init__(self, name: str) -> None:
        self.model = Model(name)
        self.random = Random(name)
        self.written: dict[str, int] = {}
        self.kept: dict[str, asyncio.Task[Written]] = {}

    async def serve(self, path: str) -> None:
        server = await asyncio.start_unix_server(self.talk, path, limit=1 << 24)
        say("ready")
        async with server:
            await server.serve_forever()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                asked = msgspec.json.decode(line, type=Asked, dec_hook=secret)
                told = await self.answer(asked)
                writer.write(msgspec.json.encode(told) + b"\n")
        writer.close()

    async def answer(self, asked: Asked) -> Told:
        try:
            if asked.read is not None:
                return Told(found=tuple(self.model.found(asked.read)))
            if asked.write is not None:
                return Told(written=self.write(asked.write))
            if asked.follow is not None:
                return Told(written=await self.follow(asked.follow))
            return Told(seen=self.seen())
        except Rejected as error:
            return Told(refused=error.message, status=error.status)

    def write(self, step: Step) -> Written:
        for slot, value in step.values.items():
            what = f"{step.key}/{slot}={plain(value)}"
            self.written[what] = self.written.get(what, 0) + 1
        written = self.model.take_step(step)
        if self.model.name in WORKS_LATER:
            self.kept[written.pending] = asyncio.create_task(self.keep(written.pending))
        return written

    async def keep(self, promise: str) -> Written:
        await asyncio.sleep(self.random.random() * LATEST)
        return self.model.finish(promise)

    async def follow(self, promise: str) -> Written:
        return await self.kept[promise]

    def seen(self) -> Seen:
        things = self.model.things.values()
        values = {
            thing.key: {s: base64.b64encode(v).decode() for s, v in thing.values.items()}
            for thing in things
            if thing.values
        }
        made = {what[1]: n for what, n in self.model.done.items() if what[0] == "create"}
        return Seen(values, made, self.written)


class FarDialect:
    """A connection to such a server."""

    def __init__(self, name: str, path: str) -> None:
        self.abilities = ABILITIES[name]
        self._path = path

    async def test(self) -> str:
        await self._ask(Asked(read=[]))
        return "The far model answers."

    async def read(self, keys: Sequence[str]) -> tuple[Found, ...]:
        return (await self._ask(Asked(read=list(keys)))).found

    async def write(self, step: Step) -> Written:
        return self._written(await self._ask(Asked(write=step)))

    async def follow(self, pending: str) -> Written:
        return self._written(await self._ask(Asked(follow=pending)))

    def _written(self, told: Told) -> Written:
        assert told.written is not None
        return told.written

    async def _ask(self, asked: Asked) -> Told:
        try:
            reader, writer = await asyncio.open_unix_connection(self._path, limit=1 << 24)
        except OSError as error:
            raise Unreachable(str(error)) from None
        try:
            writer.write(msgspec.json.encode(asked, enc_hook=plain) + b"\n")
            line = await reader.readline()
        finally:
            writer.close()
        await writer.wait_closed()
        if not line:
            raise Unanswered("cut off")
        told = msgspec.json.decode(line, type=Told)
        if told.refused:
            raise Rejected(told.refused, told.status)
        return told


def register(patch: pytest.MonkeyPatch) -> None:
    """Let there be dialects ``far_NAME`` in this process."""
    for name in ABILITIES:
        patch.setitem(sys.modules, f"vaulttui.remotes.far_{name}", _module(name))
    patch.setattr(registry, "NAMES", (*registry.NAMES, *(f"far_{name}" for name in ABILITIES)))


def _module(name: str) -> ModuleType:
    def connect(_client: object, options: Mapping[str, str]) -> Dialect:
        return FarDialect(name, options["socket"])

    module = ModuleType(f"vaulttui.remotes.far_{name}")
    module.__dict__.update(
        OPTIONS={"socket": True}, AUTH=(), ROOTS=(), ABILITIES=ABILITIES[name],
        connect=connect,
        headers=lambda _auth: {},
    )  # fmt: skip
    return module


async def look(path: str) -> Seen:
    """What the server holds."""
    told = await FarDialect("warmhub", path)._ask(Asked(look=True))
    assert told.seen is not None
    return told.seen


if __name__ == "__main__":
    asyncio.run(Server(sys.argv[1]).serve(sys.argv[2]))
