"""What a server gets to see, what comes back, and which address an answer may name."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.transport.asking import QUICK, TOKEN, VALUE, ask, fails, origin
from tests.transport.odd_answers import answer, as_json, endless, raw
from tests.transport.odd_server import OddServer, Talk
from vaulttui import __version__
from vaulttui.errors import InvalidValue, OddAnswer, Refused, Throttled
from vaulttui.secret import Secret
from vaulttui.transport.client import Answer, Base64, Client, Origin, cookie, plain, run, segment

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def told(server: OddServer, path: str, url: str) -> Answer:
    """Ask at an address that the server told."""

    async def work() -> Answer:
        async with Client(origin(server.url + path), limits=QUICK) as client:
            return await client.read_url(url)

    return run(work())


def test_a_request_as_it_arrives() -> None:
    with OddServer([as_json({})]) as server:
        ask(
            server,
            "POST",
            json={"value": Secret.from_text(VALUE), "file": Base64(Secret(b"\0\xff"))},
        )
        (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/things")
    assert request.json() == {"value": VALUE, "file": "AP8="}
    assert request.headers == {
        "host": server.host,
        "user-agent": f"vaulttui/{__version__}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": f"Bearer {TOKEN}",
        "content-type": "application/json",
        "content-length": str(len(request.body)),
    }


def test_names_and_queries_arrive_as_they_were_given() -> None:
    async def work(server: OddServer) -> None:
        async with Client(origin(server.url + "/base/"), limits=QUICK) as client:
            path = f"/sets/{segment('a/../b c%é')}/id:1"
            await client.read("GET", path, query=[("q", "a&b=c"), ("q", "ü/")])

    with OddServer([as_json({})]) as server:
        run(work(server))
        (request,) = server.requests
    assert request.target == "/base/sets/a%2F..%2Fb%20c%25%C3%A9/id:1?q=a%26b%3Dc&q=%C3%BC%2F"


def test_other_ways_to_log_in() -> None:
    login = {"Cookie": cookie("session", Secret(b"a.b%3D")), "X-Key": plain(Secret(b"k"))}

    async def work(server: OddServer) -> None:
        async with Client(Origin(server.url, login), limits=QUICK) as client:
            await client.read("GET", "/")

    with OddServer([as_json({})]) as server:
        run(work(server))
        headers = server.requests[0].headers
    assert (headers["cookie"], headers["x-key"]) == ("session=a.b%3D", "k")


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with OddServer([as_json({})]) as proxy, OddServer([as_json({})]) as server:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        ask(server)
        assert (len(server.requests), proxy.connections) == (1, 0)


def test_no_cookie_is_kept() -> None:
    async def work(server: OddServer) -> None:
        async with Client(origin(server.url), limits=QUICK) as client:
            await client.read("GET", "/")
            await client.read("GET", "/")

    with OddServer([as_json({}, headers={"Set-Cookie": "a=b; Path=/"})]) as server:
        run(work(server))
        assert server.connections == 1
        assert [request.headers.get("cookie") for request in server.requests] == [None, None]


def test_an_answer() -> None:
    with OddServer([as_json({"n": 1}, 404, {"X-Trace": "t"})]) as server:
        got = ask(server)
        assert (got.status, got.headers["x-trace"], got.host) == (404, "t", server.host)
        assert got.decoded(dict[str, int]) == {"n": 1}


@pytest.mark.parametrize("status", [200, 204, 400, 404, 405, 409, 423, 500, 503])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_other_statuses_are_the_adapters_business(status: int, method: str) -> None:
    with OddServer([answer(status)]) as server:
        assert ask(server, method).status == status


@pytest.mark.parametrize("spread", [1, 3])
def test_only_so_many_requests_at_once(spread: int) -> None:
    async def work(server: OddServer) -> None:
        async with Client(origin(server.url), limits=QUICK, at_once=spread) as client:
            await asyncio.gather(*(client.read("GET", f"/{number}") for number in range(12)))

    with OddServer([as_json({})]) as server:
        run(work(server))
        assert len({request.target for request in server.requests}) == 12
        assert server.connections == spread


def test_no_time_runs_for_who_waits_his_turn() -> None:
    def slowly(talk: Talk) -> None:
        talk.gone(0.04)
        as_json({})(talk)

    async def work(server: OddServer) -> None:
        limits = replace(QUICK, connect=0.2, total=0.2, tries=1)
        async with Client(origin(server.url), limits=limits, at_once=1) as client:
            await asyncio.gather(*(client.read("GET", f"/{number}") for number in range(8)))

    with OddServer([slowly]) as server:
        run(work(server))
        assert len(server.requests) == 8


def test_what_is_too_much_is_hung_up_on_at_once() -> None:
    ended = threading.Event()

    def pour(talk: Talk) -> None:
        try:
            endless()(talk)
        except ConnectionError:
            ended.set()

    async def work(server: OddServer) -> bool:
        async with Client(origin(server.url), limits=QUICK) as client:
            with pytest.raises(OddAnswer):
                await client.read("GET", "/")
            return await asyncio.to_thread(ended.wait, 1)

    with OddServer([pour]) as server:
        assert run(work(server))


@pytest.mark.parametrize("status", [302, 401, 429])
def test_a_body_that_is_left_keeps_no_connection(status: int) -> None:
    unread = raw(b"HTTP/1.1 %d Said\r\nContent-Length: 9\r\n\r\n{" % status, stays=True)

    async def work(server: OddServer) -> Answer:
        limits = replace(QUICK, connect=0.2, tries=1)
        async with Client(origin(server.url), limits=limits, at_once=1) as client:
            with pytest.raises((OddAnswer, Refused, Throttled)):
                await client.read("GET", "/")
            return await client.read("GET", "/")

    with OddServer([unread, as_json({})]) as server:
        assert run(work(server)).status == 200


@pytest.mark.parametrize(
    ("tell", "target"),
    [
        (lambda base: base + "/base/operations/id:7?x=1", "/base/operations/id:7?x=1"),
        (lambda base: base + "/operations/7", "/operations/7"),
        (lambda _base: "/base/operations/7", "/base/operations/7"),
        (lambda _base: "/operations/7", "/base/operations/7"),
        (lambda _base: "operations/7", "/base/operations/7"),
    ],
)
def test_an_address_that_the_remote_tells(tell: Callable[[str], str], target: str) -> None:
    with OddServer([as_json({})]) as server:
        told(server, "/base", tell(server.url))
        assert [request.target for request in server.requests] == [target]


def test_an_address_elsewhere_is_not_asked() -> None:
    with OddServer([as_json({})]) as server, OddServer([as_json({})]) as other:
        for url in (other.url + "/x", f"//{other.host}/x"):
            fails(OddAnswer, lambda: told(server, "", url))  # noqa: B023  # called at once
        said = fails(OddAnswer, lambda: told(server, "", other.url + "/x?y"))
        assert said == f"{server.host} names an address on {other.host}, where no login is sent."
        assert server.connections == other.connections == 0


def test_logs_of_the_libraries_hold_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with OddServer([as_json({}, 503), as_json({})]) as server:
        ask(server, "GET", json={"value": Secret.from_text(VALUE)})
        assert len(server.requests) == 2
    assert "send_request_headers" in caplog.text
    assert TOKEN not in caplog.text
    assert VALUE not in caplog.text


@pytest.mark.parametrize("value", [b"", b"a\nb", b"a\r\nX: y", "é".encode(), b"a ", b" a", b"a\0"])
def test_a_login_that_breaks_the_header(value: bytes) -> None:
    headers = {"X-Key": Secret(value + TOKEN.encode() + value if value else b"")}
    said = fails(InvalidValue, lambda: Client(Origin("https://vault.example", headers)))
    assert said.startswith("The value of the header X-Key cannot be sent")


@pytest.mark.parametrize("value", [b"a; b=c", b"a,b", b'"a"', b"a b", b"a\\b", b"", b"a\r\nX: y"])
def test_a_cookie_that_would_be_more(value: bytes) -> None:
    said = fails(InvalidValue, lambda: cookie("session", Secret(value)))
    assert said.startswith("The cookie cannot be sent")


def test_a_name_that_breaks_the_header() -> None:
    headers = {"X-Key: a\r\nX": Secret(TOKEN.encode())}
    said = fails(InvalidValue, lambda: Client(Origin("https://vault.example", headers)))
    assert said == "“X-Key: a\\u{d}\\u{a}X” cannot be the name of a header."


def test_a_value_that_is_not_text_is_not_sent() -> None:
    with OddServer([as_json({})]) as server:
        value = Secret(VALUE.encode() + b"\xff")
        said = fails(InvalidValue, lambda: ask(server, "PUT", json={"value": value}))
        assert said == "A value cannot be sent as text: it is not UTF-8."
        assert server.connections == 0


def test_half_a_character_is_not_sent() -> None:
    with OddServer([as_json({})]) as server:
        content = {"name": "\ud800", "value": Secret.from_text(VALUE)}
        fails(InvalidValue, lambda: ask(server, "PUT", json=content))
        assert server.connections == 0


def test_what_has_no_form_in_json_is_a_mistake_in_the_program() -> None:
    with OddServer([as_json({})]) as server, pytest.raises(TypeError, match="object has no form"):
        ask(server, "PUT", json={"value": object()})
