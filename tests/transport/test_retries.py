"""Reads are tried again while the failure may pass, writes never; pauses are told and bounded."""

from contextlib import suppress
from dataclasses import replace

import pytest

from tests.transport.asking import DEAF, QUICK, ask, fails
from tests.transport.odd_answers import (
    answer,
    as_json,
    at,
    closed,
    cut,
    every,
    html,
    redirect,
    silence,
    too_many,
)
from tests.transport.odd_server import Behaviour, OddServer
from vaulttui.errors import OddAnswer, Refused, Throttled, Unanswered, Unreachable
from vaulttui.transport.client import Client, Limits, Origin, run

PASSING: dict[str, Behaviour] = {
    "429": too_many(),
    "500": answer(500),
    "502": html(502),
    "503": answer(503, headers={"Retry-After": "0"}),
    "504": answer(504),
    "closed": closed(),
    "cut": cut(),
    "silence": silence(),
}


class Told(Exception):
    """Raised in place of waiting."""


def first_pause(behaviour: Behaviour, limits: Limits = Limits()) -> float:  # noqa: B008  # frozen
    """The seconds before the second try, without waiting for them."""
    pauses = []

    def hear(seconds: float) -> None:
        pauses.append(seconds)
        raise Told

    with OddServer([behaviour]) as server, pytest.raises(Told):
        ask(server, waiting=hear, limits=limits)
    (pause,) = pauses
    return pause


@pytest.mark.parametrize("failure", PASSING)
def test_a_read_is_tried_again(failure: str) -> None:
    pauses: list[float] = []
    with OddServer([PASSING[failure], PASSING[failure], as_json({})]) as server:
        limits = DEAF if failure == "silence" else QUICK
        assert ask(server, waiting=pauses.append, limits=limits).status == 200
        assert (len(server.requests), pauses) == (3, [0, 0])


@pytest.mark.parametrize("failure", PASSING)
def test_a_write_is_not(failure: str) -> None:
    pauses: list[float] = []
    with OddServer([PASSING[failure], as_json({})]) as server:
        try:
            limits = DEAF if failure == "silence" else QUICK
            assert ask(server, "POST", waiting=pauses.append, limits=limits).status >= 500
        except (Throttled, Unanswered):
            assert failure in {"429", "closed", "cut", "silence"}
        assert (len(server.requests), pauses) == (1, [])


@pytest.mark.parametrize("odd", [answer(401), answer(403), redirect("/x"), answer(404)])
def test_what_does_not_pass_is_asked_once(odd: Behaviour) -> None:
    with OddServer([odd, as_json({})]) as server:
        with suppress(Refused, OddAnswer):
            assert ask(server).status == 404
        assert len(server.requests) == 1


def test_the_last_failure_is_given() -> None:
    with OddServer([answer(500), answer(502), answer(503)]) as server:
        assert ask(server).status == 503
    with OddServer([answer(500), too_many("0"), closed()]) as server:
        fails(Unanswered, lambda: ask(server))
        assert len(server.requests) == 3


def test_a_connection_is_tried_again() -> None:
    with OddServer([]) as gone:
        url = gone.url
    pauses: list[float] = []
    fails(Unreachable, lambda: ask(url, waiting=pauses.append))
    assert pauses == [0, 0]


def test_the_login_ends_in_the_middle() -> None:
    async def work(server: OddServer) -> int:
        async with Client(Origin(server.url), limits=QUICK) as client:
            for number in range(1, 9):
                try:
                    await client.read("GET", "/")
                except Refused:
                    return number
        return 0

    with OddServer(at(5, answer(401), as_json({}))) as server:
        assert run(work(server)) == 5


def test_every_third_request_fails() -> None:
    async def work(server: OddServer) -> list[int]:
        async with Client(Origin(server.url), limits=QUICK) as client:
            return [(await client.read("GET", "/")).status for _ in range(10)]

    with OddServer(every(3, answer(500), as_json({}))) as server:
        assert run(work(server)) == [200] * 10
        assert len(server.requests) == 14


def test_no_try_begins_when_its_time_is_over() -> None:
    limits = replace(DEAF, tries=9, trying=0.05)
    with OddServer([silence()]) as server:
        fails(Unanswered, lambda: ask(server, limits=limits))
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("told", "pause"),
    [
        (too_many("7"), 7),
        (too_many("0"), 0),
        (too_many("60"), 60),
        (answer(503, headers={"Retry-After": "9"}), 9),
        (too_many("Tue, 01 Dec 2026 10:00:20 GMT", "Tue, 01 Dec 2026 10:00:00 GMT"), 20),
    ],
)
def test_the_server_says_how_long_to_wait(told: Behaviour, pause: float) -> None:
    assert first_pause(told) == pause


@pytest.mark.parametrize("nonsense", [None, "-5", "nan", "inf", "1e3", "soon", "7 days"])
def test_else_it_is_half_a_second_to_one(nonsense: str | None) -> None:
    assert 0.5 <= first_pause(too_many(nonsense)) <= 1


@pytest.mark.parametrize(
    ("told", "kept", "hint"),
    [
        ("7", 7, "Try again in 7 s."),
        ("61", 61, "Try again in 2 min."),
        ("1380", 1380, "Try again in 23 min."),
        ("9" * 18, 86400, "Try again in 24 h 0 min."),
        ("Tue, 01 Dec 2099 10:00:20 GMT", 86400, "Try again in 24 h 0 min."),
        (None, None, "Wait, then try again."),
    ],
)
def test_what_is_throttled_says_when(told: str | None, kept: float | None, hint: str) -> None:
    with OddServer([too_many(told)]) as server, pytest.raises(Throttled) as caught:
        ask(server, "PUT", limits=Limits())
    assert (caught.value.retry_after, caught.value.hint) == (kept, hint)


def test_a_read_that_would_have_to_wait_for_longer_is_given_up_at_once() -> None:
    pauses: list[float] = []
    with OddServer([too_many("1380"), as_json({})]) as server, pytest.raises(Throttled) as caught:
        ask(server, waiting=pauses.append, limits=Limits())
    assert (caught.value.retry_after, pauses, len(server.requests)) == (1380, [], 1)
    with OddServer([answer(503, headers={"Retry-After": "61"}), as_json({})]) as server:
        assert ask(server, waiting=pauses.append, limits=Limits()).status == 503
        assert (pauses, len(server.requests)) == ([], 1)


def test_a_look_at_work_that_goes_on() -> None:
    pauses: list[float] = []

    async def work() -> None:
        origin = Origin("http://127.0.0.1:1")
        limits = replace(QUICK, longest_pause=0.01)
        async with Client(origin, waiting=pauses.append, limits=limits) as client:
            await client.pause(30)

    run(work())
    assert pauses == [0.01]
