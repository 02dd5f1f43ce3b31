"""WarmHub's dialect against the local server, over real sockets."""

from collections.abc import Iterator

import pytest

from tests.api.serving import Running, running
from tests.api.warmhub_calls import Caller, populate
from tests.operations.samples import make_vault
from tests.remotes.contract import RemoteContract
from tests.remotes.warmhub_steps import OPTIONS, REST, change, connected, create, delete
from tests.transport.asking import VALUE, no_secrets
from tests.transport.odd_server import Arrived
from vaulttui.api import warmhub as server
from vaulttui.crypto.primitives import random_bytes
from vaulttui.errors import InvalidValue, Refused, Rejected
from vaulttui.operations import addresses
from vaulttui.remotes import warmhub
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    REVOKED,
    SCOPE,
    Dialect,
    Found,
    Kind,
    Presence,
    Step,
    Verb,
)
from vaulttui.remotes.registry import check_options, described
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each makes what it looks for."""
    path = tmp_path_factory.mktemp("warmhub") / "vault.vtv"
    make_vault(path)
    with running(path, [server.dialect], {}) as api:
        populate(api)
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    """The vault as another program has it open."""
    session = api.session()
    yield session
    session.close()


@pytest.fixture
def name() -> str:
    """The name of a set that no other test has."""
    return f"s-{random_bytes(8).hex()}"


async def found(remote: Dialect, name: str) -> Found:
    (only,) = [one for one in await remote.read(()) if one.key == name]
    return only


def value(session: Session, name: str, key: str) -> bytes:
    session.refresh()
    return session.peek(addresses.set_at(session, f"acme/{name}").record, key).reveal()


def test_it_is_described_as_the_registry_wants_it() -> None:
    assert described("warmhub").ABILITIES is warmhub.ABILITIES
    check_options("warmhub", OPTIONS)
    with pytest.raises(InvalidValue, match="needs repo"):
        check_options("warmhub", {"org": "acme"})


@pytest.mark.parametrize("auth", [{}, {"bearer": "x"}, {"token": "x", "cookie:s": "y"}])
def test_it_takes_a_token_and_nothing_else(auth: dict[str, str]) -> None:
    with pytest.raises(InvalidValue, match="one login"):
        warmhub.headers({key: Secret.from_text(text) for key, text in auth.items()})


# Against the local server


async def test_it_tells_what_answers_after_one_request(api: Running) -> None:
    async with connected(api.url) as (remote, lines):
        assert (await remote.test()).startswith("WarmHub answers; this login sees ")
    assert lines == [f"GET {REST}"]
    async with connected(api.url, "wrong") as (remote, _):
        with pytest.raises(Refused) as caught:
            await remote.test()
    no_secrets(caught.value)


async def test_a_set_is_made_filled_emptied_and_deleted(
    api: Running, session: Session, name: str
) -> None:
    async with connected(api.url) as (remote, lines):
        made = await remote.write(create(name, description="of tests"))
        seen = await found(remote, name)
        assert (made.object_id, made.mark) == (name, seen.mark)
        assert seen.public == {DESCRIPTION: "of tests", SCOPE: "repo"}
        assert (seen.object_id, seen.kind, dict(seen.slots)) == (name, Kind.SET, {})
        api.moments.at += 1
        await remote.write(change(name, A=VALUE, B="b"))
        filled = await found(remote, name)
        assert dict(filled.slots) == {"A": Presence.PRESENT, "B": Presence.PRESENT}
        assert filled.mark != seen.mark
        assert value(session, name, "A") == VALUE.encode()
        await remote.write(change(name, C="c"))
        await remote.write(delete(name, "A", "B"))
        assert dict((await found(remote, name)).slots) == {"C": Presence.PRESENT}
        await remote.write(delete(name))
        assert [one for one in await remote.read(()) if one.key == name] == []
    assert lines == [
        "POST /trpc/diagnostics.capabilities",
        "POST /trpc/credential.createSet",
        f"GET {REST}",
        "POST /trpc/credential.setKeys",
        f"GET {REST}",
        "POST /trpc/credential.setKey",
        "POST /trpc/credential.unsetKey",
        "POST /trpc/credential.unsetKey",
        f"GET {REST}",
        "POST /trpc/credential.deleteSet",
        f"GET {REST}",
    ]


async def test_sets_of_the_organization_and_revoked_ones(api: Running, name: str) -> None:
    async with connected(api.url) as (remote, _):
        await remote.write(create(name, scope="org"))
        Caller(api, "blog")("credential.revokeSet", setName=name)
        seen = await found(remote, name)
        assert seen.public == {DESCRIPTION: "", SCOPE: "org", REVOKED: "true"}
        with pytest.raises(Rejected) as caught:
            await remote.write(change(name, K=VALUE))
    assert (caught.value.word, caught.value.status) == ("CONFLICT", 409)
    no_secrets(caught.value)


async def test_what_cannot_be_written_says_why(api: Running, name: str) -> None:
    Caller(api, "blog")("credential.createSet", name=name)
    bad = Secret(b"\xff" + VALUE.encode())
    cases = [
        (create(name), "ALREADY_EXISTS", 409),
        (create("two words"), "VALIDATION_ERROR", 400),
        (change(name, K=VALUE), "NOT_FOUND", 404),
        (delete(name), "NOT_FOUND", 404),
        (Step(Verb.CHANGE, Kind.SET, name, values={"K": bad}), "not_text", 0),
    ]
    async with connected(api.url) as (remote, _):
        for step, word, status in cases:
            with pytest.raises(Rejected) as caught:
                await remote.write(step)
            assert (caught.value.word, caught.value.status) == (word, status)
            no_secrets(caught.value)


async def test_a_slot_that_is_gone_is_emptied_already(api: Running, name: str) -> None:
    Caller(api)("credential.createSet", name=name)
    async with connected(api.url) as (remote, _):
        await remote.write(change(name, "GONE", K=VALUE))
        await remote.write(delete(name, "GONE", "K"))
        assert dict((await found(remote, name)).slots) == {}


async def test_a_thousand_values_are_one_request(api: Running, name: str) -> None:
    Caller(api)("credential.createSet", name=name)
    async with connected(api.url) as (remote, lines):
        await remote.write(change(name, **{f"K{number}": VALUE for number in range(1000)}))
        assert len(lines) == 2
        assert len((await found(remote, name)).slots) == 1000


async def test_large_values_go_in_parts(api: Running, session: Session, name: str) -> None:
    Caller(api)("credential.createSet", name=name)
    texts = {"A": "a" * (1 << 20), "B": "b" * 600_000, "C": "c" * 500_000, "D": "d"}
    async with connected(api.url) as (remote, lines):
        await remote.write(change(name, **texts))
    assert [line.rpartition(".")[2] for line in lines[1:]] == ["setKey", "setKey", "setKeys"]
    assert {key: value(session, name, key).decode() for key in texts} == texts


async def test_of_parts_none_is_sent_if_one_cannot_be(api: Running, name: str) -> None:
    Caller(api)("credential.createSet", name=name)
    values = {
        "A": Secret(b"a" * (1 << 20)),
        "B": Secret(b"b"),
        "ODD": Secret(b"\xff" + VALUE.encode()),
    }
    async with connected(api.url) as (remote, lines):
        with pytest.raises(Rejected) as caught:
            await remote.write(Step(Verb.CHANGE, Kind.SET, name, name, values=values))
    no_secrets(caught.value)
    assert (caught.value.message.split()[0], caught.value.partly, lines) == ("ODD", False, [])


class TestContract(RemoteContract):
    """What every dialect keeps."""

    name = "warmhub"
    auth = "token"
    to_push = 2

    def options(self, _project_id: str) -> dict[str, str]:
        return OPTIONS

    def held(self, session: Session, name: str) -> dict[str, bytes]:
        found = [one.record for one in session.view.graph.sets if one.name == name]
        return {key: session.peek(one, key).reveal() for one in found for key in one.v}

    def writes(self, request: Arrived) -> bool:
        return "/trpc/credential." in request.target
