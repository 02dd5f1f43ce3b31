"""The expiry of tokens that say so themselves, honest ones and others."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.jwt import jwt_end

HEAD = b'{"alg":"HS256","typ":"JWT"}'


def part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def token(claims: bytes) -> bytes:
    return b".".join((part(HEAD), part(claims), part(b"no signature")))


def test_a_token_with_an_expiry() -> None:
    assert jwt_end(token(b'{"sub":"ada","exp":1900000000,"scope":["a"]}')) == 1_900_000_000_000
    assert jwt_end(b" " + token(b'{"exp":1900000000.5}') + b"\n") == 1_900_000_000_500
    assert jwt_end(token(b'{"exp":0}')) == 0


@pytest.mark.parametrize(
    "claims",
    [
        b"{}",
        b'{"exp":null}',
        b'{"exp":true}',
        b'{"exp":"1900000000"}',
        b'{"exp":{"exp":1900000000}}',
        b'{"exp":-1}',
        b'{"exp":253402300799}',
        b'{"exp":1e999}',
        b'{"exp":NaN}',
        b'{"exp":' + b"9" * 10_000 + b"}",
        b'{"a":' + b"[" * 40_000 + b"]" * 5_000,
        b"[1900000000]",
        b"\xff\xfe",
        b"",
    ],
)
def test_claims_that_tell_none(claims: bytes) -> None:
    assert jwt_end(token(claims)) is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"eyJ",
        b"eyJ.eyJ.eyJ",
        b"a.b",
        token(b'{"exp":1900000000}') + b".more",
        token(b'{"exp":1900000000}').replace(b".", b".!", 1),
        token(b'{"exp":1900000000,"pad":"' + b"x" * 66_000 + b'"}'),
    ],
)
def test_what_is_no_token_tells_none(text: bytes) -> None:
    assert jwt_end(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["exp", "iat", "sub"]), JSON))
def test_any_claims_end_within_the_calendar_or_not_at_all(claims: dict[str, object]) -> None:
    found = jwt_end(token(json.dumps(claims).encode()))
    assert found is None or 0 <= found < 253_402_300_799_000


@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing(text: bytes) -> None:
    jwt_end(b"eyJ" + text)
    jwt_end(token(text))
