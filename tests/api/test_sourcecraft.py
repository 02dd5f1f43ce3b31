"""Secrets of a repository: listed without values, put and deleted by work that comes after."""

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.serving import Running, running
from tests.api.sourcecraft_calls import (
    CANARY,
    PUT,
    by_id,
    ended,
    held,
    keys,
    made,
    put,
    refused,
)
from tests.operations.samples import make_vault
from vaulttui.api import sourcecraft
from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.sourcecraft.answers import refuse
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.projects import Project
from vaulttui.operations import operations, projects, sets
from vaulttui.operations.operations import Asked
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each has a repository of its own."""
    path = tmp_path_factory.mktemp("sourcecraft") / "vault.vtv"
    make_vault(path)
    with running(path, [sourcecraft.dialect], {}) as api:
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    """The vault as another program has it open."""
    session = api.session()
    yield session
    session.close()


@pytest.fixture
def shop(session: Session) -> Project:
    """A repository ``acme-…/shop``."""
    return made(session)


def test_an_operation_is_promised_and_done(api: Running, session: Session, shop: Project) -> None:
    told = api("PUT", by_id(shop, "TOKEN"), json=PUT)
    promised = told.json()
    assert promised.keys() == {
        "operation_id", "status_url", "status", "created_at", "modified_at", "response",
    }  # fmt: skip
    assert promised["status"] == "scheduled"
    path = f"/operations/secrets/id:{promised['operation_id']}"
    assert promised["status_url"] == f"{api.url}{path}"
    done = ended(api, told)
    assert done == {**promised, "status": "success", "modified_at": done["modified_at"]}
    assert done["created_at"] <= done["modified_at"]
    assert held(session, shop) == {"TOKEN": CANARY.encode()}
    assert CANARY.encode() not in api.vault.read_bytes()


def test_a_group_is_a_set_of_its_project(api: Running, session: Session, shop: Project) -> None:
    put(api, shop, "A")
    put(api, shop, "B", secret_group="deploy")
    assert keys(api, by_id(shop)) == ["A"]
    assert keys(api, by_id(shop), secret_group="default") == ["A"]
    assert keys(api, by_id(shop), secret_group="") == ["A"]
    assert keys(api, by_id(shop), secret_group="deploy") == ["B"]
    assert keys(api, by_id(shop), secret_group="other") == []
    session.refresh()
    given = [session.view.graph.set(o.subject_id) for o in projects.assignments(session, shop)]
    found = {one.name: (one.scope, one.project_id) for one in given if one}
    assert found == {"shop.default": ("repo", shop.id), "shop.deploy": ("repo", shop.id)}


def test_both_ways_lead_to_one_repository(api: Running, session: Session, shop: Project) -> None:
    slugs = f"/repos/{session.view.graph.full_name(shop)}/secrets"
    ended(api, api("PUT", f"{slugs}/A", json=PUT))
    put(api, shop, "B")
    assert keys(api, slugs) == keys(api, by_id(shop)) == ["A", "B"]
    assert ended(api, api("DELETE", f"{slugs}/B"))["status"] == "success"
    assert keys(api, by_id(shop)) == ["A"]


def test_a_repository_of_personal(api: Running, session: Session) -> None:
    mine = projects.create(session, None, f"p-{random_bytes(8).hex()}")
    put(api, mine, "A")
    assert keys(api, f"/repos/personal/{mine.name}/secrets") == ["A"]


def test_a_key_may_be_called_as_a_part_of_the_path(api: Running, shop: Project) -> None:
    put(api, shop, "secrets")
    assert keys(api, by_id(shop)) == ["secrets"]


def test_some_of_the_keys(api: Running, shop: Project) -> None:
    for name in ("A", "B", "C"):
        put(api, shop, name)
    assert keys(api, by_id(shop), keys="B") == ["B"]
    assert keys(api, by_id(shop), keys=["C", "A", "NONE"]) == ["A", "C"]
    assert keys(api, by_id(shop), keys="") == ["A", "B", "C"]


def test_a_value_is_bytes(api: Running, session: Session, shop: Project) -> None:
    put(api, shop, "BYTES", b64encode(b"\x00\xff\n").decode())
    put(api, shop, "LARGE", b64encode(b"x" * (1 << 20)).decode())
    assert held(session, shop) == {"BYTES": b"\x00\xff\n", "LARGE": b"x" * (1 << 20)}


def test_put_and_delete_in_order(api: Running, session: Session, shop: Project) -> None:
    values = [b64encode(f"v{number}".encode()).decode() for number in range(5)]
    told = [api("PUT", by_id(shop, "K"), json={"value": value}) for value in values]
    told.append(api("DELETE", by_id(shop, "K")))
    told.append(api("PUT", by_id(shop, "K"), json={"value": values[0]}))
    assert {ended(api, one)["status"] for one in told} == {"success"}
    assert held(session, shop) == {"K": b"v0"}


def test_many_at_once_lose_nothing(api: Running, session: Session, shop: Project) -> None:
    names = [f"K{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda name: api("PUT", by_id(shop, name), json=PUT), names))
    for one in told:
        assert ended(api, one)["status"] == "success"
    assert held(session, shop) == dict.fromkeys(names, CANARY.encode())


def test_a_key_that_is_not_there_is_told_at_once(api: Running, shop: Project) -> None:
    refused(api("DELETE", by_id(shop, "TOKEN")), 404, "NotFound")
    put(api, shop, "TOKEN")
    refused(api("DELETE", by_id(shop, "TOKEN"), params={"secret_group": "x"}), 404, "NotFound")
    refused(api("DELETE", by_id(shop, "OTHER")), 404, "NotFound")
    assert keys(api, by_id(shop)) == ["TOKEN"]


@pytest.mark.parametrize(
    "value",
    ["", "A", "A===", CANARY, "AA", "AA==\n", "A A=", "-_==", "é", "AA==AA==", 7, None, ["AA=="]],
)
def test_a_value_must_be_base64(api: Running, shop: Project, value: object) -> None:
    refused(api("PUT", by_id(shop, "TOKEN"), json={"value": value}), 400, "ValidationError")
    assert keys(api, by_id(shop)) == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{}", "application/json", 400, "ValidationError"),
        (b"", "application/json", 400, "ValidationError"),
        (b'{"value": "AA=="', "application/json", 400, "ValidationError"),
        (b'["AA=="]', "application/json", 400, "ValidationError"),
        (b'{"value": "AA==", "more": "AA=="}', "application/json", 400, "ValidationError"),
        (b'{"value": "AA==", "value": "AAA="}', "application/json", 400, "ValidationError"),
        (b"\xff\xfe", "application/json", 400, "ValidationError"),
        (b"value=AA==", "application/x-www-form-urlencoded", 415, "UnsupportedMediaType"),
        (b'{"value": "' + b"A" * (2 << 20) + b'"}', "application/json", 413, "RequestTooLarge"),
    ],
    ids=range(9),
)
def test_bodies_that_are_none(
    api: Running, shop: Project, body: bytes, kind: str, status: int, code: str
) -> None:
    told = api("PUT", by_id(shop, "TOKEN"), content=body, headers={"Content-Type": kind})
    refused(told, status, code)
    assert keys(api, by_id(shop)) == []


@pytest.mark.parametrize("name", ["-x", ".x", "x y", "é", "x" * 129, "%00", "a%0ab"])
def test_names_that_cannot_be(api: Running, shop: Project, name: str) -> None:
    assert api("PUT", by_id(shop, name), json=PUT).status_code in (400, 404)
    group = {"secret_group": name}
    refused(api("PUT", by_id(shop, "K"), json=PUT, params=group), 400, "ValidationError")
    refused(api("GET", by_id(shop), params=group), 400, "ValidationError")
    refused(api("GET", by_id(shop), params={"keys": name}), 400, "ValidationError")


def test_a_group_that_is_named_twice(api: Running, shop: Project) -> None:
    told = api("GET", by_id(shop), params={"secret_group": ["a", "b"]})
    refused(told, 400, "ValidationError")


def test_a_value_beyond_a_mebibyte(api: Running, shop: Project) -> None:
    value = b64encode(b"x" * ((1 << 20) + 1)).decode()
    refused(api("PUT", by_id(shop, "K"), json={"value": value}), 400, "ValidationError")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/repos/id:0/secrets", 404, "NotFound"),
        ("PUT", "/repos/nobody/nothing/secrets/K", 404, "NotFound"),
        ("DELETE", "/repos/id:/secrets/K", 404, "NotFound"),
        ("GET", "/repos", 404, "NotFound"),
        ("GET", "/repos/id:{id}/secrets/K/more", 404, "NotFound"),
        ("GET", "/repos/id:{id}/secrets/", 404, "NotFound"),
        ("GET", "/operations/secrets/id:0", 404, "NotFound"),
        ("GET", "/operations/secrets/id:{id}", 404, "NotFound"),
        ("GET", "/operations/secrets", 404, "NotFound"),
        ("GET", "/repos/id:{id}/secrets/K", 405, "MethodNotAllowed"),
        ("POST", "/repos/id:{id}/secrets", 405, "MethodNotAllowed"),
        ("DELETE", "/operations/secrets/id:0", 405, "MethodNotAllowed"),
    ],
)
def test_what_is_not_there(
    api: Running, shop: Project, method: str, path: str, status: int, code: str
) -> None:
    body = {"json": PUT} if method == "PUT" else {}
    refused(api(method, path.format(id=shop.id), **body), status, code)


def test_every_refusal_has_a_code_and_an_id_of_its_own() -> None:
    told = [refuse(Refusal(problem), "/repos") for problem in Problem]
    ids = [one.headers["x-request-id"] for one in told]
    assert [one.status_code for one in told] == [problem.status for problem in Problem]
    assert len(set(ids)) == len(ids)


def test_the_address_has_the_name_that_the_client_knows(api: Running, shop: Project) -> None:
    host = f"localhost:{api.port}"
    told = api("PUT", by_id(shop, "K"), json=PUT, headers={"Host": host})
    assert told.json()["status_url"].startswith(f"http://{host}/operations/secrets/id:")


def test_a_revoked_group_and_one_that_is_not_given(
    api: Running, session: Session, shop: Project
) -> None:
    put(api, shop, "TOKEN")
    session.refresh()
    found = operations.set_of(session, shop, "shop.default")
    assert found is not None
    sets.revoke(session, found)
    sets.create(session, NewSet(shop.organization_id, "shop.other"))
    refused(api("PUT", by_id(shop, "TOKEN"), json=PUT), 409, "Conflict")
    told = api("PUT", by_id(shop, "K"), json=PUT, params={"secret_group": "other"})
    refused(told, 409, "Conflict")
    assert keys(api, by_id(shop)) == ["TOKEN"]
    assert keys(api, by_id(shop), secret_group="other") == []


def test_work_that_fails_after_the_answer(api: Running, session: Session, shop: Project) -> None:
    """Another program promises it, and takes the project away before the server hears of it."""
    waiting = operations.accept(session, Asked(shop, "shop.default", "K", Secret(b"x")))
    projects.rm(session, shop)
    put(api, made(session), "WAKES")
    told = api("GET", f"/operations/secrets/id:{waiting.id}").json()
    assert (told["status"], told["error"]) == (
        "failed",
        {"error_code": "NotFound", "message": "The project is not there any more.", "details": {}},
    )
