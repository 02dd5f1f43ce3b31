"""One-time codes of fields, and the address that sets up another app."""

import pytest

from tests.operations.samples import Moments, login, values
from vaulttui.domain import totp
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import NotFound, UsageError
from vaulttui.operations.credentials import Edits, add, edit
from vaulttui.operations.totp import code, uri
from vaulttui.session.session import Session

RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The ASCII key 12345678901234567890 of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_totp_codes_of_the_rfc(
    session: Session, moments: Moments, seconds: int, shown: str
) -> None:
    made = login(session, "wiki", totp=RFC_SEED)
    moments.at = seconds * 1000
    present = code(session, made)
    assert (present.text.reveal().decode(), present.left) == (shown, 30 - seconds % 30)
    assert session.reads()[-1].verb == "code"


def test_a_totp_credential_has_its_own_parameters(session: Session, moments: Moments) -> None:
    given = values(secret=RFC_SEED, digits="8", period="60")
    made = add(session, "totp", Edits(name="t", values=given))
    moments.at = 59_000
    present = code(session, made)
    assert (len(present.text), present.left, present.period) == (8, 1, 60)
    moments.at = 118_000  # step 1 of 60 s: the counter of 59 s at 30 s
    assert code(session, made).text.reveal() == b"94287082"


def test_no_or_several_codes(session: Session) -> None:
    with pytest.raises(NotFound):
        code(session, login(session))
    extra = Field("backup", "Backup", FieldKind.TOTP)
    made = login(session, "two", totp=RFC_SEED)
    made = edit(session, made, Edits(extra=((extra, values(b=RFC_SEED)["b"]),)))
    with pytest.raises(UsageError):
        code(session, made)
    assert code(session, made, "backup").text == code(session, made, "totp").text


def test_the_address_of_a_key_carries_the_names_and_what_is_unusual(session: Session) -> None:
    given = values(secret="gezd gnbv", issuer="ACME Co", account="ada@example.org", digits="8")
    made = add(session, "totp", Edits(name="t", values=given))
    assert uri(session, made, "secret").reveal() == (
        b"otpauth://totp/ACME%20Co:ada@example.org?secret=GEZDGNBV&issuer=ACME%20Co&digits=8"
    )
    made = login(session, "wiki", username="ada", totp=RFC_SEED)
    said = totp.about(uri(session, made, "totp").reveal())
    assert said == totp.About(6, 30, "SHA1", "wiki", "ada")


def test_an_address_stays_as_it_is(session: Session) -> None:
    text = f"otpauth://totp/A:b?secret={RFC_SEED}&period=60"
    assert uri(session, login(session, "wiki", totp=text), "totp").reveal() == text.encode()
