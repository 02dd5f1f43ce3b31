"""What each kind of field accepts, and how it says no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.validation import LIMIT, check_value, problem_of
from vaulttui.errors import InvalidValue

ANY_BYTES = (FieldKind.SECRET, FieldKind.FILE)
CHOICES = ("Exact", "Regexp")

ACCEPTED = [
    (FieldKind.TEXT, b"", b""),
    (FieldKind.TEXT, "zoë 👩‍💻".encode(), "zoë 👩‍💻".encode()),
    (FieldKind.SECRET, b"\x00\xff\n", b"\x00\xff\n"),
    (FieldKind.MULTILINE, b"a\r\nb\t\n", b"a\r\nb\t\n"),
    (FieldKind.FILE, b"\x89PNG\r\n", b"\x89PNG\r\n"),
    (FieldKind.JSON, b' {"a": [1e999, "\\ud83d", null]} ', b' {"a": [1e999, "\\ud83d", null]} '),
    (FieldKind.JSON, b"9" * 5000, b"9" * 5000),
    (FieldKind.BOOLEAN, b"Yes", b"true"),
    (FieldKind.BOOLEAN, b" on ", b"true"),
    (FieldKind.BOOLEAN, b"1", b"true"),
    (FieldKind.BOOLEAN, b"TRUE", b"true"),
    (FieldKind.BOOLEAN, b"off", b"false"),
    (FieldKind.BOOLEAN, b"0", b"false"),
    (FieldKind.INTEGER, b" +05432", b"5432"),
    (FieldKind.INTEGER, b"-7", b"-7"),
    (FieldKind.CHOICE, b"Exact", b"Exact"),
    (FieldKind.URL, b" https://example.org/a?b=c ", b"https://example.org/a?b=c"),
    (FieldKind.URL, b"http://[::1]:8080", b"http://[::1]:8080"),
    (FieldKind.URL, b"androidapp://com.example", b"androidapp://com.example"),
    (FieldKind.DATE, b"2028-02-29", b"2028-02-29"),
    (FieldKind.TOTP, b"jbsw y3dp ehpk 3pxp", b"jbswy3dpehpk3pxp"),
    (
        FieldKind.TOTP,
        b"otpauth://totp/a%20b:c?secret=JBSWY3DPEHPK3PXP&digits=8",
        b"otpauth://totp/a%20b:c?secret=JBSWY3DPEHPK3PXP&digits=8",
    ),
]

REFUSED = [
    (FieldKind.TEXT, b"two\nlines", "single line"),
    (FieldKind.TEXT, b"nul\x00byte", "control"),
    (FieldKind.TEXT, b"\x1b[31m", "control"),
    (FieldKind.TEXT, "c1 \x9b31m".encode(), "control"),
    (FieldKind.TEXT, b"\xff\xfe", "UTF-8"),
    (FieldKind.MULTILINE, b"\xff", "UTF-8"),
    (FieldKind.JSON, b'{"a": 1,}', "line 1, column"),
    (FieldKind.JSON, b"", "line 1, column 1"),
    (FieldKind.JSON, b"[NaN]", "NaN"),
    (FieldKind.JSON, b"[-Infinity]", "NaN"),
    (FieldKind.JSON, b"{'a': 1}", "not JSON"),
    (FieldKind.JSON, b'"\n"', "not JSON"),
    (FieldKind.JSON, b"[" * 100_000, "deeply"),
    (FieldKind.BOOLEAN, b"perhaps", "true or false"),
    (FieldKind.BOOLEAN, b"", "true or false"),
    (FieldKind.INTEGER, b"1.5", "whole number"),
    (FieldKind.INTEGER, "٣".encode(), "whole number"),
    (FieldKind.INTEGER, b"", "whole number"),
    (FieldKind.INTEGER, b"9" * 101, "whole number"),
    (FieldKind.CHOICE, b"exact", "one of: Exact, Regexp"),
    (FieldKind.URL, b"example.org", "address"),
    (FieldKind.URL, b"https://", "address"),
    (FieldKind.URL, b"/path", "address"),
    (FieldKind.URL, b"https://exa mple.org", "address"),
    (FieldKind.URL, b"http://[::1", "address"),
    (FieldKind.URL, b"http://host:99999", "address"),
    (FieldKind.URL, b"mailto:a@example.org", "address"),
    (FieldKind.DATE, b"2027-02-29", "date"),
    (FieldKind.DATE, b"20270228", "date"),
    (FieldKind.DATE, b"2027-W01-1", "date"),
    (FieldKind.DATE, b"28.02.2027", "date"),
    (FieldKind.TOTP, b"not base32!", "base32"),
    (FieldKind.TOTP, b"", "base32"),
    (FieldKind.TOTP, b"otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1", "time-based"),
    (FieldKind.TOTP, b"otpauth://totp/a", "base32"),
    (FieldKind.TOTP, b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=0", "period"),
    (FieldKind.TOTP, b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=99", "digits"),
    (FieldKind.TOTP, b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=MD2", "algorithm"),
]


def field(kind: FieldKind, *, secret: bool = False) -> Field:
    return Field("the_field", "The field", kind, secret=secret, choices=CHOICES)


@pytest.mark.parametrize(("kind", "value", "stored"), ACCEPTED)
def test_accepts(kind: FieldKind, value: bytes, stored: bytes) -> None:
    assert check_value(field(kind), value) == stored


@pytest.mark.parametrize(("kind", "value", "problem"), REFUSED)
def test_refuses_in_a_sentence(kind: FieldKind, value: bytes, problem: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_value(field(kind), value)
    message = caught.value.message
    assert '"the_field"' in message
    assert problem in message
    assert message.endswith(".")


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind not in ANY_BYTES])
def test_messages_never_hold_the_value(kind: FieldKind) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_value(field(kind), b"-----BEGIN canary\x1b\n")
    assert "canary" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("kind", list(FieldKind))
def test_one_mebibyte_is_the_limit(kind: FieldKind) -> None:
    with pytest.raises(InvalidValue, match="1 MiB"):
        check_value(field(kind, secret=True), b"A" * (LIMIT + 1))


def test_a_whole_mebibyte_fits() -> None:
    assert len(check_value(field(FieldKind.SECRET), b"A" * LIMIT)) == LIMIT


def test_a_secret_field_of_text_still_takes_text_only() -> None:
    with pytest.raises(InvalidValue, match="UTF-8"):
        check_value(field(FieldKind.TEXT, secret=True), b"\xff")


def test_a_secret_multiline_takes_any_bytes() -> None:
    assert check_value(field(FieldKind.MULTILINE, secret=True), b"\xff\x00") == b"\xff\x00"


@pytest.mark.parametrize("kind", [FieldKind.SECRET, FieldKind.FILE, FieldKind.TOTP])
def test_some_kinds_are_always_secret(kind: FieldKind) -> None:
    assert Field("a", "A", kind).secret


@given(st.sampled_from(list(FieldKind)), st.binary(max_size=200), st.booleans())
def test_any_bytes_are_stored_or_refused_and_what_is_stored_is_accepted_again(
    kind: FieldKind, value: bytes, secret: bool
) -> None:
    one = field(kind, secret=secret)
    try:
        stored = check_value(one, value)
    except InvalidValue:
        return
    assert check_value(one, stored) == stored
    if not one.secret:
        stored.decode()


def test_beside_the_field_the_sentence_begins_with_it() -> None:
    field = Field("url", "Address", FieldKind.URL)
    assert problem_of(field, b"no") == (
        "It must be a whole address such as https://example.org/path."
    )
    assert problem_of(field, b"https://example.org") == ""
