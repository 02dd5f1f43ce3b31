"""One-time codes against the published vectors."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain import totp
from vaulttui.errors import InvalidValue

SEED = b"1234567890" * 7
KEYS = {"SHA1": SEED[:20], "SHA256": SEED[:32], "SHA512": SEED[:64]}

# RFC 6238, appendix B
RFC = [
    (59, "SHA1", "94287082"),
    (59, "SHA256", "46119246"),
    (59, "SHA512", "90693936"),
    (1111111109, "SHA1", "07081804"),
    (1111111109, "SHA256", "68084774"),
    (1111111109, "SHA512", "25091201"),
    (1234567890, "SHA1", "89005924"),
    (2000000000, "SHA256", "90698825"),
    (20000000000, "SHA1", "65353130"),
    (20000000000, "SHA512", "47863826"),
]


@pytest.mark.parametrize(("now", "algorithm", "expected"), RFC)
def test_codes_of_rfc_6238(now: int, algorithm: str, expected: str) -> None:
    key = base64.b32encode(KEYS[algorithm]).decode().rstrip("=")
    uri = f"otpauth://totp/x?secret={key}&digits=8&algorithm={algorithm}"
    assert totp.code(uri.encode(), now)[0] == expected
    assert totp.code(key.encode(), now, digits=8, algorithm=algorithm)[0] == expected
    assert totp.code(uri.replace("=SHA", "=sha-").encode(), now)[0] == expected


def test_seconds_left_count_down_to_the_next_step() -> None:
    key = b"JBSWY3DPEHPK3PXP"
    assert totp.code(key, 30.9)[1] == 30
    assert totp.code(key, 59.9)[1] == 1
    assert totp.code(key, 59)[0] != totp.code(key, 60)[0]
    assert totp.code(b"otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=60", 59)[1] == 1


def test_short_keys_with_spaces_and_lower_case_give_their_code() -> None:
    assert totp.code(b"jbsw y3dp-ehpk 3pxp==", 0) == totp.code(b"JBSWY3DPEHPK3PXP", 0)
    assert totp.code(b"JBSWY3DPEHPK3PXP", 0)[0] == "282760"


def test_the_parameters_of_a_uri_win() -> None:
    uri = b"otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=6&algorithm=SHA1"
    assert totp.code(uri, 0, digits=8, algorithm="SHA512")[0] == "282760"


def test_steam_codes_have_five_of_its_letters() -> None:
    uri = b"otpauth://totp/Steam:me?secret=JBSWY3DPEHPK3PXP&encoder=steam"
    text, left = totp.code(uri, 0)
    number = int(totp.code(b"JBSWY3DPEHPK3PXP", 0, digits=10)[0])
    assert len(text) == 5
    assert "23456789BCDFGHJKMNPQRTVWXY".index(text[0]) == number % 26
    assert left == 30


@given(st.binary(max_size=60))
def test_any_bytes_give_a_code_or_are_refused(value: bytes) -> None:
    try:
        code, left = totp.code(value, 1_700_000_000)
    except InvalidValue:
        return
    assert len(code) == 6
    assert 1 <= left <= 30


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (b"canary", "base32"),
        (b"\x80canary", "base32"),
        (b"otpauth://totp/\xffcanary", "address"),
        (b"otpauth://[canary/?secret=canary", "address"),
        (b"otpauth://totp/canary?secret=canary", "base32"),
        (b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=canary", "period"),
    ],
)
def test_messages_say_what_is_wrong_and_never_the_value(value: bytes, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem) as caught:
        totp.code(value, 0)
    assert "canary" not in caught.value.message
