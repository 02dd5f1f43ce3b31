"""WarmHub's dialect against servers that answer oddly, and what it sends them."""

import json
from collections.abc import Callable
from typing import Final

import pytest

from tests.api.serving import TOKEN
from tests.remotes.warmhub_steps import REST, change, connected, delete
from tests.transport.asking import VALUE, no_secrets
from tests.transport.odd_answers import answer, as_json, closed, html, too_many
from tests.transport.odd_server import Arrived, Behaviour, OddServer
from vaulttui.errors import (
    OddAnswer,
    Refused,
    Rejected,
    RemoteFailed,
    Throttled,
    Unanswered,
    Unreachable,
)
from vaulttui.remotes.protocol import Found, Step

INFO: Final = {"name": "hooks", "scope": "repo", "keyNames": [], "createdAt": 1, "updatedAt": 2}
Answering = Callable[[Arrived], Behaviour]
CAPABLE: Final = {"minSupportedClients": {}, "writeContractVersion": 3}


def entry(data: object) -> list[object]:
    return [{"result": {"data": data}}]


def refusal(status: int = 400, **data: object) -> Behaviour:
    return as_json([{"error": {"message": "no", "code": -1, "data": data}}], status)


def agreed(then: Behaviour) -> Answering:
    """A script: the handshake, and then this."""
    hello = as_json(entry(CAPABLE))
    return lambda request: hello if request.target.startswith("/trpc/diag") else then


async def fails(script: Answering, step: Step | None = None) -> tuple[RemoteFailed, OddServer]:
    """What a reading or a step comes to, and the server with what arrived there."""
    with OddServer(script) as odd:
        async with connected(odd.url) as (remote, _):
            with pytest.raises(RemoteFailed) as caught:
                await (remote.write(step) if step else remote.read(()))
    no_secrets(caught.value)
    return caught.value, odd


async def reads(script: Answering) -> tuple[tuple[Found, ...], list[str]]:
    with OddServer(script) as odd:
        async with connected(odd.url) as (remote, _):
            await remote.read(())
            seen = await remote.read(())
    return seen, [request.target for request in odd.requests]


@pytest.mark.parametrize("gone", [as_json({}, 404), html(404), answer(405)])
async def test_without_rest_it_reads_over_trpc_from_then_on(gone: Behaviour) -> None:
    told = as_json(entry([{**INFO, "later": 1}]))
    seen, targets = await reads(lambda request: gone if request.method == "GET" else told)
    assert [(one.key, one.mark) for one in seen] == [("hooks", "1/2")]
    assert targets == [REST, *["/trpc/credential.listSets?batch=1"] * 2]


async def test_names_are_taken_as_they_are() -> None:
    names = ["\x1b[31mred\x1b[0m", "a/b", "", "\u202egnp", "x" * 512]
    keys = ["\x1b]0;title\x07", "K"]
    told = [{**INFO, "name": name, "keyNames": keys} for name in names]
    seen, _ = await reads(lambda _: as_json(told))
    assert [one.key for one in seen] == names
    assert all(list(one.slots) == keys for one in seen)


@pytest.mark.parametrize(
    "odd",
    [
        as_json([{**INFO, "name": "a\x1bb"}] * 2),
        as_json([{**INFO, "createdAt": "1"}]),
        as_json([{**INFO, "keyNames": None}]),
        as_json([{**INFO, "name": 5}]),
        as_json([{**INFO, "name": "x" * 513}]),
        as_json([{**INFO, "keyNames": ["x" * 513]}]),
        as_json([{**INFO, "updatedAt": 10**128}]),
        as_json({"sets": []}),
        as_json(None),
        html(),
        answer(200, b"[", kind="application/json"),
    ],
)
async def test_lists_that_are_none(odd: Behaviour) -> None:
    error, _ = await fails(lambda _: odd)
    assert type(error) is OddAnswer
    assert "\x1b" not in error.message


@pytest.mark.parametrize(
    ("odd", "kind", "word"),
    [
        (as_json({"error": {"code": "NOT_FOUND", "message": VALUE}}, 400), Rejected, "NOT_FOUND"),
        (as_json({"error": {"code": VALUE, "hint": VALUE}}, 409), Rejected, "CONFLICT"),
        (as_json({"error": VALUE}, 500), Rejected, "BACKEND"),
        (html(503), Rejected, "BACKEND"),
        (too_many(), Throttled, ""),
        (answer(401), Refused, ""),
        (answer(403), Refused, ""),
        (closed(), Unanswered, ""),
    ],
)
async def test_refusals_over_rest(odd: Behaviour, kind: type[RemoteFailed], word: str) -> None:
    error, _ = await fails(lambda _: odd)
    assert type(error) is kind
    assert getattr(error, "word", "") == word


