"""WarmHub's JSON: as its page prints it, as its Python client sends it, and its errors."""

import json
from typing import Any, Final

import msgspec
import pytest

from vaulttui.secret import Secret
from vaulttui.transport.clear import in_json
from vaulttui.wire import warmhub as wire
from vaulttui.wire.warmhub import CODES, Entry, ErrorData, MadeSet, NewSet, Problem, SetInfo

_AT: Final = 1741132800000
_MADE: Final = """
{ "name": "webhook-keys", "scope": "repo", "description": "Webhook auth secrets", "keyNames": []}
"""
_ASKED: Final = """
{ "name": "webhook-keys", "scope": "repo", "description": "Webhook auth secrets" }
"""
_INFO: Final = """
{ "name": "webhook-keys", "scope": "repo", "description": "Webhook auth secrets",
  "keyNames": ["WEBHOOK_BEARER_TOKEN"], "createdAt": 1741132800000, "updatedAt": 1741132800000 }
"""
_INFO_MADE: Final = SetInfo(
    name="webhook-keys",
    scope="repo",
    description="Webhook auth secrets",
    key_names=("WEBHOOK_BEARER_TOKEN",),
    created_at=_AT,
    updated_at=_AT,
)
_PLACE: Final = {"orgName": "acme", "repoName": "shop"}


def plain(made: object) -> Any:
    return json.loads(in_json(made))


def _secret(_kind: type, found: object) -> object:
    return Secret.from_text(str(found))


@pytest.mark.parametrize(
    ("text", "kind", "made"),
    [
        (
            _MADE,
            MadeSet,
            MadeSet(
                name="webhook-keys",
                scope="repo",
                description="Webhook auth secrets",
                key_names=(),
            ),
        ),
        (_ASKED, NewSet, NewSet("webhook-keys", "repo", "Webhook auth secrets")),
        (_INFO, SetInfo, _INFO_MADE),
        (f"[{_INFO}]", tuple[SetInfo, ...], (_INFO_MADE,)),
    ],
)
def test_an_example_is_read_and_written_as_printed(text: str, kind: Any, made: object) -> None:
    assert msgspec.json.decode(text, type=kind) == made
    assert plain(made) == json.loads(text)


@pytest.mark.parametrize(
    ("procedure", "sent"),
    [
        (wire.CREATE_SET, {**_PLACE, "name": "hooks", "scope": "repo"}),
        (wire.CREATE_SET, {**_PLACE, "name": "hooks", "scope": "org", "description": "of all"}),
        (wire.GET_SET, {**_PLACE, "name": "hooks"}),
        (wire.LIST_SETS, {"orgName": "acme"}),
        (wire.LIST_SETS, _PLACE),
        (wire.SET_KEY, {**_PLACE, "setName": "hooks", "keyName": "TOKEN", "value": "t0ken"}),
        (wire.SET_KEYS, {**_PLACE, "setName": "hooks", "secrets": {"TOKEN": "t", "USER": "ü"}}),
        (wire.UNSET_KEY, {**_PLACE, "setName": "hooks", "keyName": "TOKEN"}),
        (wire.REVOKE_SET, {**_PLACE, "setName": "hooks", "reason": "leaked"}),
        (wire.DELETE_SET, {**_PLACE, "setName": "hooks"}),
        (wire.LIST_AUDIT_LOG, {**_PLACE, "setName": "hooks", "limit": 5}),
    ],
)
def test_what_the_client_sends_is_read_and_sent_alike(
    procedure: wire.Procedure[Any], sent: dict[str, Any]
) -> None:
    read = msgspec.json.decode(json.dumps(sent), type=procedure.takes, dec_hook=_secret)
    assert plain(read) == sent
    assert "t0ken" not in repr(read)


