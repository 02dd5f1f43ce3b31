"""WarmHub over the vault: what is created, seen from where, changed, and refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.serving import Running, running
from tests.api.warmhub_calls import CANARY, SETS, Caller, populate, rest_error
from tests.operations.samples import START, login, make_vault
from vaulttui.api import warmhub
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Set
from vaulttui.operations import addresses, sets, trash
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session


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
    found = made(session, name)
    assert session.view.graph.projects_of(found.id) == []


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


def test_a_name_is_taken_in_the_whole_organization(
    api: Running, call: Caller, session: Session, name: str
) -> None:
    call("credential.createSet", name=name)
    blog = "/api/repos/acme/blog/credentials/sets"
    assert rest_error(api("POST", blog, json={"name": name})) == "409 ALREADY_EXISTS"
    assert Caller(api, "blog").refused("credential.createSet", name=name) == "409 ALREADY_EXISTS"
    other = Caller(api, "shop", "other")
    assert other("credential.createSet", name=name)["name"] == name
    found = made(session, name, "other")
    assert session.view.graph.projects_of(found.id) == ["other/shop"]


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


def test_a_set_that_the_vault_has_already(api: Running, session: Session, name: str) -> None:
    shop = addresses.project_at(session, "acme/shop")
    found = sets.create(session, NewSet(shop.organization_id, name, "repo", shop))
    sets.put_value(session, found, "K", Secret.from_text(CANARY))
    answer = api("GET", f"{SETS}/{name}")
    assert answer.json()["keyNames"] == ["K"]
    assert CANARY not in answer.text


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