@pytest.mark.parametrize(
    ("odd", "kind", "word", "status"),
    [
        (refusal(409, code="CONFLICT", warmhub={"code": "ALREADY_EXISTS", "message": VALUE}),
         Rejected, "ALREADY_EXISTS", 409),
        (refusal(409, code="CONFLICT"), Rejected, "CONFLICT", 409),
        (refusal(500, code="NOT_FOUND", httpStatus=404), Rejected, "NOT_FOUND", 404),
        (refusal(502), Rejected, "BACKEND", 502),
        (refusal(200), Rejected, "BACKEND", 500),
        (refusal(200, warmhub={"code": VALUE, "message": VALUE, "hint": VALUE}),
         Rejected, "BACKEND", 500),
        (refusal(200, warmhub={"code": "CONFLICT", "status": 200}), Rejected, "CONFLICT", 409),
        (refusal(200, code="FORBIDDEN"), Refused, None, None),
        (refusal(207, warmhub={"code": "RATE_LIMITED", "retryAfter": 7}), Throttled, None, None),
        (refusal(400, code=5), Rejected, "VALIDATION_ERROR", 400),
        (as_json({"error": {"message": VALUE, "code": -1}}, 404), Rejected, "NOT_FOUND", 404),
        (as_json([VALUE], 400), Rejected, "VALIDATION_ERROR", 400),
        (html(500), Rejected, "", 500),
        (html(404), Rejected, "", 404),
        (as_json([]), OddAnswer, None, None),
        (as_json(entry({"ok": True, "keyNames": []}) * 2), OddAnswer, None, None),
        (as_json([{}]), OddAnswer, None, None),
        (as_json([{"result": {}}]), OddAnswer, None, None),
        (as_json(entry({"name": VALUE})), OddAnswer, None, None),
        (as_json(entry({"ok": False, "keyNames": []})), OddAnswer, None, None),
        (html(), OddAnswer, None, None),
        (closed(), Unanswered, None, None),
    ],
)  # fmt: skip
async def test_refusals_of_a_value(
    odd: Behaviour, kind: type[RemoteFailed], word: str | None, status: int | None
) -> None:
    error, server = await fails(agreed(odd), change("hooks", K=VALUE))
    assert type(error) is kind
    assert (getattr(error, "word", None), getattr(error, "status", None)) == (word, status)
    assert getattr(error, "retry_after", 7) == 7
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("hello", "kind"),
    [
        (as_json(entry({**CAPABLE, "writeContractVersion": 2})), RemoteFailed),
        (as_json(entry({**CAPABLE, "writeContractVersion": True})), RemoteFailed),
        (as_json(entry({**CAPABLE, "writeContractVersion": "3"})), RemoteFailed),
        (as_json(entry({"minSupportedClients": {}})), RemoteFailed),
        (as_json(entry({"writeContractVersion": 3})), RemoteFailed),
        (as_json(entry(None)), RemoteFailed),
        (refusal(404, code="NOT_FOUND"), RemoteFailed),
        (html(), RemoteFailed),
        (html(500), RemoteFailed),
        (closed(), Unreachable),
        (answer(401), Refused),
        (too_many(), Throttled),
    ],
)
async def test_nothing_is_written_before_it_is_agreed_on(
    hello: Behaviour, kind: type[RemoteFailed]
) -> None:
    error, server = await fails(lambda _: hello, change("hooks", K=VALUE))
    assert type(error) is kind
    assert {request.target for request in server.requests} == {
        "/trpc/diagnostics.capabilities?batch=1"
    }
    if kind is RemoteFailed:
        assert error.message.endswith("Nothing was written.")


def in_part(then: Behaviour) -> Answering:
    """A script: values are taken, and this comes of a key to be taken away."""
    done = as_json(entry({"ok": True, "keyNames": ["K"]}))
    return lambda request: then if "unsetKey" in request.target else agreed(done)(request)


@pytest.mark.parametrize("odd", [html(500), refusal(502), too_many(), html(), closed()])
async def test_what_was_done_in_part_is_not_known(odd: Behaviour) -> None:
    error, _ = await fails(in_part(odd), change("hooks", "OLD", K=VALUE))
    assert type(error) is Unanswered


@pytest.mark.parametrize("odd", [answer(401), answer(403), refusal(400), html(404), refusal(409)])
async def test_a_no_to_a_later_part_is_a_no_for_good(odd: Behaviour) -> None:
    error, _ = await fails(in_part(odd), change("hooks", "OLD", K=VALUE))
    assert isinstance(error, Rejected)
    assert (error.partly, error.status < 500) == (True, True)
    assert error.message.startswith("1 of 2 requests were done, then: ")
    error, _ = await fails(in_part(odd), delete("hooks", "OLD"))
    assert not getattr(error, "partly", False)


async def test_a_page_of_somebody_else_does_not_say_that_a_key_is_gone() -> None:
    error, _ = await fails(agreed(html(404)), delete("hooks", "OLD"))
    assert (type(error), getattr(error, "word", None)) == (Rejected, "")


async def test_what_is_sent() -> None:
    told = as_json(entry({"ok": True, "keyNames": ["K"]}))
    with OddServer(agreed(told)) as odd:
        async with connected(odd.url) as (remote, _):
            await remote.write(change("hooks", K='"ü\n'))
            await remote.write(change("hooks", K="again"))
    hello, first, second = odd.requests
    assert json.loads(hello.body) == {"0": None}
    place = {"orgName": "acme", "repoName": "shop", "setName": "hooks"}
    assert json.loads(first.body) == {"0": {**place, "keyName": "K", "value": '"ü\n'}}
    assert second.target == "/trpc/credential.setKey?batch=1"
    assert first.headers["authorization"] == f"Bearer {TOKEN}"
    assert first.headers["x-warmhub-client"].startswith("vaulttui/")
