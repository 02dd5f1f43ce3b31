"""Reading values: which field is meant, TOTP codes, and what is remembered of it."""

import pytest

from tests.operations.samples import Moments, login, values
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import InvalidValue, NotFound, UsageError
from vaulttui.operations.credentials import (
    Edits,
    add,
    edit,
    field_of,
    fields_of,
    get,
    only_secret,
    totp_code,
)
from vaulttui.session.session import Session

RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The ASCII key 12345678901234567890 of RFC 6238, appendix B."""


def ids(session: Session, credential: Credential) -> list[str]:
    return [field.id for field in fields_of(session, credential)]


def test_get_returns_the_bytes_and_is_remembered(session: Session) -> None:
    made = login(session, "wiki", password=b"\x00\xff", username="ada")
    assert get(session, made, "password").reveal() == b"\x00\xff"
    assert get(session, made, "username", verb="reveal").reveal() == b"ada"
    assert [(read.verb, read.name, read.field) for read in session.reads()] == [
        ("get", "wiki", "password"),
        ("reveal", "wiki", "username"),
    ]


def test_get_writes_nothing_to_the_vault(session: Session) -> None:
    made = login(session)
    size = session.file.next_seq
    get(session, made, "password")
    session.refresh()
    assert session.file.next_seq == size


def test_get_of_an_empty_or_unknown_field(session: Session) -> None:
    made = login(session)
    with pytest.raises(NotFound, match="no value"):
        get(session, made, "totp")
    with pytest.raises(NotFound, match="no field passwort") as caught:
        get(session, made, "passwort")
    assert "password" in caught.value.hint
    assert session.reads() == []


def test_only_secret(session: Session) -> None:
    one = login(session, "one", username="ada", password="s")
    none = login(session, "none", username="ada")
    two = login(session, "two", password="s", totp=RFC_SEED)
    assert only_secret(session, one) == "password"
    with pytest.raises(NotFound):
        only_secret(session, none)
    with pytest.raises(UsageError) as caught:
        only_secret(session, two)
    assert "password" in caught.value.hint
    assert "totp" in caught.value.hint


def test_fields_are_the_types_then_the_extra_ones(session: Session) -> None:
    extra = Field("pin", "PIN", FieldKind.SECRET)
    made = edit(session, login(session), Edits(extra=((extra, values(p="1")["p"]),)))
    assert ids(session, made) == ["username", "password", "url", "totp", "notes", "pin"]
    assert field_of(session, made, "pin").kind is FieldKind.SECRET


OLD = """
id = "queue"
name = "Queue"
version = 1
kind = "cloud"
[[fields]]
id = "address"
label = "Address"
[[fields]]
id = "token"
label = "Token"
kind = "secret"
"""


def test_a_value_that_its_type_lost_is_still_shown_and_stays_secret(session: Session) -> None:
    from vaulttui.operations import trash, types

    types.add(session, OLD)
    made = add(session, "queue", Edits(name="q", values=values(address="a", token="t")))
    trash.rm(session, [made])
    types.add(session, OLD.split('[[fields]]\nid = "token"')[0])
    back = Credential(trash.restore(session, trash.trashed(session)[0].record))
    lost = field_of(session, back, "token")
    assert lost.secret
    assert get(session, back, "token").reveal() == b"t"


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_totp_codes_of_the_rfc(session: Session, moments: Moments, seconds: int, code: str) -> None:
    made = login(session, "wiki", totp=RFC_SEED)
    moments.at = seconds * 1000
    shown, left = totp_code(session, made)
    assert (shown.reveal().decode(), left) == (code, 30 - seconds % 30)
    assert session.reads()[-1].verb == "code"


def test_a_totp_credential_has_its_own_parameters(session: Session, moments: Moments) -> None:
    given = values(secret=RFC_SEED, digits="8", period="60")
    made = add(session, "totp", Edits(name="t", values=given))
    moments.at = 59_000
    shown, left = totp_code(session, made)
    assert (len(shown.reveal()), left) == (8, 1)
    moments.at = 118_000  # step 1 of 60 s: the counter of 59 s at 30 s
    assert totp_code(session, made)[0].reveal() == b"94287082"


def test_no_or_several_codes(session: Session) -> None:
    with pytest.raises(NotFound):
        totp_code(session, login(session))
    extra = Field("backup", "Backup", FieldKind.TOTP)
    made = login(session, "two", totp=RFC_SEED)
    made = edit(session, made, Edits(extra=((extra, values(b=RFC_SEED)["b"]),)))
    with pytest.raises(UsageError):
        totp_code(session, made)
    assert totp_code(session, made, "backup")[0] == totp_code(session, made, "totp")[0]


def test_a_wrong_seed_is_refused_without_quoting_it(session: Session) -> None:
    with pytest.raises(InvalidValue) as caught:
        login(session, "wiki", totp="not-base32-0189")
    assert "0189" not in caught.value.message
