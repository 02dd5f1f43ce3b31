"""The parts of logs and configurations under which a value is found."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.leaked_text import SHORTEST, Part, Parts

TOKEN = b"s3cret!t0ken-1"
PEM = b"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END PRIVATE KEY-----\n"


def found(text: bytes, value: bytes) -> list[Part]:
    return [part for part in Parts(text, {len(value)}) if part.value == value]


@pytest.mark.parametrize(
    "text",
    [
        b"ERROR pw=%s failed",
        b"password: %s",
        b"password: '%s',",
        b'  {"user":"ada","password":"%s","tls":true}',
        b'{\\"password\\":\\"%s\\"}',
        b"Authorization: Bearer %s",
        b"curl -H 'Authorization:Bearer %s' host",
        b"postgres://ada:%s@db.example:5432/shop?tls=1",
        b"GET /hook?x=1&token=%s&y=2 HTTP/1.1",
        b"Server=db;User=ada;Password=%s;Encrypt=true",
        b"login(ada, %s) refused",
        b"the token was %s.",
        b"\x1b[31mpw\x1b[0m=\x1b[1m%s\x1b[0m\r",
        b"export TOKEN=%s # not for git",
        b"<password>%s</password>",
        b"%s",
        b"a\tb\t%s\tc",
    ],
)
def test_where_a_value_stands_in_a_line(text: bytes) -> None:
    assert found(b"first\n" + text.replace(b"%s", TOKEN) + b"\nlast", TOKEN) == [
        Part(2, TOKEN, "as it is")
    ]


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        (b"postgres://ada:p%40ss%2Fword@db/x", b"p@ss/word", "URL-decoded"),
        (b"?q=correct+horse%21&x", b"correct horse!", "URL-decoded"),
        (b"  password: %s" % base64.b64encode(TOKEN), TOKEN, "decoded from base64"),
        (b"Basic %s" % base64.b64encode(b"ada:" + TOKEN), TOKEN, "decoded from base64"),
        (json.dumps({"key": PEM.decode()}).encode(), PEM, "without JSON's escapes"),
        (b'pw: "say \\"friend\\""', b'say "friend"', "without JSON's escapes"),
    ],
)
def test_a_part_may_be_coded(text: bytes, value: bytes, how: str) -> None:
    assert found(text, value) == [Part(1, value, how)]


@pytest.mark.parametrize("end", [b"", b" (refused)", b" was refused", b",", b'"'])
def test_a_value_may_have_blanks(end: bytes) -> None:
    value = b"correct horse battery"
    for begin in (b"passphrase: ", b'passphrase="', b"12:00 pw="):
        assert [part.line for part in found(begin + value + end, value)] == [1]


def test_a_private_key_has_several_lines() -> None:
    text = b"a\nb\n" + PEM + b"c\n"
    assert [part.line for part in found(text, PEM)] == [3]
    indented = b"key: |\n  " + PEM.replace(b"\n", b"\r\n  ") + b"more\n"
    assert [part.line for part in found(indented, PEM)] == [2]
    assert found(PEM[:-8], PEM) == []


def test_short_parts_are_none() -> None:
    assert list(Parts(b"a shop in a town with=12345", {1, 4, 5})) == []
    assert [part.value for part in Parts(b"with=123456", {SHORTEST})] == [b"123456"]


def test_each_part_comes_once_from_its_first_line() -> None:
    assert [part.line for part in Parts(b"x\npw=%s\npw=%s %s" % ((TOKEN,) * 3), {14})] == [2]


@pytest.mark.parametrize(
    "unit",
    [b"a", b"=", b"%", b'"', b"\\", b'"\\', b"= ", b"a,", b"-----BEGIN A-----\n", b"\n", b"a\n"],
)
def test_no_text_takes_long(unit: bytes) -> None:
    # What grows as the square of 400,000 would not end.
    parts = Parts(unit * (400_000 // len(unit)) + b"&%", {20}, work=40_000)
    assert len(list(parts)) <= 4


def test_too_much_work_names_the_line() -> None:
    parts = Parts(b"".join(b"%d is another line\n" % number for number in range(100)), {9}, work=99)
    list(parts)
    assert parts.unfinished == 7


@given(
    before=st.sampled_from([b"", b"x ", b"pw=", b"'", b"a:b@", b"("]),
    value=st.binary(min_size=SHORTEST, max_size=40).filter(
        # One with more marks than ends are tried for is found where it is a word of its own.
        lambda one: one.split() == [one] and sum(not chr(byte).isalnum() for byte in one) < 16
    ),
    after=st.sampled_from([b"", b" x", b"'", b", x", b")", b"@host"]),
)
def test_any_value_without_blanks_is_found(before: bytes, value: bytes, after: bytes) -> None:
    assert [part.line for part in found(b"\n" + before + value + after, value)] == [2]
