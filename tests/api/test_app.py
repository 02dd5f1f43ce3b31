"""What holds for every dialect: ways, methods, and errors in its own words."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.types import Message

from tests.api import small_dialect
from tests.api.conftest import Serve
from tests.api.raw import asked, connected, head, parsed, rest_of, said
from tests.api.serving import Running
from tests.operations.samples import BY_PASSPHRASE, make_vault, opened
from vaulttui.api.app import build
from vaulttui.api.dialect import Dialect, ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import SlotType, make_slot

NAMES = "/small/names"


def test_it_answers(serve: Serve) -> None:
    api = serve(small_dialect.dialect)
    new = {"name": "acme", "value": "hidden"}
    answer = api("POST", NAMES, json=new)
    assert (answer.status_code, answer.json()) == (201, {"name": "acme", "bytes": 6})
    assert api("GET", NAMES).json() == ["acme"]


def test_what_an_operation_says_becomes_the_dialects_error(serve: Serve) -> None:
    api = serve(small_dialect.dialect)
    api("POST", NAMES, json={"name": "acme"})
    again = api("POST", NAMES, json={"name": "acme"})
    assert (again.status_code, again.json()["small"]) == (409, "EXISTS")
    odd = api("POST", NAMES, json={"name": "a\x1bb"})
    assert (odd.status_code, odd.json()["small"]) == (400, "INVALID")
    assert "\x1b" not in odd.text


@pytest.mark.parametrize("path", ["/small/nowhere", "/small/", "/small/names/", "/small/crash/"])
def test_no_way(small: Running, path: str) -> None:
    answer = small("GET", path)
    assert answer.status_code == 404
    assert answer.json() == {
        "small": "NO_ROUTE", "says": "There is nothing at this path.", "at": path
    }  # fmt: skip


def test_no_way_of_nobodys(small: Running) -> None:
    for path in ("/", "/smal", "/favicon.ico", "/.git/config"):
        answer = small("GET", path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "no_route"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"])
def test_a_wrong_method(small: Running, method: str) -> None:
    answer = asked(small, f"{method} {NAMES}")
    assert answer.status == 405
    assert "allow: GET, HEAD, POST" in answer.head
    assert b'"small":"METHOD"' in answer.body


def test_a_head_has_no_body(small: Running) -> None:
    answer = asked(small, f"HEAD {NAMES}")
    assert (answer.status, answer.body) == (200, b"")
    assert asked(small, "HEAD /small/nowhere").status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/small/crash/a%2Fb", "/small/crash/a%2fb", "/small/crash/a%5cb", "/small/crash/a\\b",
        "/small/crash/a%00", "/small/crash/%0a", "/small/crash/a%7f", "/small/names%0a",
        "/small/../small/names", "/small/./names", "/small/%2e%2e/small/names", "/small/%2e/names",
        "/small/names/..", "/small/names/.", "//small/names", "/small//names", "/small/names//",
        "/small/crash/%ff", "/small/crash/%c0%af", "/small/crash/%", "/small/crash/%zz",
        "/small/crash/" + "x" * 3000, "small/names", "*", "http://evil.example/small/names",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)  # fmt: skip
def test_a_path_that_can_be_read_in_two_ways(small: Running, target: str) -> None:
    answer = asked(small, f"GET {target}")
    assert answer.status == 404
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize("target", ["127.0.0.1:80", "/small/names"])
def test_no_tunnel(small: Running, target: str) -> None:
    assert asked(small, f"CONNECT {target}").status in (404, 405)


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_no_other_protocol(small: Running, upgrade: str) -> None:
    headers = ("Connection: Upgrade", f"Upgrade: {upgrade}", "Sec-WebSocket-Version: 13",
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")  # fmt: skip
    request = head(small, f"GET {NAMES}", *headers).replace(b"Connection: close\r\n", b"")
    with connected(small) as connection:
        connection.sendall(request)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_a_mistake_of_the_program_tells_nothing(
    small: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = small("GET", "/small/crash/x?secret=canary")
    assert answer.status_code == 500
    assert answer.json()["says"] == "The server met an error that it did not expect."
    out, err = capfd.readouterr()
    assert out == ""
    assert "RuntimeError at small_dialect.py:" in err
    assert "canary" not in err
    assert len(err.splitlines()) == 1


def test_what_nobody_read_is_not_the_next_request(small: Running) -> None:
    body = b"x" * 100_000
    refused = head(small, "PUT /small/names", f"Content-Length: {len(body)}")
    follows = head(small, f"GET {NAMES}")
    with connected(small) as connection:
        connection.sendall(refused.replace(b"Connection: close\r\n", b"") + body + follows)
        answers = rest_of(connection)
    assert parsed(answers).status == 405
    assert answers.count(b"HTTP/1.1 ") == 2
    assert answers.endswith(b"[]")


def test_who_waits_to_be_told_to_go_on_is_told_no(small: Running) -> None:
    request = head(small, f"PUT {NAMES}", "Content-Length: 1000000", "Expect: 100-continue")
    answer = said(small, request.replace(b"Connection: close\r\n", b""))
    assert answer.status == 405
    assert "connection: close" in answer.head.lower()


def test_a_vault_that_is_gone_comes_back(serve: Serve, vault: Path, tmp_path: Path) -> None:
    api = serve(small_dialect.dialect)
    aside = tmp_path / "aside"
    vault.rename(aside)
    for method, options in (("GET", {}), ("POST", {"json": {"name": "acme"}})):
        answer = api(method, NAMES, **options)
        assert (answer.status_code, answer.json()["small"]) == (503, "UNAVAILABLE")
        assert "is gone" in answer.json()["says"]
    aside.rename(vault)
    assert api("POST", NAMES, json={"name": "acme"}).status_code == 201


def test_another_vault_in_its_place(serve: Serve, vault: Path, tmp_path: Path) -> None:
    api = serve(small_dialect.dialect)
    other = tmp_path / "other.vtv"
    make_vault(other)
    before = other.read_bytes()
    os.replace(other, vault)
    assert api("GET", NAMES).status_code == 503
    assert api("POST", NAMES, json={"name": "acme"}).status_code == 503
    assert vault.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no vault", None])
def test_a_damaged_vault(serve: Serve, vault: Path, content: bytes | None) -> None:
    api = serve(small_dialect.dialect)
    whole = vault.read_bytes()
    vault.write_bytes(whole[: len(whole) - 40] if content is None else content)
    assert api("GET", NAMES).status_code in (200, 503)
    assert content is None or api("GET", NAMES).status_code == 503
    vault.write_bytes(whole)
    assert api("GET", NAMES).status_code == 200


def test_a_vault_with_another_key(serve: Serve, vault: Path) -> None:
    api = serve(small_dialect.dialect)
    file = opened(vault)
    keys = VaultKeys(file.keys.vault_id, new_secret())
    file.rekey(keys, [make_slot(keys, SlotType.PASSPHRASE, BY_PASSPHRASE, CHEAPEST)])
    file.close()
    answer = api("GET", NAMES)
    assert (answer.status_code, answer.json()["small"]) == (503, "UNAVAILABLE")
    assert "a new key" in answer.json()["says"]


def lived(dialect: Dialect) -> list[str]:
    """What the beginning and the end of an application say."""
    told: list[str] = []

    async def receive() -> Message:
        return {"type": "lifespan"}

    async def send(message: Message) -> None:
        told.append(message["type"])

    application = build(Vault(None), [dialect], Secret(b"token"), 1)
    asyncio.run(application({"type": "lifespan"}, receive, send))
    return told


def test_a_dialect_begins_and_ends_with_the_server() -> None:
    seen: list[str] = []

    async def start() -> None:
        seen.append("start")

    async def stop() -> None:
        seen.append("stop")

    small_one = small_dialect.dialect(Vault(None), ServeOptions("http://127.0.0.1:1"))
    told = lived(replace(small_one, start=start, stop=stop))
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert seen == ["start", "stop"]


def test_a_dialect_that_cannot_begin(capfd: pytest.CaptureFixture[str]) -> None:
    async def start() -> None:
        raise RuntimeError("canary")

    small_one = small_dialect.dialect(Vault(None), ServeOptions("http://127.0.0.1:1"))
    assert lived(replace(small_one, start=start)) == ["lifespan.startup.failed"]
    err = capfd.readouterr().err
    assert "RuntimeError at test_app.py:" in err
    assert "canary" not in err
