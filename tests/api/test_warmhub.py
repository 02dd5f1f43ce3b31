"""WarmHub over the vault: what is created, seen from where, changed, and refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from tests.api.conftest import Serve
from tests.api.serving import Running, running
from tests.api.warmhub_calls import CANARY, SETS, Caller, populate, rest_error
from tests.operations.samples import START, login, make_vault
from vaulttui.api import warmhub
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Set
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, sets, trash
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session

HOUR: Final = 3_600_000


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each makes sets of its own, and looks for nothing else."""
    path = tmp_path_factory.mktemp("warmhub") / "vault.vtv"
    make_vault(path)
    with running(path, [warmhub.dialect], {}) as api:
        populate(api)
        yield api


@pytest.fixture
def call(api: Running) -> Caller:
    return Caller(api)


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


def made(session: Session, name: str, org: str = "acme") -> Set:
    """The set as it lies in the vault now."""
    session.refresh()
    return addresses.set_at(session, f"{org}/{name}")


def value(session: Session, name: str, key: str) -> bytes:
    found = made(session, name)
    return session.peek(found.record, key).reveal()


def trashed(session: Session, name: str) -> list[Record]:
    """What is in the trash and had the name once."""
    session.refresh()
    gone = session.view.trash()
    return [one for one in gone if any(rev.m.get("name") == name for rev in one.revisions)]


# What is created, and seen from where


def test_a_set_of_a_repository_is_assigned_there(api: Running, session: Session, name: str) -> None:
    answer = api("POST", SETS, json={"name": name, "description": "hooks"})
    assert answer.status_code == 201
    assert answer.json() == {"name": name, "scope": "repo", "description": "hooks", "keyNames": []}
    found = made(session, name)
    assert session.view.graph.projects_of(found.id) == ["acme/shop"]
    assert (found.scope, found.description) == ("repo", "hooks")


def test_a_set_of_the_organization_is_seen_by_every_repository(
    api: Running, session: Session, name: str
) -> None:
    answer = api("POST", SETS, json={"name": name, "scope": "org"})
    assert (answer.status_code, answer.json()["scope"]) == (201, "org")
    for repo in ("shop", "blog", None):
        assert name in {one["name"] for one in Caller(api, repo)("credential.listSets")}
    assert name not in {one["name"] for one in Caller(api, "shop", "other")("credential.listSets")}
    assert session.view.graph.projects_of(made(session, name).id) == []


def test_a_set_of_another_repository_is_not_there(api: Running, call: Caller, name: str) -> None:
    call("credential.createSet", name=name)
    other = Caller(api, "blog")
    assert name not in {one["name"] for one in other("credential.listSets")}
    assert name not in {one["name"] for one in Caller(api, None)("credential.listSets")}
    assert rest_error(api("GET", f"/api/repos/acme/blog/credentials/sets/{name}")) == (
        "404 NOT_FOUND"
    )
    assert other.refused("credential.getSet", name=name) == "404 NOT_FOUND"
    for procedure, more in (
        ("setKey", {"keyName": "K", "value": CANARY}),
        ("setKeys", {"secrets": {"K": CANARY}}),
        ("unsetKey", {"keyName": "K"}),
        ("revokeSet", {}),
        ("deleteSet", {}),
        ("listAuditLog", {}),
    ):
        assert other.refused(f"credential.{procedure}", setName=name, **more) == "404 NOT_FOUND"


def test_a_name_is_taken_in_the_whole_organization(api: Running, call: Caller, name: str) -> None:
    call("credential.createSet", name=name)
    blog = "/api/repos/acme/blog/credentials/sets"
    assert rest_error(api("POST", blog, json={"name": name})) == "409 ALREADY_EXISTS"
    assert Caller(api, "blog").refused("credential.createSet", name=name) == "409 ALREADY_EXISTS"
    assert Caller(api, "shop", "other")("credential.createSet", name=name)["name"] == name


