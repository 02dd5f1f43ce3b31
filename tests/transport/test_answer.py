"""Bodies are read by their types, and how long to wait by either form of Retry-After."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transport.asking import TOKEN, fails
from vaulttui.errors import OddAnswer
from vaulttui.transport.answer import Answer, throttled, told_pause

JSON = {"content-type": "application/json"}
ODD = "vault.example answered 200 with JSON that is not understood."


class Thing(msgspec.Struct):
    """What the samples should hold."""

    name: str
    count: int = 0


class Word(StrEnum):
    """One of few words; msgspec quotes others in its message."""

    THIS = "this"


def answered(body: bytes, kind: str = "application/json") -> Answer:
    """An answer with that body."""
    return Answer(200, {"content-type": kind}, body, "vault.example")


@pytest.mark.parametrize(
    "kind",
    ["application/json", "Application/JSON ; charset=utf-8", "application/problem+json"],
)
def test_json_is_decoded(kind: str) -> None:
    assert answered(b'{"name":"n","more":[]}', kind).decoded(Thing) == Thing("n")


@pytest.mark.parametrize("kind", ["", "text/html", "text/json", "application/jsonp", "x/y+json"])
def test_other_kinds_are_not(kind: str) -> None:
    said = fails(OddAnswer, lambda: answered(b'{"name":"n"}', kind).decoded(Thing))
    assert said == "vault.example answered 200 with something that is not JSON."


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b'{"name":', b'{"name":7}', b"[]", b"null", b'{"count":1}',
        b'{"name":"\xff"}', b'{"name":"\\ud800"}', b'{"name":"n"} x',
        b"[" * 200_000, b'{"name":"n","count":' + b"9" * 5000 + b"}", b'{"name":"n","count":1.5}',
        b'{"name":"n","count":NaN}', b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_wrong_types_are_odd(body: bytes) -> None:
    assert fails(OddAnswer, lambda: answered(body).decoded(Thing)) == ODD


def test_what_is_odd_is_not_quoted() -> None:
    fails(OddAnswer, lambda: answered(b'{"name":["' + TOKEN.encode() + b'"]}').decoded(Thing))
    fails(OddAnswer, lambda: answered(f'"{TOKEN}"'.encode()).decoded(Word))


@given(st.binary(max_size=200))
def test_nothing_else_comes_of_any_bytes(body: bytes) -> None:
    got: object
    try:
        got = answered(body).decoded(list[object])
    except OddAnswer as error:
        got = error.message
    assert got == ODD or isinstance(got, list)


def test_an_answer_hides_what_it_holds() -> None:
    shown = repr(Answer(200, {"set-cookie": TOKEN}, TOKEN.encode(), "vault.example"))
    assert shown == "Answer(status=200, host='vault.example')"


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_is_taken_from_our_clock_without_theirs(zone: str) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30)).replace("+0000", zone)
    pause = told_pause({"retry-after": soon})
    assert pause is not None
    assert 25 < pause <= 30


@pytest.mark.parametrize("told", ["Tue, 01 Dec 2020 10:00:00 GMT", "Tue, 99 Dec 2026 10:00:00 GMT"])
def test_a_date_that_is_over_or_none(told: str) -> None:
    assert told_pause({"retry-after": told}) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_makes_it_longer_than_a_day(told: str, date: str) -> None:
    pause = told_pause({"retry-after": told, "date": date})
    assert pause is None or 0 <= pause <= 86400


@pytest.mark.parametrize(("told", "kept"), [(-5.0, 0), (0.2, 1), (1e300, 86400), (None, None)])
def test_a_pause_that_a_body_tells_is_bounded_too(told: float | None, kept: float | None) -> None:
    assert throttled("slow down", told).retry_after == kept
