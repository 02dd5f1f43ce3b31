"""Reading values: which field is meant, and what is remembered of it."""

import pytest

from tests.operations.samples import login, values
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


def test_a_wrong_seed_is_refused_without_quoting_it(session: Session) -> None:
    with pytest.raises(InvalidValue) as caught:
        login(session, "wiki", totp="not-base32-0189")
    assert "0189" not in caught.value.message
