"""Every way of not answering has one kind of error, a clear sentence, and no secret in it."""

import gzip
import socket
import tracemalloc
from typing import NoReturn

import pytest

from tests.transport.asking import DEAF, HASTY, QUICK, TOKEN, VALUE, ask, fails
from tests.transport.odd_answers import (
    answer,
    as_json,
    broken_chunks,
    closed,
    cut,
    drip,
    endless,
    headers_for_ever,
    html,
    interim_flood,
    packed,
    raw,
    redirect,
    reset,
    silence,
    too_many,
)
from tests.transport.odd_server import Behaviour, OddServer
from vaulttui.errors import OddAnswer, Refused, RemoteFailed, Throttled, Unanswered, Unreachable
from vaulttui.secret import Secret
from vaulttui.transport.client import Limits

SILENT = "was asked and gave no whole answer: it was silent for too long."
SLOW = "was asked and gave no whole answer: it took too long in all."
CUT = "was asked and gave no whole answer: the connection was cut."
BROKEN = "was asked and gave no whole answer: the connection ended early, or what came is not HTTP."
LARGE = "answered 200 with more than 8 MiB."
PACKED = "answered 200 with a packed body, which was not asked for."
ECHO = f"HTTP/1.1 200 OK\r\n{TOKEN}\x00: {VALUE}\r\n\r\n".encode()

FAULTS: dict[str, tuple[Behaviour, Limits, type[RemoteFailed], str]] = {
    "no answer": (silence(), DEAF, Unanswered, SILENT),
    "no whole head": (raw(b"HTTP/1.1 200 OK\r\nContent-Le", stays=True), DEAF, Unanswered, SILENT),
    "a drip": (drip(), HASTY, Unanswered, SLOW),
    "interim answers": (interim_flood(), HASTY, Unanswered, SLOW),
    "closed": (closed(), QUICK, Unanswered, BROKEN),
    "reset": (reset(), QUICK, Unanswered, CUT),
    "reset in the body": (
        reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), QUICK, Unanswered, CUT,
    ),
    "cut in the body": (cut(), QUICK, Unanswered, BROKEN),
    "a length that is too long": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"), QUICK, Unanswered, BROKEN,
    ),
    "a length that is no number": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"), QUICK, Unanswered, BROKEN,
    ),
    "two lengths": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        QUICK, Unanswered, BROKEN,
    ),
    "broken chunks": (broken_chunks(), QUICK, Unanswered, BROKEN),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), QUICK, Unanswered, BROKEN),
    "what was sent, as a header": (raw(ECHO), QUICK, Unanswered, BROKEN),
    "headers without end": (headers_for_ever(), QUICK, Unanswered, BROKEN),
    "1 GiB": (endless(), QUICK, OddAnswer, LARGE),
    "1 GiB in chunks": (endless(length=None), QUICK, OddAnswer, LARGE),
    "a bomb": (packed(gzip.compress(bytes(2**24))), QUICK, OddAnswer, PACKED),
    "an unknown encoding": (packed(b"{}", "br"), QUICK, OddAnswer, PACKED),
    "status 999": (answer(999), QUICK, OddAnswer, "answered 999, which is no status of an answer."),
    "status 401": (
        html(401), QUICK, Refused,
        "answered 401: it does not accept this login, or not for this.",
    ),
    "status 403": (
        html(403), QUICK, Refused,
        "answered 403: it does not accept this login, or not for this.",
    ),
    "status 429": (too_many(), QUICK, Throttled, "answered 429: too many requests."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_fails_once(fault: str) -> None:
    behaviour, limits, kind, said = FAULTS[fault]
    value = {"value": Secret.from_text(VALUE)}
    with OddServer([behaviour, as_json({})]) as server:
        message = fails(kind, lambda: ask(server, "PUT", json=value, limits=limits))
        assert message == f"{server.host} {said}"
        assert [request.json() for request in server.requests] == [{"value": VALUE}]


def test_the_tokens_host_is_the_only_one_that_gets_it() -> None:
    with OddServer([as_json({})]) as other:
        for status in (301, 302, 303, 307, 308):
            to = f"{other.url}/take?login={VALUE}"
            with OddServer([redirect(to, status)]) as server:
                said = fails(OddAnswer, lambda: ask(server, limits=QUICK))
                assert said == (
                    f"{server.host} answered {status} and points at 127.0.0.1; "
                    "redirects are not followed."
                )
                assert len(server.requests) == 1
        assert (other.requests, other.connections) == ([], 0)


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("/elsewhere", "itself"),
        ("https://ada:pass@Example.org:8443/a?b=c#d", "example.org"),
        ("//example.org", "example.org"),
        ("http://[bad", "an address that cannot be read"),
        ("https://ex\x9bample.org/", "ex\\u{9b}ample.org"),
    ],
)
def test_of_a_redirect_only_the_host_is_named(to: str, shown: str) -> None:
    with OddServer([redirect(to)]) as server:
        assert f"points at {shown}; " in fails(OddAnswer, lambda: ask(server))


def test_a_gibibyte_costs_no_memory() -> None:
    with OddServer([endless(length=None)]) as server:
        tracemalloc.start()
        fails(OddAnswer, lambda: ask(server))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 2**25


def test_a_html_page_is_no_answer_to_understand() -> None:
    with OddServer([html()]) as server:
        page = ask(server)
        assert TOKEN.encode() in page.body
        said = fails(OddAnswer, lambda: page.decoded(dict))
        assert said == f"{server.host} answered 200 with something that is not JSON."
        assert TOKEN not in repr(page)


def test_nothing_listens() -> None:
    with OddServer([]) as server:
        url = server.url
    said = fails(Unreachable, lambda: ask(url))
    assert said == f"Cannot connect to {url.removeprefix('http://')}: nothing listens there."


def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_asked: object, **_how: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = fails(Unreachable, lambda: ask("https://vault.example"))
    assert said == "Cannot connect to vault.example: its name is not known."
