"""TOTP in the spellings of other tools."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain import totp
from vaulttui.formats.otpauth import from_attributes, from_text

SEED = "JBSWY3DPEHPK3PXP"
RAW = base64.b32decode(SEED)


@pytest.mark.parametrize(
    ("strings", "query"),
    [
        ({"otp": f"otpauth://totp/a?secret={SEED}"}, None),
        (
            {"otp": f"key={SEED}&size=8&step=60&otpHashMode=Sha256"},
            "algorithm=SHA256&digits=8&period=60",
        ),
        ({"otp": f"key={SEED}"}, ""),
        ({"otp": SEED.lower()}, ""),
        ({"TOTP Seed": SEED, "TOTP Settings": "30;6"}, ""),
        ({"TOTP Seed": "jbsw y3dp-ehpk 3pxp"}, ""),
        ({"TOTP Seed": SEED, "TOTP Settings": "30;S"}, "encoder=steam"),
        ({"TOTP Seed": SEED, "TOTP Settings": "45;7;https://x.example"}, "digits=7&period=45"),
        ({"TimeOtp-Secret": RAW.decode("latin-1")[:5]}, None),
        ({"TimeOtp-Secret-Hex": RAW.hex()}, ""),
        ({"TimeOtp-Secret-Base32": SEED}, ""),
        ({"TimeOtp-Secret-Base64": base64.b64encode(RAW).decode()}, ""),
        (
            {
                "TimeOtp-Secret-Base32": SEED,
                "TimeOtp-Algorithm": "HMAC-SHA-512",
                "TimeOtp-Length": "8",
            },
            "algorithm=SHA512&digits=8",
        ),
    ],
)
def test_spellings(strings: dict[str, str], query: str | None) -> None:
    found = from_attributes(strings, "me")
    assert found is not None
    assert totp.problem(found.address.encode()) is None
    assert found.used == strings.keys()
    if query is not None:
        head = f"otpauth://totp/me?secret={SEED}"
        assert found.address == (f"{head}&{query}" if query else head)


@pytest.mark.parametrize(
    "strings",
    [
        {},
        {"otp": ""},
        {"otp": "not base32!"},
        {"otp": f"otpauth://hotp/a?secret={SEED}"},
        {"otp": "otpauth://totp/a"},
        {"otp": f"key={SEED}&type=Hotp"},
        {"otp": f"key={SEED}&otpHashMode=md5"},
        {"TOTP Seed": SEED, "TOTP Settings": "0;6"},
        {"TOTP Seed": SEED, "TOTP Settings": "30;" + "9" * 5000},
        {"TimeOtp-Secret-Hex": "zz"},
        {"TimeOtp-Secret-Base64": "?"},
        {"HmacOtp-Secret": "x"},
    ],
)
def test_what_is_no_totp_is_left_alone(strings: dict[str, str]) -> None:
    assert from_attributes(strings, "me") is None


def test_steam_and_odd_labels() -> None:
    assert (
        from_text(f"steam://{SEED}", "a/b?c")
        == f"otpauth://totp/a%2Fb%3Fc?secret={SEED}&encoder=steam"
    )


@given(st.text(), st.text())
def test_whatever_comes_out_works(text: str, label: str) -> None:
    found = from_attributes({"otp": text, "TOTP Seed": text, "TOTP Settings": label}, "me")
    assert found is None or totp.problem(found.address.encode()) is None


@given(st.binary(min_size=1, max_size=40))
def test_any_seed_survives(seed: bytes) -> None:
    found = from_attributes({"TimeOtp-Secret-Hex": seed.hex()}, "me")
    assert found is not None
    assert totp.code(found.address.encode(), 59) == totp.code(base64.b32encode(seed), 59)
