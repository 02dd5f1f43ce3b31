"""SourceCraft as a remote, over real sockets on our own server."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from tests.api import serving
from tests.api.serving import Running, running
from tests.operations.samples import make_vault, session_on
from tests.remotes.contract import RemoteContract
from tests.remotes.sourcecraft_calls import Work, done, drop, put, reading, speak
from tests.transport.asking import TOKEN, VALUE, fails
from tests.transport.odd_server import Arrived
from vaulttui.api import sourcecraft as server
from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.projects import Project
from vaulttui.errors import InvalidValue, Refused, Rejected
from vaulttui.operations import operations, organizations, projects
from vaulttui.remotes import sourcecraft
from vaulttui.remotes.protocol import Found, Kind, Presence, Written
from vaulttui.remotes.registry import described
from vaulttui.remotes.sourcecraft import SourceCraft
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.transport.client import Client, Origin

T = TypeVar("T")


def slots(found: Sequence[Found]) -> dict[str, list[str]]:
    assert all((o.kind, o.object_id, o.public) == (Kind.SET, o.key, {}) for o in found)
    assert {how for one in found for how in one.slots.values()} <= {Presence.PRESENT}
    return {one.key: list(one.slots) for one in found}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("sourcecraft") / "vault.vtv"
    make_vault(path)
    fails = {"BAD": "QuotaExceeded", "GONE": "cancel"}
    with running(path, [server.dialect], {"fails": fails}) as api:
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    session = api.session()
    yield session
    session.close()


@pytest.fixture
def shop(session: Session) -> Project:
    return made(session)


def made(session: Session) -> Project:
    """A repository of its own."""
    acme = organizations.create(session, f"acme-{random_bytes(8).hex()}")
    return projects.create(session, acme.id, "shop")


def at(project: Project) -> dict[str, str]:
    return {"repo-id": project.id}


def ours(api: Running, work: Work[T], options: Mapping[str, str]) -> T:
    return speak(api.url, work, options, token=Secret.from_text(serving.TOKEN))


def held(session: Session, project: Project, group: str = "default") -> dict[str, bytes]:
    session.refresh()
    found = operations.set_of(session, project, f"shop.{group}")
    names = [key.name for key in found.keys] if found else []
    return {name: session.peek(found.record, name).reveal() for name in names if found}


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"repo-id": "7f-A"}, "/repos/id:7f-A/secrets"),
        ({"repo-id": "7", "org": "", "repo": ""}, "/repos/id:7/secrets"),
        ({"org": "acme", "repo": "shop.x"}, "/repos/acme/shop.x/secrets"),
        ({"org": "a/b", "repo": "ü?"}, "/repos/a%2Fb/%C3%BC%3F/secrets"),
    ],
)
def test_a_repository_is_named(options: Mapping[str, str], path: str) -> None:
    assert sourcecraft.connect(_unused(), options).path == path


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"repo-id": ""},
        {"org": "acme"},
        {"repo": "shop"},
        {"repo-id": "7", "org": "acme"},
        {"repo-id": "7", "org": "acme", "repo": "shop"},
        {"org": "..", "repo": "shop"},
        {"repo-id": "."},
    ],
)
def test_a_repository_is_named_in_exactly_one_way(options: Mapping[str, str]) -> None:
    fails(InvalidValue, lambda: sourcecraft.connect(_unused(), options))


def _unused() -> Client:
    return Client(Origin("https://sourcecraft.example"))


@pytest.mark.parametrize(
    "auth", [{}, {"bearer": "x"}, {"token": TOKEN, "more": "x"}, {"token": f"{TOKEN}\n"}]
)
def test_a_login_that_is_none(auth: Mapping[str, str]) -> None:
    secrets = {name: Secret.from_text(text) for name, text in auth.items()}
    fails(InvalidValue, lambda: sourcecraft.headers(secrets))


def test_it_is_one_of_the_dialects() -> None:
    known = described("sourcecraft")
    assert known.ABILITIES is SourceCraft.abilities
    assert known.ABILITIES.owns_slots
    assert set(known.OPTIONS) == {"repo-id", "org", "repo"}
    assert known.AUTH == ("token",)


def test_put_read_delete(api: Running, session: Session, shop: Project) -> None:
    assert ours(api, reading(), at(shop)) == ()
    ours(api, done(put("A")), at(shop))
    ours(api, done(put("B", value="b")), at(shop))
    ours(api, done(put("C", "deploy")), at(shop))
    assert held(session, shop) == {"A": VALUE.encode(), "B": b"b"}
    assert slots(ours(api, reading(), at(shop))) == {"default": ["A", "B"]}
    groups = reading("deploy", "none", "default", "deploy")
    assert slots(ours(api, groups, at(shop))) == {"deploy": ["C"], "default": ["A", "B"]}
    ours(api, done(drop("A")), at(shop))
    ours(api, done(drop("C", "deploy")), at(shop))
    assert slots(ours(api, groups, at(shop))) == {"default": ["B"]}


def test_a_put_again_changes_the_value(api: Running, session: Session, shop: Project) -> None:
    for value in ("first", "second"):
        ours(api, done(put(value=value)), at(shop))
    assert held(session, shop) == {"K": b"second"}


def test_bytes_that_are_no_text(api: Running, session: Session, shop: Project) -> None:
    step = replace(put(), values={"K": Secret(b"\x00\xff")})
    ours(api, done(step), at(shop))
    assert held(session, shop) == {"K": b"\x00\xff"}


def test_by_slugs(api: Running, session: Session, shop: Project) -> None:
    org = session.view.graph.organization_name(shop.organization_id)
    ours(api, done(put()), {"org": org, "repo": "shop", "repo-id": ""})
    assert held(session, shop) == {"K": VALUE.encode()}


def test_what_is_gone_already_is_deleted(api: Running, shop: Project) -> None:
    assert ours(api, done(drop()), at(shop)) == Written("default")


def test_a_test_tells_what_is_there(api: Running, shop: Project) -> None:
    ours(api, done(put()), at(shop))
    told = ours(api, lambda dialect: dialect.test(), at(shop))
    assert told == "SourceCraft answers; the group default of the repository holds 1 secret."


@pytest.mark.parametrize("work", [reading(), reading("deploy"), done(put())])
def test_a_repository_that_is_not_there(api: Running, work: Work[object]) -> None:
    with pytest.raises(Rejected, match=r"404 \(NotFound\)") as caught:
        ours(api, work, {"repo-id": "0"})
    assert (caught.value.status, caught.value.word) == (404, "NotFound")
    assert "repo-id" in caught.value.hint


def test_a_group_that_cannot_be_is_named(api: Running, shop: Project) -> None:
    with pytest.raises(Rejected, match=r"400 \(ValidationError\) for the group two words\."):
        ours(api, reading("default", "two words"), at(shop))


def test_a_login_that_is_refused(api: Running, shop: Project) -> None:
    fails(Refused, lambda: speak(api.url, reading(), at(shop)))
    fails(Refused, lambda: speak(api.url, done(put()), at(shop)))


@pytest.mark.parametrize(("key", "word"), [("BAD", "QuotaExceeded"), ("GONE", "")])
def test_an_operation_that_ends_otherwise(
    api: Running, session: Session, shop: Project, key: str, word: str
) -> None:
    with pytest.raises(Rejected, match=word or "cancelled") as caught:
        ours(api, done(put(key)), at(shop))
    assert (caught.value.word, caught.value.status) == (word, 200)
    assert held(session, shop) == {}


def test_a_server_that_starts_anew_between_put_and_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault.vtv"
    make_vault(vault)
    with closing(session_on(vault)) as session:
        shop = made(session)
        with running(vault, [_idle], {}) as first:
            written = ours(first, lambda dialect: dialect.write(put()), at(shop))
            port = first.port
        assert held(session, shop) == {}

        listen = socket.create_server
        monkeypatch.setattr(socket, "create_server", lambda _at: listen(("127.0.0.1", port)))
        with running(vault, [server.dialect], {}) as second:
            assert second.port == port
            ended = ours(second, lambda dialect: dialect.follow(written.pending), at(shop))
            assert ended == Written()
        assert held(session, shop) == {"K": VALUE.encode()}


def _idle(vault: Vault, options: ServeOptions) -> Dialect:
    """A server that answers, and does nothing of what it promises."""
    return replace(server.dialect(vault, options), start=None)


class TestContract(RemoteContract):
    """What every dialect keeps."""

    name = "sourcecraft"
    auth = "token"
    odd_names = ("_.-a", "0", "x" * 123)
    per_object = 1
    to_push = 3

    def options(self, project_id: str) -> dict[str, str]:
        return {"repo-id": project_id}

    def held(self, session: Session, name: str) -> dict[str, bytes]:
        found = [one.record for one in session.view.graph.sets if one.name == f"shop.{name}"]
        return {key: session.peek(one, key).reveal() for one in found for key in one.v}

    def polls(self, request: Arrived) -> bool:
        return request.target.startswith("/operations/")