def test_what_is_told_of_a_set(api: Running, call: Caller, session: Session, name: str) -> None:
    born = call("credential.createSet", name=name, description="d")
    assert born == {
        "name": name,
        "scope": "repo",
        "description": "d",
        "keyNames": [],
        "createdAt": START,
        "updatedAt": START,
    }
    api.moments.at += 5
    call("credential.setKey", setName=name, keyName="B", value=CANARY)
    found = made(session, name)
    wiki = login(session, "wiki")
    sets.put_reference(session, found, "A", wiki, "password")
    (at,) = {one.record.latest.at for one in session.view.graph.sets if one.name == name}
    told = {**born, "keyNames": ["A", "B"], "updatedAt": at}
    assert api("GET", f"{SETS}/{name}").json() == told
    assert call("credential.getSet", name=name) == told
    assert told in call("credential.listSets")
    assert api("GET", SETS).json() == call("credential.listSets")


def test_personal_is_an_organization(api: Running, name: str) -> None:
    mine = Caller(api, "mine", "personal")
    mine("credential.createSet", name=name)
    assert name in {one["name"] for one in mine("credential.listSets")}


def test_what_is_in_the_trash_is_gone(
    api: Running, call: Caller, session: Session, name: str
) -> None:
    call("credential.createSet", name=name)
    assert call("credential.deleteSet", setName=name) == {"ok": True, "name": name}
    assert call.refused("credential.deleteSet", setName=name) == "404 NOT_FOUND"
    assert rest_error(api("GET", f"{SETS}/{name}")) == "404 NOT_FOUND"
    assert call("credential.createSet", name=name)["keyNames"] == []
    call("credential.deleteSet", setName=name)
    assert len(trashed(session, name)) == 2


# Keys


def test_keys_are_set_merged_and_taken_away(call: Caller, session: Session, name: str) -> None:
    call("credential.createSet", name=name)
    told = call("credential.setKey", setName=name, keyName="B", value=f"{CANARY} ü\n")
    assert told == {"ok": True, "keyNames": ["B"], "keyName": "B"}
    told = call("credential.setKeys", setName=name, secrets={"A": CANARY, "B": f"{CANARY}2"})
    assert told == {"ok": True, "keyNames": ["A", "B"]}
    told = call("credential.setKeys", setName=name, secrets={"C": CANARY})
    assert told["keyNames"] == ["A", "B", "C"]
    told = call("credential.unsetKey", setName=name, keyName="A")
    assert told == {"ok": True, "keyNames": ["B", "C"], "keyName": "A"}
    assert call.refused("credential.unsetKey", setName=name, keyName="A") == "404 NOT_FOUND"
    assert value(session, name, "B") == f"{CANARY}2".encode()


def test_several_keys_are_set_together_or_not_at_all(
    call: Caller, session: Session, name: str
) -> None:
    call("credential.createSet", name=name)
    for bad in ({"bad name": CANARY}, {"B": ""}, {"B": "x" * (1 << 20) + "x"}):
        sent = {"A": CANARY, **bad}
        told = call.refused("credential.setKeys", setName=name, secrets=sent)
        assert told == "400 VALIDATION_ERROR"
    before = made(session, name).record.latest.rev
    assert call("credential.setKeys", setName=name, secrets={})["keyNames"] == []
    assert made(session, name).record.latest.rev == before


def test_a_value_may_have_one_mebibyte(call: Caller, session: Session, name: str) -> None:
    call("credential.createSet", name=name)
    call("credential.setKey", setName=name, keyName="BIG", value="x" * (1 << 20))
    assert len(value(session, name, "BIG")) == 1 << 20
    for wrong, code in (
        ("", "400 VALIDATION_ERROR"),
        ("x" * ((1 << 20) + 1), "400 VALIDATION_ERROR"),
        ("x" * (3 << 20), "413 PAYLOAD_TOO_LARGE"),
    ):
        told = call.refused("credential.setKey", setName=name, keyName="BIG", value=wrong)
        assert told == code
    assert len(value(session, name, "BIG")) == 1 << 20


