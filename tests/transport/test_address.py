"""Which addresses a remote can have, and what keeps a name one segment of a path."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.transport.asking import TOKEN
from vaulttui.errors import InvalidValue, OddAnswer
from vaulttui.transport.address import check_url, request_url, segment, told_url

BASE = "https://vault.example/base"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://vault.example", "https://vault.example"),
        ("HTTPS://Vault.Example:8443/Base//", "https://vault.example:8443/Base"),
        ("https://10.0.0.7/a%20b", "https://10.0.0.7/a%20b"),
        ("https://[2001:db8::7]:1", "https://[2001:db8::7]:1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.9.9.9/", "http://127.9.9.9"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://LOCALHOST", "http://localhost"),
    ],
)
def test_addresses_of_remotes(url: str, kept: str) -> None:
    assert check_url(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "vault.example", "ftp://vault.example", "https://", "https:///a", "https://?a",
        f"https://ada:{TOKEN}@vault.example", f"https://vault.example?key={TOKEN}",
        f"https://vault.example/#{TOKEN}", "https://vault.example/\x1b[2J",
        "https://vault.example\n", "https://vault example", "https://väult.example",
        "https://vault.example:0", "https://vault.example:65536", "https://vault.example:٣",
        "https://[::1", "https://[1::2::3]", "https://[fe80::1%25eth0]", "https://vault..example",
        "https://vault.example/a/../b", "https://vault.example/%2E%2e/b", "https://vault.example/.",
        "https://vault.example/%2", "https://vault.example\\@evil.example",
        "http://vault.example", "http://10.0.0.7", "http://128.0.0.1", "http://0.0.0.0",
        "http://127.1", "http://2130706433", "http://0x7f000001", "http://[::2]",
        "http://[::ffff:127.0.0.1]", "http://localhost.example", "http://127.0.0.1.example",
        f"https://{'a' * 64}.example",
        "https://999.1.1.1", "https://localho\u017ft", "http\u017f://vault.example",
    ],
)  # fmt: skip
def test_what_is_none(url: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_url(url)
    assert TOKEN not in caught.value.message
    assert "\x1b" not in caught.value.message


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("../x")
@example("a/b?c#d%2F")
@example("...")
def test_a_name_is_one_segment(name: str) -> None:
    if name in (".", ".."):
        return
    encoded = segment(name)
    assert unquote(encoded) == name
    assert not set(encoded) & set("/?#\\ ")
    if len(encoded) < 8000:
        assert request_url(BASE, f"/{encoded}/x", ()) == f"{BASE}/{encoded}/x"


@pytest.mark.parametrize("name", ["", ".", "..", "\udc80"])
def test_some_names_cannot_be(name: str) -> None:
    with pytest.raises(InvalidValue):
        segment(name)


@pytest.mark.parametrize(
    "path",
    ["", "x", "/a b", "/a?b", "/a#b", "/a/../b", "/%2e%2E", "/é", "/a\r\nX: y", "/" + "a" * 9000],
)
def test_some_paths_cannot_be(path: str) -> None:
    with pytest.raises(InvalidValue):
        request_url(BASE, path, ())


def test_a_query_is_encoded() -> None:
    assert request_url(BASE, "/a", [("q r", "s&t"), ("u", "é")]) == f"{BASE}/a?q%20r=s%26t&u=%C3%A9"
    with pytest.raises(InvalidValue):
        request_url(BASE, "/a", [("q", "\ud800")])


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("https://vault.example/x", "https://vault.example/x"),
        ("https://vault.example:443/x", "https://vault.example:443/x"),
        ("https://vault.example?x", "https://vault.example?x"),
        ("/base", BASE),
        ("/basement", BASE + "/basement"),
        ("?page=2", BASE + "/?page=2"),
    ],
)
def test_addresses_that_are_told(url: str, whole: str) -> None:
    assert told_url(BASE, url) == whole


@pytest.mark.parametrize(
    "url",
    [
        "", "//evil.example/x", "https://evil.example/x", "http://vault.example/x",
        "https://vault.example:444/x", "https://vault.example:99999/x",
        "https://vault.example.evil.example/x", f"https://vault.example@evil.example/{TOKEN}",
        "https://ada:b@vault.example/x", "https:/vault.example/x", "javascript:alert(1)",
        "https://vault.exam\nple/x", "/a/../../b", "/a/%2e%2e/b", "\\\\evil.example", "/a b",
        "/a#b", "/" + "a" * 9000, "https://[vault.example/x", "https://vault.example\t/x",
    ],
)  # fmt: skip
def test_addresses_that_lead_elsewhere(url: str) -> None:
    with pytest.raises(OddAnswer) as caught:
        told_url(BASE, url)
    assert TOKEN not in caught.value.message
    assert caught.value.__context__ is None
