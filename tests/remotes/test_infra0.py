"""Infra0's dialect against the local server, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.serving import TOKEN, Running, running
from tests.operations.samples import login, make_vault, secret_of
from tests.remotes.contract import RemoteContract
from vaulttui.api import infra0 as server
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import InvalidValue, OddAnswer, Refused, Rejected
from vaulttui.operations import projects
from vaulttui.remotes import infra0
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    FIELDS,
    NAME,
    Found,
    Kind,
    Presence,
    Step,
    TypeShape,
    Verb,
)
from vaulttui.remotes.registry import described
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.transport.client import Client, Origin

CANARY: Final = "canary-7f3a"
LOGIN: Final = TypeShape("Login", "Login", (Field("password", "P", FieldKind.SECRET),))
ABSENT, PRESENT = Presence.ABSENT, Presence.PRESENT


class Counting(Client):
    """A client that remembers its requests."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin)
        self.lines: list[str] = []

    async def read(self, method: str, path: str, **more: Any) -> Any:
        self.lines.append(f"{method} {path}")
        return await super().read(method, path, **more)

    async def write(self, method: str, path: str, **more: Any) -> Any:
        self.lines.append(f"{method} {path}")
        return await super().write(method, path, **more)


@asynccontextmanager
async def connected(url: str, key: str = "bearer", token: str = TOKEN) -> AsyncIterator[Any]:
    """The dialect at an address, and the client that it speaks by, as ``(remote, client)``."""
    origin = Origin(url, infra0.headers({key: Secret.from_text(token)}))
    async with Counting(origin) as client:
        yield infra0.connect(client, {}), client


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each makes what it looks for."""
    path = tmp_path_factory.mktemp("infra0") / "vault.vtv"
    make_vault(path)
    with running(path, [server.dialect], {}) as api:
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    """The vault as another program has it open."""
    session = api.session()
    yield session
    session.close()


def fresh(stem: str) -> str:
    return f"{stem}-{random_bytes(8).hex()}"


def values(**texts: str) -> dict[str, Secret]:
    return {name: Secret.from_text(text) for name, text in texts.items()}


def create(key: str, shape: TypeShape = LOGIN, **more: Any) -> Step:
    return Step(Verb.CREATE, Kind.CREDENTIAL, key, type=shape, **more)


def change(object_id: str, key: str = "", **more: Any) -> Step:
    return Step(Verb.CHANGE, Kind.CREDENTIAL, key, object_id, **more)


def queue(*more: str) -> TypeShape:
    """A type that nobody has yet."""
    name = fresh("Queue")
    fields = (Field("url", "Address", FieldKind.URL), Field("token", "Token", FieldKind.SECRET))
    return TypeShape(name, name, (*fields, *(Field(one, one) for one in more)))


async def found(remote: Any, kind: Kind, object_id: str) -> Found:
    (only,) = (o for o in await remote.read(()) if (o.kind, o.object_id) == (kind, object_id))
    assert isinstance(only, Found)
    return only


def held(session: Session, object_id: str) -> Credential:
    session.refresh()
    return session.view.credential(object_id)


def test_it_is_described_as_the_registry_wants_it() -> None:
    assert described("infra0").ABILITIES is infra0.ABILITIES
    assert dict(described("infra0").OPTIONS) == {}


@pytest.mark.parametrize(
    ("key", "header"),
    [
        ("bearer", ("Authorization", b"Bearer t")),
        ("cookie:session", ("Cookie", b"session=t")),
        ("header:X-Api-Key", ("X-Api-Key", b"t")),
    ],
)
def test_a_login_is_one_header(key: str, header: tuple[str, bytes]) -> None:
    [(name, value)] = infra0.headers({key: Secret(b"t")}).items()
    assert (name, value.reveal()) == header


@pytest.mark.parametrize(
    "keys", [(), ("token",), ("cookie:",), ("cookie:a;b",), ("header:a b",), ("bearer", "cookie:x")]
)
def test_another_login_is_refused(keys: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValue) as caught:
        infra0.headers({key: Secret.from_text(CANARY) for key in keys})
    assert CANARY not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("key", ["bearer", "cookie:anything"])
async def test_the_login_is_tried(api: Running, key: str) -> None:
    async with connected(api.url, key) as (remote, client):
        assert (await remote.test()).startswith("Infra0 answers; this login sees ")
        assert len(client.lines) == 1
    async with connected(api.url, key, "wrong") as (remote, _):
        with pytest.raises(Refused):
            await remote.test()


async def test_values_come_in_and_nothing_comes_out(api: Running, session: Session) -> None:
    async with connected(api.url) as (remote, client):
        step = create("wiki", public={DESCRIPTION: "d"}, values=values(password=CANARY))
        made = await remote.write(step)
        assert client.lines == ["GET /api/v1/credential-types", "POST /api/v1/app-credentials"]
        seen = await found(remote, Kind.CREDENTIAL, made.object_id)
    now = held(session, made.object_id)
    assert (now.name, now.description, now.type_id) == ("wiki", "d", "login")
    assert secret_of(session, now) == CANARY.encode()
    assert (seen.key, seen.type_key, seen.mark) == ("wiki", "Login", made.mark)
    assert (seen.public[DESCRIPTION], seen.projects) == ("d", frozenset())
    assert (seen.slots["password"], seen.slots["username"]) == (PRESENT, ABSENT)
    assert CANARY not in repr((made, seen))


async def test_a_type_that_is_not_there_is_made_once(api: Running, session: Session) -> None:
    shape = queue()
    async with connected(api.url) as (remote, client):
        steps = [create(f"q{n}", shape, values=values(token="t", url="https://a/")) for n in (1, 2)]
        made = await asyncio.gather(*map(remote.write, steps))
        assert sum(line == "POST /api/v1/credential-types" for line in client.lines) == 1
    types = {held(session, one.object_id).type_id for one in made}
    assert types == {shape.key.lower()}
    known = session.view.type(shape.key.lower())
    assert known is not None
    assert [(one.id, one.kind) for one in known.fields] == [
        ("url", FieldKind.URL),
        ("token", FieldKind.SECRET),
    ]


async def test_only_what_is_named_changes(api: Running, session: Session) -> None:
    there = login(session, "old", password="p", username="ada", notes="n")
    async with connected(api.url) as (remote, client):
        await remote.read(())
        before = len(client.lines)
        api.moments.at += 1
        written = await remote.write(
            change(there.id, "old", values=values(password="new"), remove=frozenset({"notes"}))
        )
        renamed = await remote.write(
            change(there.id, "new", public={NAME: "new", DESCRIPTION: "d"})
        )
        assert client.lines[before:] == [f"PUT /api/v1/app-credentials/{there.id}"] * 2
        assert written.mark != renamed.mark
        assert (await found(remote, Kind.CREDENTIAL, there.id)).mark == renamed.mark
    now = held(session, there.id)
    assert (now.name, now.description, now.public) == ("new", "d", {"username": "ada"})
    assert secret_of(session, now) == b"new"


async def test_an_empty_value_takes_the_old_one_away(api: Running, session: Session) -> None:
    there = login(session, "n", password="p", username="ada")
    async with connected(api.url) as (remote, _):
        await remote.write(change(there.id, values=values(password="")))
    assert held(session, there.id).sealed == frozenset()


async def test_a_connection_that_read_nothing_looks_up_what_it_needs(
    api: Running, session: Session
) -> None:
    there = login(session, "n", password="p")
    async with connected(api.url) as (remote, client):
        for value in ("a", "b"):
            await remote.write(change(there.id, values=values(password=value)))
        path = f"/api/v1/app-credentials/{there.id}"
        lines = ["GET /api/v1/credential-types", f"GET {path}", f"PUT {path}", f"PUT {path}"]
        assert client.lines == lines


async def test_projects_are_told_whole(api: Running, session: Session) -> None:
    one, two = (projects.create(session, None, fresh("p")).id for _ in range(2))
    async with connected(api.url) as (remote, client):
        made = await remote.write(
            create("n", projects=frozenset({one}), values=values(password="p"))
        )
        assert (await found(remote, Kind.CREDENTIAL, made.object_id)).projects == frozenset({one})
        before = len(client.lines)
        moved = await remote.write(change(made.object_id, projects=frozenset({two})))
        assert (moved.mark, len(client.lines) - before) == (None, 1)
        assert (await found(remote, Kind.CREDENTIAL, made.object_id)).projects == frozenset({two})
        await remote.write(change(made.object_id, projects=frozenset()))
        assert (await found(remote, Kind.CREDENTIAL, made.object_id)).projects == frozenset()


async def test_objects_and_slots_are_deleted(api: Running, session: Session) -> None:
    there = login(session, "n", password="p", notes="n")
    slot = Step(Verb.DELETE, Kind.CREDENTIAL, "n", there.id, remove=frozenset({"notes"}))
    async with connected(api.url) as (remote, _):
        await remote.write(slot)
        assert held(session, there.id).public == {}
        whole = Step(Verb.DELETE, Kind.CREDENTIAL, "n", there.id)
        await remote.write(whole)
        with pytest.raises(Rejected) as caught:
            await remote.write(whole)
    assert caught.value.status == 404
    session.refresh()
    assert there.id not in {row.id for row in session.view.rows()}


async def test_a_type_gets_what_it_lacks_and_loses_nothing(api: Running, session: Session) -> None:
    shape = queue()
    async with connected(api.url) as (remote, client):
        made = await remote.write(Step(Verb.CREATE, Kind.TYPE, shape.key, type=shape))
        token = values(token="t")
        there = await remote.write(create("n", shape, values=token))
        wider = TypeShape(shape.key, shape.label, (Field("region", "Region"),))
        step = Step(
            Verb.CHANGE, Kind.TYPE, shape.key, made.object_id, public={FIELDS: ""}, type=wider
        )
        await remote.write(step)
        assert (await found(remote, Kind.TYPE, made.object_id)).fields == ("url", "token", "region")
        await remote.write(change(there.object_id, values=values(region="eu")))
        deletion = Step(Verb.DELETE, Kind.TYPE, shape.key, made.object_id)
        with pytest.raises(Rejected) as caught:
            await remote.write(deletion)
        assert caught.value.status == 409
        await remote.write(Step(Verb.DELETE, Kind.CREDENTIAL, "n", there.object_id))
        await remote.write(deletion)
        assert f"GET {made.object_id}" not in client.lines
    session.refresh()
    assert session.view.type(made.object_id) is None


async def test_what_cannot_be_sent_is_said_before_anything_is(
    api: Running, session: Session
) -> None:
    there = login(session, "n", password="p")
    async with connected(api.url) as (remote, client):
        await remote.read(())
        before = len(client.lines)
        for step in (
            change(there.id, values={"nothing": Secret.from_text(CANARY)}),
            create("n", TypeShape("Login", "", ()), values=values(nothing=CANARY)),
        ):
            with pytest.raises(Rejected) as caught:
                await remote.write(step)
            assert (caught.value.status, caught.value.word) == (0, "unknown_field")
            assert "nothing" in caught.value.message
        assert len(client.lines) == before
        with pytest.raises(Rejected) as caught:
            await remote.write(change(there.id, values={"password": Secret(b"\xff" * 8)}))
        assert caught.value.status == 0
    assert secret_of(session, held(session, there.id)) == b"p"


async def test_a_refusal_is_told_without_its_words(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    make_vault(path)
    with running(path, [server.dialect], {"fails": {"busy": "503", "odd": "409"}}) as api:
        async with connected(api.url) as (remote, _):
            for name, status in (("busy", 503), ("odd", 409)):
                with pytest.raises(Rejected) as caught:
                    await remote.write(create(name, values=values(password=CANARY)))
                assert caught.value.status == status
                assert CANARY not in caught.value.message + caught.value.hint
            with pytest.raises(Rejected) as caught:
                await remote.write(create("n", values=values(url=CANARY)))
            assert caught.value.status == 400
            assert CANARY not in caught.value.message + caught.value.hint


async def test_a_thousand_credentials_are_read_in_eleven_requests(tmp_path: Path) -> None:
    path = tmp_path / "vault.vtv"
    make_vault(path)
    with running(path, [server.dialect], {}) as api:
        with closing(api.session()) as session, session.edit("add") as many:
            for number in range(1000):
                draft = Draft.new("credential")
                draft.m |= {"name": f"n{number}", "type": "login"}
                many.put(draft)
        async with connected(api.url) as (remote, client):
            seen = await remote.read(())
            assert len({one.key for one in seen if one.kind is Kind.CREDENTIAL}) == 1000
            assert len(client.lines) == 11


async def test_nothing_is_pending_there(api: Running) -> None:
    async with connected(api.url) as (remote, _):
        with pytest.raises(OddAnswer):
            await remote.follow("/anything")


class TestContract(RemoteContract):
    """What every dialect keeps."""

    name = "infra0"
    auth = "bearer"
    kind = Kind.CREDENTIAL
    type = LOGIN
    slots = ("password", "username", "notes")
    odd_names = ("two words", "a/b?c#d%2F", "ü ☃ 🔑", "'; DROP", "$encrypted$", "x" * 512)
    to_read = 2
    to_push = 1

    def held(self, session: Session, name: str) -> dict[str, bytes]:
        found = [session.view.credential(row.id).record for row in session.view.named(name)]
        public = [key.removeprefix("field.") for one in found for key in one.m if "field." in key]
        return {
            slot: session.peek(one, slot).reveal() for one in found for slot in (*one.v, *public)
        }
