"""Infra0's dialect against servers that page, spell and fail in their own ways."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from math import ceil
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transport.odd_answers import answer, as_json, html
from tests.transport.odd_server import Arrived, Behaviour, OddServer
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import OddAnswer, Rejected, RemoteFailed, Unanswered
from vaulttui.remotes import infra0
from vaulttui.remotes.protocol import FIELDS, Found, Kind, Presence, Step, TypeShape, Verb
from vaulttui.secret import Secret
from vaulttui.transport.client import Client, Origin
from vaulttui.wire.infra0 import CREDENTIALS, TYPES

CANARY: Final = "canary-7f3a"
Item = dict[str, Any]
Answering = Callable[[Arrived], Behaviour]
FIELD: Final[Item] = {"id": "f1", "fieldName": "token", "fieldLabel": "T", "fieldType": "password"}
TYPE: Final[Item] = {"id": "t1", "typeName": "Queue", "fields": [FIELD]}
EMPTY: Final[Item] = {"data": [], "total": 0, "page": 1, "pageSize": 100}
SHAPE: Final = TypeShape("Queue", "Queue", (Field("token", "T", FieldKind.SECRET),))
CREATE: Final = Step(
    Verb.CREATE,
    Kind.CREDENTIAL,
    "n",
    values={"token": Secret.from_text(CANARY)},
    type=SHAPE,
)


def named(numbers: Sequence[int]) -> list[Item]:
    return [{"id": f"c{n}", "credentialName": f"n{n}", "credentialTypeId": "t1"} for n in numbers]


def one_of(**other: object) -> Item:
    """A list of one credential, which is told otherwise than is usual."""
    return {**EMPTY, "data": [{**named([1])[0], **other}], "total": 1}


def query(request: Arrived) -> dict[str, int]:
    return {name: int(one) for name, [one] in parse_qs(urlsplit(request.target).query).items()}


def page(items: Sequence[Item], request: Arrived, cap: int = 100, total: int | None = None) -> Item:
    """A page as a server gives it that puts at most ``cap`` on one."""
    asked = query(request)
    size = min(asked["pageSize"], cap)
    data = list(items)[(asked["page"] - 1) * size : asked["page"] * size]
    found = len(items) if total is None else total
    return {"data": data, "total": found, "page": asked["page"], "pageSize": size}


def listing(credentials: Answering, types: Sequence[Item] = (TYPE,)) -> Answering:
    """A script: these types, and credentials as ``credentials`` says."""

    def choose(request: Arrived) -> Behaviour:
        if request.method == "GET" and urlsplit(request.target).path == TYPES:
            return as_json(page(types, request))
        return credentials(request)

    return choose


@asynccontextmanager
async def connected(server: OddServer) -> AsyncIterator[Any]:
    async with Client(Origin(server.url, infra0.headers({"bearer": Secret(b"token")}))) as client:
        yield infra0.connect(client, {})


async def read(script: Answering) -> tuple[list[Found], list[Arrived]]:
    """What is found by a script, types left out, and what was asked."""
    with OddServer(script) as server:
        async with connected(server) as remote:
            seen = await remote.read(())
    return [one for one in seen if one.kind is Kind.CREDENTIAL], server.requests


async def failing(script: Answering, step: Step | None = None) -> tuple[RemoteFailed, OddServer]:
    """What is raised by a script; it never holds what was sent or came."""
    with OddServer(script) as server:
        async with connected(server) as remote:
            with pytest.raises(RemoteFailed) as caught:
                await (remote.write(step) if step else remote.read(()))
    said = f"{caught.value.message} {caught.value.hint}"
    assert CANARY not in said
    assert "\x1b" not in said
    return caught.value, server


@given(count=st.integers(0, 250), cap=st.integers(1, 120))
@settings(max_examples=8)
async def test_a_list_is_read_whole_however_it_is_cut(count: int, cap: int) -> None:
    items = named(range(count))
    cap = max(cap, ceil(count / 20))
    found, requests = await read(listing(lambda request: as_json(page(items, request, cap))))
    assert [one.object_id for one in found] == [item["id"] for item in items]
    assert len(requests) == 1 + max(1, ceil(count / min(cap, 100)))


async def test_a_list_that_changes_meanwhile_is_read_again() -> None:
    seen: list[int] = []

    def shifting(request: Arrived) -> Behaviour:
        # What was first goes away between two pages: what follows it would be missed.
        items = named(range(len(seen) > 0, 150))
        seen.append(query(request)["page"])
        return as_json(page(items, request))

    found, _ = await read(listing(shifting))
    assert [one.object_id for one in found] == [f"c{n}" for n in range(1, 150)]
    assert seen == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("odd", "requests"),
    [
        pytest.param(lambda r: {**EMPTY, "data": named(range(100)), "total": 150}, 6, id="loop"),
        pytest.param(lambda r: {**EMPTY, "total": 3}, 6, id="fewer than told"),
        pytest.param(lambda r: {**EMPTY, "data": named((1, 2)), "total": 1}, 3, id="more"),
        pytest.param(lambda r: {**EMPTY, "data": named((1, 1)), "total": 2}, 6, id="twice"),
        pytest.param(lambda r: page(named(range(900)), r, total=900 + r.number), 6, id="growing"),
        pytest.param(lambda r: page(named(range(900)), r, total=900 - r.number), 6, id="shrinking"),
        pytest.param(lambda r: {**EMPTY, "total": -1}, 1, id="negative"),
        pytest.param(lambda r: {**EMPTY, "total": 10**9}, 1, id="too many"),
        pytest.param(lambda r: {"data": []}, 1, id="no total"),
        pytest.param(lambda r: {**EMPTY, "total": "0"}, 1, id="a text as total"),
        pytest.param(lambda r: named((1, 2)), 1, id="bare"),
        pytest.param(lambda r: {**EMPTY, "data": {}}, 1, id="no list"),
        pytest.param(lambda r: {**EMPTY, "data": [{"id": "c"}], "total": 1}, 1, id="no name"),
        pytest.param(lambda r: {**EMPTY, "data": [{"name": "n"}], "total": 1}, 1, id="no id"),
        pytest.param(lambda r: {**EMPTY, "data": [{"id": {}}], "total": 1}, 1, id="odd id"),
        pytest.param(lambda r: one_of(id="x" * 513), 1, id="long id"),
        pytest.param(lambda r: one_of(id=".."), 1, id="climbing id"),
        pytest.param(lambda r: one_of(credentialName="x" * 513), 1, id="long name"),
        pytest.param(lambda r: one_of(updatedAt="x" * 129), 1, id="long time"),
        pytest.param(lambda r: one_of(projectIds=["x" * 513]), 1, id="long project"),
    ],
)
async def test_a_list_that_does_not_fit_is_never_half_read(
    odd: Callable[[Arrived], object], requests: int
) -> None:
    error, server = await failing(listing(lambda request: as_json(odd(request))))
    assert isinstance(error, OddAnswer)
    assert len(server.requests) == requests + 1


async def test_pages_in_html_and_refusals_are_no_lists() -> None:
    assert isinstance((await failing(listing(lambda _: html())))[0], OddAnswer)
    refused, _ = await failing(listing(lambda _: as_json({"error": "\x1b[2J"}, 404)))
    assert isinstance(refused, Rejected)
    assert refused.status == 404


async def test_two_of_one_name_are_both_found() -> None:
    items = [{**one, "credentialName": "same"} for one in named((1, 2))]
    found, _ = await read(listing(lambda request: as_json(page(items, request))))
    assert [(one.object_id, one.key) for one in found] == [("c1", "same"), ("c2", "same")]


async def test_other_spellings_are_read() -> None:
    types = [{"_id": "t1", "name": "Queue", "fields": [{"_id": "f1", "name": "token"}]}]
    item = {
        "_id": "c1", "name": "n", "credentialType": {"_id": "t1"}, "updatedAt": 1700,
        "projects": [{"_id": "p1"}],
    }  # fmt: skip
    found, _ = await read(listing(lambda request: as_json(page([item], request)), types))
    assert found == [
        Found(
            Kind.CREDENTIAL, "c1", "n", {"description": ""}, {}, "1700", "Queue",
            projects=frozenset({"p1"}),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "slots"),
    [
        (None, {}),
        ([], {"token": Presence.ABSENT, "url": Presence.ABSENT}),
        (
            [{"fieldId": "f1", "keyValue": "ciphertext"}],
            {"token": Presence.PRESENT, "url": Presence.ABSENT},
        ),
        ([{"fieldId": "f1", "keyValue": None}, {"fieldId": "f2"}], {"url": Presence.PRESENT}),
        ([{"fieldId": "f1"}, {"fieldId": "gone"}, {"fieldId": "f2"}], ("token", "url")),
    ],
)
async def test_presence_is_only_what_is_told(keys: object, slots: object) -> None:
    types = [{**TYPE, "fields": [FIELD, {**FIELD, "id": "f2", "fieldName": "url"}]}]
    item = {**named((1,))[0], **({} if keys is None else {"keys": keys})}
    [one], _ = await read(listing(lambda request: as_json(page([item], request)), types))
    expected = dict.fromkeys(slots, Presence.PRESENT) if isinstance(slots, tuple) else slots
    assert one.slots == expected


async def test_fields_that_a_list_leaves_out_are_asked_for() -> None:
    def choose(request: Arrived) -> Behaviour:
        path = urlsplit(request.target).path
        if path == f"{TYPES}/t1":
            return as_json(TYPE)
        items = [{"id": "t1", "typeName": "Queue"}] if path == TYPES else []
        return as_json(page(items, request))

    with OddServer(choose) as server:
        async with connected(server) as remote:
            [one] = await remote.read(())
    assert (one.fields, len(server.requests)) == (("token",), 3)


def writing(behaviour: Behaviour) -> Answering:
    """A script: lists as they should be, and this answer to every write."""

    def choose(request: Arrived) -> Behaviour:
        return as_json(page([], request)) if request.method == "GET" else behaviour

    return listing(choose)


@pytest.mark.parametrize(
    ("behaviour", "kind", "status"),
    [
        (as_json({"error": CANARY, "message": CANARY}, 400), Rejected, 400),
        (answer(422, CANARY.encode(), kind="text/plain"), Rejected, 422),
        (html(500), Rejected, 500),
        (html(), OddAnswer, None),
        (answer(204), OddAnswer, None),
        (as_json({"success": True}, 201), OddAnswer, None),
        (as_json({"success": False, "error": CANARY}), OddAnswer, None),
        (as_json({"id": "x" * 3_000_000}, 201), OddAnswer, None),
        (as_json({"id": "c", "updatedAt": "x" * 129}, 201), OddAnswer, None),
    ],
)
async def test_a_write_is_sent_once_and_its_answer_not_repeated(
    behaviour: Behaviour, kind: type[RemoteFailed], status: int | None
) -> None:
    error, server = await failing(writing(behaviour), CREATE)
    assert type(error) is kind
    assert getattr(error, "status", None) == status
    [sent] = (request for request in server.requests if request.method == "POST")
    assert sent.json() == {
        "credentialName": "n",
        "credentialTypeId": "t1",
        "keys": [{"fieldId": "f1", "keyValue": CANARY}],
    }


async def test_a_field_goes_back_with_its_id_and_others_stay() -> None:
    other = {"_id": 9, "name": "old", "type": "whatever", "label": "Old"}
    types = [{**TYPE, "fields": [other, {**FIELD, "fieldId": "F1"}]}]
    wider = TypeShape("Queue", "", (*SHAPE.fields, Field("region", "Region")))
    step = Step(Verb.CHANGE, Kind.TYPE, "Queue", "t1", {FIELDS: ""}, type=wider)
    with OddServer(listing(lambda _: as_json(TYPE), types)) as server:
        async with connected(server) as remote:
            await remote.write(step)
    assert server.requests[-1].json() == {
        "typeName": "Queue",
        "fields": [
            {"fieldName": "old", "fieldLabel": "Old", "fieldType": "whatever", "id": 9},
            {
                "fieldName": "token", "fieldLabel": "T", "fieldType": "password",
                "id": "f1", "fieldId": "F1",
            },
            {"fieldName": "region", "fieldLabel": "Region", "fieldType": "text"},
        ],
    }  # fmt: skip


async def test_of_two_types_of_one_name_the_one_with_the_fields_is_taken() -> None:
    types = [{**TYPE, "id": "t0", "fields": []}, TYPE]
    with OddServer(listing(lambda _: as_json({"id": 5}, 201), types)) as server:
        async with connected(server) as remote:
            assert (await remote.write(CREATE)).object_id == "5"
    body = server.requests[-1].json()
    assert isinstance(body, dict)
    assert body["credentialTypeId"] == "t1"


async def test_a_type_that_may_have_been_made_is_looked_for_again() -> None:
    made: list[Item] = []

    def choose(request: Arrived) -> Behaviour:
        if request.method == "GET":
            return as_json(page(made, request))
        if request.target == TYPES and not made:
            made.append(TYPE)
            return answer(200, b'{"id":', kind="application/json")
        return as_json({"id": "new"}, 201)

    with OddServer(choose) as server:
        async with connected(server) as remote:
            with pytest.raises((OddAnswer, Unanswered)):
                await remote.write(CREATE)
            assert (await remote.write(CREATE)).object_id == "new"
    asked = [(one.method, urlsplit(one.target).path) for one in server.requests]
    assert asked == [
        ("GET", TYPES), ("POST", TYPES), ("GET", TYPES), ("POST", CREDENTIALS),
    ]  # fmt: skip


async def test_a_value_that_is_no_text_is_refused_before_anything_is_made() -> None:
    odd = {"token": Secret(b"\xff" + CANARY.encode())}
    error, server = await failing(writing(html()), replace(CREATE, values=odd))
    assert error.message.startswith("token cannot be sent")
    assert server.requests == []


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (answer(204), None),
        (as_json({"success": True}), None),
        (as_json({"success": False}), Rejected),
        (html(), OddAnswer),
    ],
)
async def test_a_deletion_is_done_unless_it_is_denied(
    behaviour: Behaviour, kind: type[RemoteFailed] | None
) -> None:
    step = Step(Verb.DELETE, Kind.CREDENTIAL, "n", "a/b ?")
    if kind is not None:
        assert type((await failing(writing(behaviour), step))[0]) is kind
        return
    with OddServer(writing(behaviour)) as server:
        async with connected(server) as remote:
            assert (await remote.write(step)).object_id == "a/b ?"
    assert [one.target for one in server.requests] == [f"{CREDENTIALS}/a%2Fb%20%3F"]
