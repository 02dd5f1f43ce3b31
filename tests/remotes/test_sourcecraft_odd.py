"""SourceCraft as a remote: servers that answer in other ways, oddly, or not at all."""

from collections.abc import Sequence
from typing import Final

import pytest

from tests.remotes.sourcecraft_calls import (
    ENCODED,
    LIST,
    OPERATION,
    done,
    drop,
    put,
    reading,
    speak,
)
from tests.transport.asking import TOKEN, VALUE, fails, no_secrets
from tests.transport.odd_answers import (
    answer,
    as_json,
    closed,
    cut,
    html,
    redirect,
    too_many,
)
from tests.transport.odd_server import Arrived, Behaviour, OddServer, Script
from vaulttui.errors import OddAnswer, Refused, Rejected, RemoteFailed, Throttled, Unanswered
from vaulttui.remotes import sourcecraft
from vaulttui.remotes.protocol import Step, Written


def promised(**more: object) -> Behaviour:
    told = {"operation_id": "o1", "status_url": OPERATION, "status": "scheduled", **more}
    return as_json(told, 202)


def state(status: str, **more: object) -> Behaviour:
    return as_json({"operation_id": "o1", "status": status, **more})


SUCCESS: Final = state("success")


def targets(odd: OddServer) -> list[str]:
    return [f"{one.method} {one.target}" for one in odd.requests]


def test_what_is_sent() -> None:
    with OddServer([promised(), SUCCESS]) as odd:
        assert speak(odd.url, done(put("A", "deploy"))) == Written()
    assert targets(odd) == [f"PUT {LIST}/A?secret_group=deploy", f"GET {OPERATION}"]
    assert odd.requests[0].json() == {"value": ENCODED}
    assert {one.headers["authorization"] for one in odd.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("told", ["absolute", "relative", "bare", "none"])
def test_wherever_the_operation_is(told: str) -> None:
    def choose(request: Arrived) -> Behaviour:
        urls = {
            "absolute": f"http://{request.headers['host']}/odd/place?id=o1",
            "relative": "/odd/place?id=o1",
            "bare": "odd/place?id=o1",
            "none": "",
        }
        return promised(status_url=urls[told]) if request.method == "PUT" else SUCCESS

    with OddServer(choose) as odd:
        speak(odd.url, done(put()))
    assert targets(odd)[1:] == [f"GET {OPERATION}" if told == "none" else "GET /odd/place?id=o1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/operations/secrets/id:o1",
        "https://sourcecraft.example/operations/secrets/id:o1",
        "//sourcecraft.example/operations",
        "http://user:word@127.0.0.1/",
        "file:///etc/passwd",
        "/../../x",
        "/" + "x" * 3000,
        "\x1b[2J",
    ],
)
def test_an_operation_elsewhere_is_not_looked_at(url: str) -> None:
    with OddServer([promised(status_url=url), SUCCESS]) as odd:
        message = fails(OddAnswer, lambda: speak(odd.url, done(put())))
    assert len(odd.requests) == 1
    assert "\x1b" not in message


def test_an_operation_without_a_name() -> None:
    with OddServer([as_json({}, 202)]) as odd:
        fails(OddAnswer, lambda: speak(odd.url, done(put())))


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_server_that_is_done_at_once(status: int) -> None:
    with OddServer([answer(status)]) as odd:
        assert speak(odd.url, done(put())) == Written("default")
        assert speak(odd.url, done(drop())) == Written("default")
    assert len(odd.requests) == 2


def test_a_server_that_promises_by_another_status() -> None:
    with OddServer([as_json({"operation_id": "o1"}), SUCCESS, as_json({})]) as odd:
        assert speak(odd.url, done(put())) == Written()
        assert speak(odd.url, done(put())) == Written("default")
    assert targets(odd)[1] == f"GET {OPERATION}"


@pytest.mark.parametrize(
    ("step", "page", "kind"),
    [(put(), html(), OddAnswer), (drop(), html(), OddAnswer), (drop(), html(404), Rejected)],
)
def test_a_page_of_somebody_else_does_not_say_that_it_was_done(
    step: Step, page: Behaviour, kind: type[RemoteFailed]
) -> None:
    with OddServer([page]) as odd:
        fails(kind, lambda: speak(odd.url, done(step)))


def test_a_promise_that_is_kept_already() -> None:
    with OddServer([promised(status="success")]) as odd:
        assert speak(odd.url, done(put())) == Written("default")
    with OddServer([promised(status="failed")]) as odd:
        fails(Rejected, lambda: speak(odd.url, done(put())))


def test_what_is_left_out_is_empty() -> None:
    script = [as_json({"operation_id": "o1"}, 202), as_json({}), as_json({"error": None}), SUCCESS]
    with OddServer(script) as odd:
        speak(odd.url, done(put()))
    assert len(odd.requests) == 4
    with OddServer([as_json({}), as_json({"secrets": None})]) as odd:
        assert speak(odd.url, reading("a", "b")) == ()


def test_an_operation_is_looked_at_until_it_has_ended() -> None:
    waits = [
        state("scheduled"), state("in_progress"), answer(503), answer(423), too_many("0"),
        closed(), cut(), state("in_progress"), SUCCESS,
    ]  # fmt: skip
    with OddServer([promised(), *waits]) as odd:
        assert speak(odd.url, done(put())) == Written()
    assert len(odd.requests) == 1 + len(waits)