@pytest.mark.parametrize(
    ("procedure", "answer"),
    [
        (wire.SET_KEY, {"ok": True, "keyNames": ["TOKEN"], "keyName": "TOKEN"}),
        (wire.SET_KEYS, {"ok": True, "keyNames": []}),
        (wire.DELETE_SET, {"ok": True, "name": "hooks"}),
        (wire.REVOKE_SET, {"revoked": False}),
        (wire.LIST_AUDIT_LOG, [{"timestamp": _AT, "action": "create", "actorId": "user_1"}]),
        (
            wire.CAPABILITIES,
            {"minSupportedClients": {"warmhub-sdk-py": "0.27.0"}, "writeContractVersion": 3},
        ),
    ],
)
def test_an_answer_comes_in_the_envelope_of_a_batch(
    procedure: wire.Procedure[Any], answer: object
) -> None:
    text = json.dumps([{"result": {"data": answer}}])
    (entry,) = read = msgspec.json.decode(text, type=list[Entry[procedure.answers]])  # type: ignore[name-defined]  # a type of run time
    assert entry.result is not None
    assert entry.error is None
    assert plain(read) == json.loads(text)


@pytest.mark.parametrize(
    "broken",
    [
        {"createdAt": "1741132800000"},
        {"createdAt": None},
        {"updatedAt": 1.5},
        {"keyNames": "TOKEN"},
        {"keyNames": [1]},
        {"name": None},
    ],
)
def test_types_are_strict_and_what_is_unknown_is_passed_by(broken: dict[str, Any]) -> None:
    later = {**json.loads(_INFO), "grants": [1], "scope": "team"}
    assert msgspec.json.decode(json.dumps(later), type=SetInfo).scope == "team"
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps({**later, **broken}), type=SetInfo)


def test_the_codes_of_the_page_have_its_statuses() -> None:
    page = {"ALREADY_EXISTS": 409, "VALIDATION_ERROR": 400, "RATE_LIMITED": 429, "NOT_FOUND": 404}
    assert {code: CODES[code].status for code in page} == page
    assert wire.code_of_status(409) == "CONFLICT"
    assert wire.code_of_status(418) == "BACKEND"


def test_an_error_over_rest() -> None:
    problem = Problem("RATE_LIMITED", "Too many sets.", 429, "Wait.", 17)
    assert plain(wire.rest_error(problem)) == {
        "error": {
            "code": "RATE_LIMITED",
            "message": "Too many sets.",
            "hint": "Wait.",
            "retryAfter": 17,
        }
    }


@pytest.mark.parametrize("code", CODES)
def test_an_error_over_trpc_says_it_thrice_and_comes_back(code: str) -> None:
    problem = Problem(code, "No.", CODES[code].status)
    entry = wire.trpc_error(problem)
    told = plain(entry)["error"]
    assert told == {
        "message": "No.",
        "code": CODES[code].number,
        "data": {
            "code": CODES[code].word,
            "httpStatus": CODES[code].status,
            "warmhub": {"code": code, "message": "No.", "status": CODES[code].status},
        },
    }
    assert entry.error is not None
    assert wire.problem_of(entry.error, 200) == problem


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (wire.TrpcError("no", -32009, ErrorData("CONFLICT", 409, Problem("ALREADY_EXISTS"))),
         "ALREADY_EXISTS", 409),
        (wire.TrpcError("no", -32009, ErrorData("CONFLICT", 409)), "CONFLICT", 409),
        (wire.TrpcError("no", -32001, ErrorData("UNAUTHORIZED")), "UNAUTHENTICATED", 500),
        (wire.TrpcError("no", -32603, ErrorData("INTERNAL_SERVER_ERROR", 404)), "NOT_FOUND", 404),
        (wire.TrpcError("no", None, ErrorData(None, None, Problem(None, None, 429))),
         "RATE_LIMITED", 429),
        (wire.TrpcError(), "BACKEND", 500),
    ],
)  # fmt: skip
def test_warmhubs_words_go_before_trpcs_before_the_status(
    error: wire.TrpcError, code: str, status: int
) -> None:
    problem = wire.problem_of(error, 500)
    assert (problem.code, problem.status) == (code, status)
