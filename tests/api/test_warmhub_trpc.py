"""tRPC as WarmHub's clients speak it: envelopes, batches, what asks and what writes."""

import json
from collections.abc import Iterator
from typing import Any, Final

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.api.serving import Running, running
from tests.api.warmhub_calls import CANARY, Caller, populate
from tests.operations.samples import make_vault
from vaulttui.api import warmhub
from vaulttui.wire.warmhub import CODES

BATCH: Final = {"batch": "1"}
PLACE: Final = {"orgName": "acme", "repoName": "shop"}
ALL: Final = (
    "createSet", "getSet", "listSets", "setKey", "setKeys", "unsetKey", "revokeSet", "deleteSet",
    "listAuditLog",
)  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here, with a set that stays as it is."""
    path = tmp_path_factory.mktemp("trpc") / "vault.vtv"
    make_vault(path)
    with running(path, [warmhub.dialect], {}) as api:
        populate(api)
        Caller(api)("credential.createSet", name="steady")
        yield api


def sent(api: Running, path: str, body: object, **more: Any) -> Any:
    answer = api("POST", f"/trpc/{path}", json=body, **more)
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json()


def code(entry: dict[str, Any]) -> str:
    """The code of an entry that is an error."""
    return str(entry["error"]["data"]["warmhub"]["code"])


def test_clients_ask_first_what_they_may_send(api: Running) -> None:
    spellings: list[dict[str, object]] = [{"0": None}, {}, {"0": {}}]
    for nothing in spellings:
        status, (entry,) = sent(api, "diagnostics.capabilities", nothing, params=BATCH)
        told = entry["result"]["data"]
        assert (status, told["writeContractVersion"]) == (200, 3)
        assert set(told["minSupportedClients"]) >= {"warmhub-sdk-py", "warmhub-sdk-ts"}


def test_a_call_alone_has_no_list_around_it(api: Running) -> None:
    given = {**PLACE, "name": "steady"}
    status, told = sent(api, "credential.getSet", given)
    assert (status, told["result"]["data"]["name"]) == (200, "steady")
    status, told = sent(api, "credential.getSet", {**PLACE, "name": "nothing"})
    assert (status, code(told)) == (404, "NOT_FOUND")
    assert sent(api, "diagnostics.capabilities", {})[0] == 200


def test_a_batch_answers_in_order_and_does_what_it_can(api: Running) -> None:
    body = {
        "0": {**PLACE, "name": "batched"},
        "1": {**PLACE, "setName": "batched", "keyName": "K", "value": CANARY},
        "2": {**PLACE, "name": "nothing"},
        "3": {**PLACE, "setName": "batched"},
    }
    path = "credential.createSet,credential.setKey,credential.getSet,credential.deleteSet"
    status, entries = sent(api, path, body, params=BATCH)
    assert status == 207
    assert entries[0]["result"]["data"]["name"] == "batched"
    assert entries[1]["result"]["data"]["keyNames"] == ["K"]
    assert code(entries[2]) == "NOT_FOUND"
    assert entries[3]["result"]["data"] == {"ok": True, "name": "batched"}
    assert CANARY not in json.dumps(entries)


def test_a_batch_that_is_not_understood_does_nothing(api: Running) -> None:
    create = {**PLACE, "name": "half"}
    for second, told in (
        ("credential.getSet", "VALIDATION_ERROR"),
        ("credential.eatSet", "NOT_FOUND"),
        ("", "NOT_FOUND"),
    ):
        body = {"0": create, "1": PLACE}
        status, entries = sent(api, f"credential.createSet,{second}", body, params=BATCH)
        assert status == CODES[told].status
        assert [code(one) for one in entries] == [told, told]
    assert Caller(api).refused("credential.getSet", name="half") == "404 NOT_FOUND"


def test_what_asks_may_be_asked_by_get(api: Running) -> None:
    given = {**PLACE, "name": "steady"}
    query = {"batch": "1", "input": json.dumps({"0": given})}
    (entry,) = api("GET", "/trpc/credential.getSet", params=query).json()
    assert entry["result"]["data"]["name"] == "steady"
    alone = api("GET", "/trpc/credential.getSet", params={"input": json.dumps(given)})
    assert alone.json()["result"]["data"]["name"] == "steady"
    assert api("GET", "/trpc/diagnostics.capabilities").status_code == 200


@pytest.mark.parametrize("name", [one for one in ALL if not one.startswith(("get", "list"))])
def test_what_writes_is_not_done_by_get(api: Running, name: str) -> None:
    place = {**PLACE, "name": "new", "setName": "steady", "keyName": "K", "value": "v"}
    query = {"batch": "1", "input": json.dumps({"0": {**place, "secrets": {"K": "v"}}})}
    answer = api("GET", f"/trpc/credential.{name}", params=query)
    (entry,) = answer.json()
    assert (answer.status_code, code(entry)) == (405, "METHOD_NOT_SUPPORTED")
    assert Caller(api)("credential.getSet", name="steady")["keyNames"] == []


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '{"0":1}', '{"0":{}}', '"\\ud800"', "[" * 5000]
)
def test_input_of_a_get_that_cannot_be(api: Running, text: str) -> None:
    query = {"batch": "1", "input": text}
    answer = api("GET", "/trpc/credential.getSet", params=query)
    (entry,) = answer.json()
    assert (answer.status_code, code(entry)) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "path",
    ["credential", "credential.grant", "repo.create", "__proto__", "credential.getSet.x", "%1b[0m"],
)
def test_a_procedure_that_is_not_known(api: Running, path: str) -> None:
    status, (entry,) = sent(api, path, {"0": PLACE}, params=BATCH)
    assert (status, code(entry)) == (404, "NOT_FOUND")
    assert entry["error"]["data"]["code"] == "NOT_FOUND"
    assert entry["error"]["code"] == -32004


def test_errors_before_any_handler_are_an_entry_too(api: Running) -> None:
    stranger = {"Authorization": "Bearer wrong"}
    status, (entry,) = sent(api, "credential.listSets", {"0": PLACE}, headers=stranger)
    assert (status, code(entry)) == (401, "UNAUTHENTICATED")
    assert entry["error"]["data"]["code"] == "UNAUTHORIZED"
    answer = api("DELETE", "/trpc/credential.listSets")
    assert (answer.status_code, code(answer.json()[0])) == (405, "METHOD_NOT_SUPPORTED")
    answer = api("GET", "/trpc/a/b")
    assert (answer.status_code, code(answer.json()[0])) == (404, "NOT_FOUND")
    answer = api("POST", "/trpc/credential.listSets", params=BATCH, content=b"{}")
    assert (answer.status_code, code(answer.json()[0])) == (415, "UNSUPPORTED_MEDIA_TYPE")


WRONG: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
GIVEN: Final = st.fixed_dictionaries(
    {},
    optional={
        field: st.one_of(WRONG, st.sampled_from([good]))
        for field, good in (
            ("orgName", "acme"),
            ("repoName", "blog"),
            ("name", "steady"),
            ("setName", "steady"),
            ("keyName", "K"),
            ("value", "v"),
            ("secrets", {"K": "v"}),
            ("scope", "org"),
            ("limit", 3),
            ("description", "d"),
        )
    },
)


@given(name=st.sampled_from(ALL), given=st.one_of(GIVEN, WRONG), batched=st.booleans())
def test_whatever_comes_is_answered_in_the_dialect(
    api: Running, name: str, given: object, batched: bool
) -> None:
    body = {"0": given} if batched else given
    status, told = sent(api, f"credential.{name}", body, params=BATCH if batched else {})
    entry = told[0] if batched else told
    assert status < 500
    assert (status == 200) == ("result" in entry)
    if status != 200:
        assert CODES[code(entry)].status == status