def test_pauses_grow_and_end_at_ten_seconds() -> None:
    made = sourcecraft.pauses()
    found = [next(made) for _ in range(30)]
    assert 0.1 < found[0] < 0.3
    assert all(7 < pause < 13 for pause in found[-10:])
    assert sum(found[:5]) < 4


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ([as_json({"error_code": "NotFound"}, 404)], "not known"),
        ([as_json({"error_code": "Odd"}, 400)], "400 (Odd)"),
    ],
)
def test_an_outcome_that_nobody_knows(script: Sequence[Behaviour], said: str) -> None:
    with OddServer([promised(), *script]) as odd:
        assert said in fails(Unanswered, lambda: speak(odd.url, done(put())))
    assert len(odd.requests) == 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_login_that_is_taken_no_more_says_nothing_of_the_operation(status: int) -> None:
    with OddServer([promised(), answer(status)]) as odd:
        fails(Refused, lambda: speak(odd.url, done(put())))
    assert len(odd.requests) == 2


@pytest.mark.parametrize("last", [state("in_progress"), answer(502), closed()])
def test_an_operation_that_never_ends_is_pending(last: Behaviour) -> None:
    with OddServer([promised(), last]) as odd:
        assert speak(odd.url, done(put()), patience=0.05).pending


def test_an_operation_that_may_not_be_looked_at_for_long_is_pending() -> None:
    with OddServer([promised(), too_many("1380"), SUCCESS]) as odd:
        assert speak(odd.url, done(put())) == Written(pending=OPERATION)
    assert len(odd.requests) == 2


def test_a_write_that_is_cut_off_is_not_asked_again() -> None:
    for script in (closed(), cut(), answer(202, b"<p>", kind="text/html"), answer(202)):
        with OddServer([script]) as odd, pytest.raises((Unanswered, OddAnswer)) as caught:
            speak(odd.url, done(put()))
        no_secrets(caught.value)
        assert len(odd.requests) == 1


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer(401), Refused),
        (too_many("7"), Throttled),
        (answer(500), Rejected),
        (html(409), Rejected),
        (html(), OddAnswer),
        (redirect("https://elsewhere.example/"), OddAnswer),
    ],
)
def test_what_keeps_a_list_from_being_read(script: Behaviour, kind: type[RemoteFailed]) -> None:
    with OddServer([script]) as odd:
        fails(kind, lambda: speak(odd.url, reading()))


def test_how_often_is_asked() -> None:
    """One request for each group; for a value one, and one more for what came of it."""

    def choose(request: Arrived) -> Behaviour:
        if request.method == "PUT":
            return promised()
        return SUCCESS if "operations" in request.target else as_json({"secrets": [{"key": "A"}]})

    with OddServer(choose) as odd:
        speak(odd.url, reading("a", "b", "a"))
        assert len(odd.requests) == 2
        for number in range(20):
            speak(odd.url, done(put(f"K{number}")))
        assert len(odd.requests) == 2 + 40


@pytest.mark.parametrize(
    "odd_answer",
    [html(), as_json([]), as_json({"status": "done"}), as_json({"status": 1}), redirect("/x")],
)
def test_an_answer_that_is_no_operation(odd_answer: Behaviour) -> None:
    with OddServer([promised(), odd_answer]) as odd:
        fails(OddAnswer, lambda: speak(odd.url, done(put())))


def echo(status: int) -> Script:
    """A server that repeats all that it is sent, in every text that it has."""

    def choose(request: Arrived) -> Behaviour:
        said = f"{request.headers.get('authorization')} {request.body.decode()} {VALUE}"
        error = {"error_code": said, "message": said, "details": {said: said}}
        ended = {"status": "failed", "error": error, "status_url": OPERATION}
        if status == 200:
            return as_json(ended, 202)
        return as_json({**error, "request_id": said}, status)

    return choose


@pytest.mark.parametrize("status", [200, 400, 404, 409, 413, 500, 503])
def test_a_server_that_repeats_what_it_is_sent(status: int) -> None:
    with OddServer(echo(status)) as odd:
        fails(Rejected, lambda: speak(odd.url, done(put())))
        if status != 200:
            fails(Rejected, lambda: speak(odd.url, reading()))


def test_the_code_is_told_and_nothing_else() -> None:
    error = {"error_code": "ValidationError", "message": "\x1b[2Jread this", "request_id": "7"}
    with OddServer([as_json(error, 400)]) as odd:
        message = fails(Rejected, lambda: speak(odd.url, done(put())))
    assert message == f"{odd.host} answered 400 (ValidationError)."


def test_values_of_a_list_are_never_held() -> None:
    listed = {"secrets": [{"key": "A", "value": VALUE}, {"key": "\x1b[2J"}, {"key": "A"}]}
    with OddServer([as_json(listed)]) as odd:
        (found,) = speak(odd.url, reading("g"))
    assert VALUE not in repr(found)
    assert list(found.slots) == ["A", "\x1b[2J"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"secrets": 1},
        {"secrets": [{"key": 1}]},
        {"secrets": [{"value": "AA=="}]},
        {"secrets": [{"key": "x" * 513}]},
    ],
)
def test_a_list_that_is_none(content: object) -> None:
    with OddServer([as_json(content)]) as odd:
        fails(OddAnswer, lambda: speak(odd.url, reading()))


def test_a_group_that_is_not_known_is_told_from_a_repository() -> None:
    unknown, known = as_json({"error_code": "NotFound"}, 404), as_json({"secrets": []})
    with OddServer([unknown, known]) as odd:
        assert speak(odd.url, reading("deploy")) == ()
    for script in ([unknown, unknown], [answer(409), known]):
        with OddServer(script) as odd:
            fails(Rejected, lambda: speak(odd.url, reading("deploy")))