def test_a_key_that_points_elsewhere_gets_a_value_of_its_own(
    call: Caller, session: Session, name: str
) -> None:
    call("credential.createSet", name=name)
    wiki = login(session, "wiki", password="first")
    found = sets.put_reference(
        session, made(session, name), "K", wiki, "password", description="why"
    )
    call("credential.setKey", setName=name, keyName="K", value=CANARY)
    key = made(session, name).key("K")
    assert key is not None
    assert (key.own, key.description) == (True, "why")
    assert found.key("K") != key
    assert session.peek(session.view.credential(wiki.id).record, "password").reveal() == b"first"


def test_a_revoked_set_is_seen_and_takes_nothing(call: Caller, session: Session, name: str) -> None:
    call("credential.createSet", name=name)
    call("credential.setKey", setName=name, keyName="K", value=CANARY)
    assert call("credential.revokeSet", setName=name, reason="leaked") == {"revoked": True}
    at = made(session, name).revoked_at
    assert call("credential.revokeSet", setName=name) == {"revoked": False}
    told = call("credential.getSet", name=name)
    assert (told["revokedAt"], told["keyNames"]) == (at, ["K"])
    for procedure, more in (
        ("setKey", {"keyName": "K", "value": f"{CANARY}2"}),
        ("setKeys", {"secrets": {"L": CANARY}}),
        ("unsetKey", {"keyName": "K"}),
    ):
        assert call.refused(f"credential.{procedure}", setName=name, **more) == "409 CONFLICT"
    assert value(session, name, "K") == CANARY.encode()
    assert call("credential.deleteSet", setName=name)["ok"] is True


def test_no_update_is_lost(api: Running, call: Caller, name: str) -> None:
    call("credential.createSet", name=name)
    keys = [f"K{number:02}" for number in range(24)]

    def put(key: str) -> None:
        call("credential.setKey", setName=name, keyName=key, value=CANARY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, keys))
    assert call("credential.getSet", name=name)["keyNames"] == keys


# The audit log


def test_the_audit_log_is_the_vaults_activity(
    api: Running, call: Caller, session: Session, name: str
) -> None:
    call("credential.createSet", name=name)
    for procedure, more in (
        ("setKey", {"keyName": "K", "value": CANARY}),
        ("setKeys", {"secrets": {"L": CANARY, "M": CANARY}}),
        ("unsetKey", {"keyName": "L"}),
        ("revokeSet", {}),
        ("deleteSet", {}),
    ):
        api.moments.at += 10
        call(f"credential.{procedure}", setName=name, **more)
    assert call.refused("credential.listAuditLog", setName=name) == "404 NOT_FOUND"
    trash.restore(session, trashed(session, name)[0])
    told = call("credential.listAuditLog", setName=name)
    assert [(one["action"], one.get("keyNames")) for one in told] == [
        ("restore", None),
        ("delete", None),
        ("revoke", None),
        ("unset", ["L"]),
        ("set", ["L", "M"]),
        ("set", ["K"]),
        ("create", None),
    ]
    moments = [one["timestamp"] for one in told[1:]]
    assert moments == [api.moments.at - 10 * step for step in range(6)]
    assert all(one["actorId"].startswith("api@") for one in told[1:])
    newest = call("credential.listAuditLog", setName=name, limit=2)
    assert newest == told[:2]
    for most in (2.5, 1e300):
        every = call("credential.listAuditLog", setName=name, limit=most)
        assert every == told[: min(len(told), int(most))]
    assert call.refused("credential.listAuditLog", setName=name, limit=0) == "400 VALIDATION_ERROR"


# What is refused


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


def test_unknown_members_are_passed_by(api: Running, name: str) -> None:
    answer = api("POST", SETS, json={"name": name, "grants": ["x"], "value": CANARY})
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


def test_a_set_that_the_vault_has_already(api: Running, session: Session, name: str) -> None:
    shop = addresses.project_at(session, "acme/shop")
    found = sets.create(session, NewSet(shop.organization_id, name, "repo", shop))
    sets.put_value(session, found, "K", Secret.from_text(CANARY))
    answer = api("GET", f"{SETS}/{name}")
    assert answer.json()["keyNames"] == ["K"]
    assert CANARY not in answer.text
