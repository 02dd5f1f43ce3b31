"""Who is answered, and what comes before the answer."""

from base64 import b64encode

import pytest

from tests.api.raw import asked, head, said
from tests.api.serving import TOKEN, Running

NAMES = "/small/names"
OPEN = "/open/names"


def basic(password: str) -> str:
    return "Basic " + b64encode(f"anybody:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {TOKEN}"},
        {"Authorization": f"bearer  {TOKEN} "},
        {"Authorization": basic(TOKEN)},
        {"Cookie": f"better-auth.session_token={TOKEN}"},
        {"Cookie": f"theme=dark; better-auth.session_token={TOKEN}"},
    ],
)
def test_the_token_opens(small: Running, headers: dict[str, str]) -> None:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    assert asked(small, f"GET {NAMES}", *lines, token=False).status == 200


@pytest.mark.parametrize(
    "line",
    [
        "X: none",
        "Authorization: Bearer",
        "Authorization: Bearer " + TOKEN[:-1],
        "Authorization: Bearer " + TOKEN + "A",
        "Authorization: Bearer \xe4\xff",
        "Authorization: " + TOKEN,
        "Authorization: Token " + TOKEN,
        "Authorization: Basic " + TOKEN,
        "Authorization: Basic \xff",
        f"Authorization: {basic('wrong')}",
        "Authorization: Basic " + b64encode(TOKEN.encode()).decode(),
        f"Cookie: session={TOKEN}",
        "Cookie: better-auth.session_token=wrong",
        f"Token: {TOKEN}",
    ],
)
def test_nothing_else_does(small: Running, line: str) -> None:
    answer = asked(small, f"GET {NAMES}", line, token=False)
    assert answer.status == 401
    assert "www-authenticate: Bearer" in answer.head
    assert b'"small":"UNAUTHENTICATED"' in answer.body


def test_a_session_has_any_cookie_where_the_dialect_says_so(small: Running) -> None:
    cookie = f"Cookie: session={TOKEN}"
    assert asked(small, f"GET {OPEN}", cookie, token=False).status == 200
    assert asked(small, f"GET {OPEN}", "Cookie: session=wrong", token=False).status == 401


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_its_own_names(small: Running, name: str) -> None:
    request = head(small, f"GET {NAMES}").replace(b"127.0.0.1", name.encode())
    assert said(small, request).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost:", "evil.example:PORT", "", "[::1]",
     "127.0.0.1:PORT, evil.example", "0.0.0.0:PORT", "127.0.0.1.:PORT"],
)  # fmt: skip
def test_another_name_is_refused_before_all(small: Running, host: str) -> None:
    named = host.replace("PORT", str(small.port)).encode()
    request = head(small, f"GET {NAMES}").replace(f"127.0.0.1:{small.port}".encode(), named)
    answer = said(small, request)
    assert answer.status == 421
    assert b'"code":"misdirected"' in answer.body


def test_no_name_is_refused(small: Running) -> None:
    request = f"GET {NAMES} HTTP/1.0\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
    assert said(small, request).status == 421


def test_two_names_are_no_request(small: Running) -> None:
    assert asked(small, f"GET {NAMES}", f"Host: 127.0.0.1:{small.port}").status == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:PORT", ""])
def test_pages_are_refused(small: Running, origin: str) -> None:
    line = f"Origin: {origin.replace('PORT', str(small.port))}"
    for target in (f"GET {NAMES}", f"OPTIONS {NAMES}", "GET /nowhere"):
        answer = asked(small, target, line)
        assert answer.status == 403
        assert "access-control" not in answer.head.lower()


def test_the_token_comes_before_the_way(small: Running) -> None:
    for line in (f"PUT {NAMES}", "GET /small/nowhere", "GET /nowhere", f"GET {NAMES}//"):
        assert asked(small, line, token=False).status == 401


@pytest.mark.parametrize("status", [200, 401, 404, 405, 421, 500])
def test_every_answer_is_kept_by_nobody(small: Running, status: int) -> None:
    lines = {
        200: f"GET {NAMES}",
        401: f"GET {NAMES}",
        404: "GET /nowhere",
        405: f"PUT {NAMES}",
        421: f"GET {NAMES}",
        500: "GET /small/crash/x",
    }
    request = head(small, lines[status], token=status != 401)
    if status == 421:
        request = request.replace(b"127.0.0.1:", b"other:")
    answer = said(small, request)
    assert answer.status == status
    assert "cache-control: no-store" in answer.head
    assert "x-content-type-options: nosniff" in answer.head
    assert "content-type: application/json" in answer.head
    assert "server:" not in answer.head.lower()
