"""What a request may carry: JSON of the right types, of a size, in a time."""

import time

import pytest

from tests.api.raw import connected, head, parsed, rest_of, said
from tests.api.serving import Running
from vaulttui.api import app, bodies

NAMES = "/small/names"
CANARY = "canary value"


def posted(
    api: Running, body: bytes | str, kind: str | None = "application/json"
) -> tuple[int, str]:
    """The status, and what the dialect says."""
    headers = {} if kind is None else {"Content-Type": kind}
    answer = api("POST", NAMES, content=body, headers=headers)
    assert "canary" not in answer.text
    return answer.status_code, answer.json()["says"]


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
     'application/json; charset="utf-8"'],
)  # fmt: skip
def test_json_is_read(small: Running, kind: str) -> None:
    assert posted(small, "{}", kind) == (400, "Object missing required field `name`.")


@pytest.mark.parametrize(
    "kind",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
     "application/json; charset=latin-1", "application/jsonp", "text/json", "application/json, x",
     "application/json; charset=utf-8; x=y"],
)  # fmt: skip
def test_nothing_else_is(small: Running, kind: str | None) -> None:
    assert posted(small, '{"name": "acme"}', kind) == (
        415,
        "The body must be application/json.",
    )


@pytest.mark.parametrize(
    "body",
    ["", " ", "{", '{"name": "canary', "name=canary", "{'name': 'canary'}", '{"name": "canary",}',
     '{"name": NaN}', '{"name": "x"} {"name": "y"}', '{"name": "\\ud800 canary"}',
     '{"name": "canary\x01"}', b'{"name": "\xff canary"}', b"\xef\xbb\xbf{}", b"\x00",
     "[" * 100_000, '{"name":' * 50_000, '{"name": ' + "9" * 5000 + "}",
     '"canary'.encode("utf-16")],
)  # fmt: skip
def test_what_is_no_json(small: Running, body: bytes | str) -> None:
    assert posted(small, body) == (400, "The body is no JSON document.")


@pytest.mark.parametrize(
    "body",
    ['{"name": "x", "name": "canary"}', '{"name": "x", "more": [{"a": 1, "b": 2, "a": 3}]}',
     '{"name": "x", "n\\u0061me": "canary"}'],
)  # fmt: skip
def test_a_name_that_comes_twice(small: Running, body: str) -> None:
    said_of_it = "An object in the body has two members of one name."
    assert posted(small, body) == (400, said_of_it)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"name": 1}', "Expected `str`, got `int`: name."),
        ('{"name": null}', "Expected `str`, got `null`: name."),
        ('{"name": "x", "value": 7}', "Expected `str`: value."),
        ('{"name": "x", "value": ["canary"]}', "Expected `str`: value."),
        ('["canary"]', "Expected `object`, got `array`."),
        ('"canary"', "Expected `object`, got `str`."),
        ("null", "Expected `object`, got `null`."),
        ('{"value": "canary"}', "Object missing required field `name`."),
        ('{"name": "x", "canary value": 1}', "There is a field that is not known here."),
        ('{"name": "x", "colour": 1}', "The field colour is not known here."),
        ('{"name": "x", "\\u001b[2J": 1}', "There is a field that is not known here."),
        ('{"name": "x", "scope": "canary"}', "This cannot be: scope."),
        ('{"name": "x", "counts": {"canary": "7"}}', "Expected `int`, got `str`: counts[...]."),
        ('{"name": "x", "counts": {"a": -1}}', "Expected `int` >= 0: counts[...]."),
        ('{"name": "x", "counts": {"a": 1e400}}', "Number out of range: counts[...]."),
        ('{"name": "x", "words": ["it\'s", "canary"]}', "Expected `str` of length <= 4: words[1]."),
    ],
)  # fmt: skip
def test_wrong_types_are_told_without_what_was_sent(small: Running, body: str, says: str) -> None:
    assert posted(small, body) == (400, says)


def test_a_body_as_large_as_may_be(small: Running) -> None:
    room = bodies.BODY_LIMIT - len('{"name": 1, "value": ""}')
    fits = '{"name": 1, "value": "' + "x" * room + '"}'
    assert posted(small, fits) == (400, "Expected `str`, got `int`: name.")
    assert posted(small, fits + " ") == (413, "The body is too large.")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_without_end(
    small: Running, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setattr(app, "_DRAIN_SECONDS", 0.1)
    length = f"Content-Length: {1 << 40}" if announced else "Transfer-Encoding: chunked"
    part = b"x" * (1 << 16)
    chunk = part if announced else b"10000\r\n" + part + b"\r\n"
    with connected(small) as connection:
        connection.sendall(head(small, f"POST {NAMES}", "Content-Type: application/json", length))
        sent = 0
        try:
            while sent < 1 << 28:
                sent += connection.send(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = parsed(rest_of(connection))
    assert answer.status == 413
    assert sent < 1 << 28


@pytest.mark.parametrize("begun", [b"", b'{"name":'])
def test_a_slow_body(small: Running, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.1)
    request = head(small, f"POST {NAMES}", "Content-Type: application/json", "Content-Length: 100")
    began = time.monotonic()
    answer = said(small, request.replace(b"Connection: close\r\n", b"") + begun)
    assert answer.status == 408
    assert "connection: close" in answer.head.lower()
    assert b'"small":"TIMEOUT"' in answer.body
    assert time.monotonic() - began < 0.8


def test_a_body_that_breaks_off(small: Running) -> None:
    request = head(small, f"POST {NAMES}", "Content-Type: application/json", "Content-Length: 100")
    with connected(small) as connection:
        connection.sendall(request + b'{"name"')
    assert small("GET", NAMES).json() == []
