"""What WarmHub refuses: names, types, paths, the hour's limit, and failures to order."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.api.conftest import Serve
from tests.api.serving import Running, running
from tests.api.warmhub_calls import CANARY, SETS, Caller, populate, rest_error
from tests.operations.samples import START, make_vault
from vaulttui.api import warmhub
from vaulttui.errors import UsageError
from vaulttui.session.session import Session

HOUR: Final = 3_600_000


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here that need no options."""
    path = tmp_path_factory.mktemp("warmhub") / "vault.vtv"
    make_vault(path)
    with running(path, [warmhub.dialect], {}) as api:
        populate(api)
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    """The vault as another program has it open."""
    session = api.session()
    yield session
    session.close()


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "two words"},
        {"name": "../up"},
        {"name": "x" * 129},
        {"name": "\x1b[31m"},
        {"name": None},
        {"name": 5},
        {"name": ["x"]},
        {},
        [],
        "x",
        {"name": "x", "scope": "team"},
        {"name": "x", "scope": 1},
        {"name": "x", "description": {"a": 1}},
    ],
)
def test_what_cannot_be_created(api: Running, session: Session, body: object) -> None:
    before = len(session.view.graph.sets)
    answer = api("POST", SETS, json=body)
    assert rest_error(answer) == "400 VALIDATION_ERROR"
    assert "\x1b" not in answer.text
    session.refresh()
    assert len(session.view.graph.sets) == before


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/repos/nobody/shop/credentials/sets", "404 NOT_FOUND"),
        ("/api/repos/acme/nowhere/credentials/sets", "404 NOT_FOUND"),
        ("/api/repos/acme/%1b/credentials/sets", "404 NOT_FOUND"),
        ("/api/repos/acme/shop/credentials", "404 NOT_FOUND"),
        ("/api/repos/acme/shop/credentials/sets/", "404 NOT_FOUND"),
        (f"{SETS}/nothing", "404 NOT_FOUND"),
        (f"{SETS}/%ff", "404 NOT_FOUND"),
        (f"{SETS}/a%2fb", "404 NOT_FOUND"),
        (f"{SETS}/two%20words", "404 NOT_FOUND"),
        (f"{SETS}/nothing/keys", "404 NOT_FOUND"),
    ],
)
def test_what_is_not_there(api: Running, path: str, code: str) -> None:
    assert rest_error(api("GET", path)) == code


def test_errors_before_any_handler_have_the_same_shape(api: Running) -> None:
    stranger = {"Authorization": "Bearer wrong"}
    assert rest_error(api("GET", SETS, headers=stranger)) == "401 UNAUTHENTICATED"
    assert rest_error(api("PUT", SETS, json={})) == "405 METHOD_NOT_SUPPORTED"
    assert rest_error(api("DELETE", f"{SETS}/x")) == "405 METHOD_NOT_SUPPORTED"
    json = {"Content-Type": "application/json"}
    for content in (b"{", b"", b"\xff", b'{"name": "x", "name": "y"}', b"[" * 100_000):
        answer = api("POST", SETS, content=content, headers=json)
        assert rest_error(answer) == "400 VALIDATION_ERROR"
    assert rest_error(api("POST", SETS, content=b"name=x")) == "415 UNSUPPORTED_MEDIA_TYPE"


def test_unknown_members_are_passed_by(api: Running) -> None:
    answer = api("POST", SETS, json={"name": "more", "grants": ["x"], "value": CANARY})
    assert answer.status_code == 201
    assert CANARY not in answer.text


def test_so_many_sets_in_an_hour(serve: Serve) -> None:
    api = serve(warmhub.dialect, warmhub_rate=2)
    populate(api)
    api.moments.at = START // HOUR * HOUR + HOUR - 90_500
    call = Caller(api)
    call("credential.createSet", name="a")
    assert call.refused("credential.createSet", name="a") == "409 ALREADY_EXISTS"
    call("credential.createSet", name="b")
    answer = api("POST", SETS, json={"name": "c"})
    assert rest_error(answer) == "429 RATE_LIMITED"
    assert answer.headers["retry-after"] == "91"
    assert answer.json()["error"]["retryAfter"] == 91
    told = call.send("credential.createSet", name="c")
    assert (told.status_code, told.headers["retry-after"]) == (429, "91")
    assert told.json()[0]["error"]["data"]["warmhub"]["retryAfter"] == 91
    call("credential.setKey", setName="a", keyName="K", value=CANARY)
    call("credential.deleteSet", setName="a")
    Caller(api, "shop", "other")("credential.createSet", name="c")
    api.moments.at += 90_500
    call("credential.createSet", name="c")


def test_failures_to_order(serve: Serve) -> None:
    fails = {"bad": "RATE_LIMITED", "KEY": "CONFLICT", "gone": "NOT_FOUND"}
    api = serve(warmhub.dialect, fails=fails)
    populate(api)
    call = Caller(api)
    assert rest_error(api("POST", SETS, json={"name": "bad"})) == "429 RATE_LIMITED"
    call("credential.createSet", name="good")
    key = {"setName": "good", "keyName": "KEY"}
    assert call.refused("credential.setKey", **key, value=CANARY) == "409 CONFLICT"
    secrets = {"OTHER": CANARY, "KEY": CANARY}
    assert call.refused("credential.setKeys", setName="good", secrets=secrets) == "409 CONFLICT"
    assert rest_error(api("GET", f"{SETS}/gone")) == "404 NOT_FOUND"
    assert call("credential.getSet", name="good")["keyNames"] == []


def test_a_failure_that_cannot_be(serve: Serve) -> None:
    with pytest.raises(UsageError, match="takes no 418"):
        serve(warmhub.dialect, fails={"x": "418"})
