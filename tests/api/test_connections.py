"""Connections that say nothing, too little, too much, or no HTTP."""

import socket
import time

import pytest

from tests.api import small_dialect
from tests.api.conftest import Serve
from tests.api.raw import connected, head, parsed, rest_of, said
from tests.api.serving import Running
from vaulttui.api import app, connections

NAMES = "/small/names"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)


@pytest.mark.parametrize("begun", [b"", b"G", b"GET /small/names HTTP/1.1\r\nHost: x\r\n"])
@pytest.mark.usefixtures("quick")
def test_a_head_that_does_not_come(small: Running, begun: bytes) -> None:
    began = time.monotonic()
    with connected(small) as connection:
        connection.sendall(begun)
        assert rest_of(connection) == b""
    assert 0.1 < time.monotonic() - began < 2


@pytest.mark.usefixtures("quick")
def test_a_head_that_drips(small: Running) -> None:
    began = time.monotonic()
    with connected(small) as connection:
        connection.settimeout(0.02)
        content = head(small, f"GET {NAMES}") * 10
        assert _dripped(connection, content) == b""
    assert time.monotonic() - began < 2


def _dripped(connection: socket.socket, content: bytes) -> bytes:
    """What comes back while byte after byte is sent, until the server hangs up."""
    try:
        for at in range(len(content)):
            connection.sendall(content[at : at + 1])
            try:
                return connection.recv(100)
            except TimeoutError:
                continue
    except (BrokenPipeError, ConnectionResetError):
        return b""
    raise AssertionError("the server went on listening")


@pytest.mark.usefixtures("quick")
def test_the_second_head_may_not_drip_either(small: Running) -> None:
    request = head(small, f"GET {NAMES}").replace(b"Connection: close\r\n", b"")
    with connected(small) as connection:
        connection.sendall(request)
        answer = b""
        while not answer.endswith(b"[]"):
            answer += connection.recv(1000)
        connection.sendall(b"GET ")
        assert rest_of(connection) == b""


def test_what_goes_on_after_the_answer_is_not_listened_to(
    small: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_DRAIN_SECONDS", 0.1)
    request = head(small, f"PUT {NAMES}", "Content-Length: 10").replace(b"127.0.0.1", b"other")
    with connected(small) as connection:
        connection.sendall(request)
        answer = parsed(rest_of(connection))
    assert answer.status == 421


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /small/names\r\n\r\n",
        b"GET /small/n\xc3\xa4mes HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /small/na mes HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /small/names HTTP/1.1\r\n\r\n",
        b"GET /small/names HTTP/1.1\r\nHost: x\r\n folded\r\nA b: c\r\n\r\n",
        b"GET /small/names HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
        b"POST /small/names HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /small/names HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /small/names HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET /small/names HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000,
        b"GET /" + b"x" * 100_000,
    ],
)
def test_what_is_no_http(small: Running, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    answer = said(small, content)
    assert answer.status in (400, 431, 501)
    assert "connection: close" in answer.head.lower()
    assert b'"error"' in answer.body
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "chunks", [b"zz\r\n", b"5\r\nabc", b"ffffffffffffffffffffffff\r\n", b"-1\r\n\r\n"]
)
def test_a_body_that_is_no_http(
    small: Running, chunks: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    request = head(
        small, f"POST {NAMES}", "Transfer-Encoding: chunked", "Content-Type: application/json"
    )
    with connected(small) as connection:
        connection.sendall(request + chunks)
        connection.shutdown(socket.SHUT_WR)
        answer = rest_of(connection)
    assert not answer or parsed(answer).status == 400
    assert small("GET", NAMES).status_code == 200
    assert capfd.readouterr() == ("", "")


def test_a_body_whose_end_is_told_in_two_ways(small: Running) -> None:
    inner = head(small, f"GET {NAMES}")
    lengths = (f"Content-Length: {len(inner)}", "Transfer-Encoding: chunked")
    both = head(small, f"POST {NAMES}", *lengths, "Content-Type: application/json")
    with connected(small) as connection:
        connection.sendall(both.replace(b"Connection: close\r\n", b"") + b"0\r\n\r\n" + inner)
        answers = rest_of(connection)
    assert parsed(answers).status == 400
    assert answers.count(b"HTTP/1.1 ") == 1


def test_requests_in_one_go_are_answered_in_order(small: Running) -> None:
    first = head(small, f"GET {NAMES}").replace(b"Connection: close\r\n", b"")
    second = head(small, "GET /small/nowhere")
    with connected(small) as connection:
        connection.sendall(first * 3 + second)
        answers = rest_of(connection)
    assert [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200"] * 3 + [b"404"]


def test_too_many_connections(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_LIMIT", 3)
    api = serve(small_dialect.dialect)
    silent = [connected(api) for _ in range(3)]
    try:
        assert said(api, b"").status == 503
        silent.pop().close()
        # The server may learn of that only after the next one came.
        statuses = {said(api, head(api, f"GET {NAMES}")).status for _ in range(5)}
        assert 200 in statuses
    finally:
        for connection in silent:
            connection.close()
