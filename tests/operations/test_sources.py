"""Fields that external credentials feed."""

import pytest

from tests.operations.samples import login
from vaulttui.domain.credentials import Credential
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.operations import credentials, sources
from vaulttui.operations.credentials import Edits, Given
from vaulttui.operations.where_used import uses_of
from vaulttui.secret import Secret
from vaulttui.session.session import Session


def external(session: Session, name: str = "lookup") -> Credential:
    values = {"url": "https://vault.example", "token": "tök"}
    given = {field: Given(Secret.from_text(text)) for field, text in values.items()}
    return credentials.add(
        session, "hashivault_kv", Edits(name=name, values=given), incomplete=True
    )


def lookup(session: Session, fed: Credential, by: Credential, field: str = "password") -> None:
    sources.put(session, fed, field, by, {"secret_path": "kv/a", "secret_key": "b"})


def said(uses: object) -> list[str]:
    assert isinstance(uses, list)
    return [str(use) for use in uses]


def test_a_source_feeds_one_field(session: Session) -> None:
    wiki, by = login(session), external(session)
    lookup(session, wiki, by)
    found = sources.sources(session)
    assert [(one.field, one.external_id, one.metadata["secret_path"]) for one in found] == [
        ("password", by.id, "kv/a")
    ]
    assert said(uses_of(session, wiki)) == ["password is fed by lookup"]
    assert said(uses_of(session, by)) == ["feeds the field password of wiki"]
    sources.unset(session, wiki, "password")
    assert sources.sources(session) == ()
    with pytest.raises(NotFound):
        sources.unset(session, wiki, "password")


def test_a_source_needs_an_external_credential_and_what_it_asks_for(session: Session) -> None:
    wiki, by = login(session), external(session)
    with pytest.raises(InvalidValue, match="no external type"):
        sources.put(session, wiki, "password", login(session, "other"), {})
    with pytest.raises(InvalidValue, match="needs secret_path"):
        sources.put(session, wiki, "password", by, {"secret_key": "b"})
    with pytest.raises(NotFound, match="asks for no nope"):
        sources.put(session, wiki, "password", by, {"secret_path": "a", "nope": "b"})
    with pytest.raises(NotFound, match="no field nope"):
        lookup(session, wiki, by, "nope")


def test_a_circle_of_sources_is_refused(session: Session) -> None:
    first, second, third = (external(session, name) for name in "abc")
    lookup(session, first, second, "token")
    lookup(session, second, third, "token")
    for fed, by in ((third, first), (second, first), (first, first)):
        with pytest.raises(InvalidValue, match="circle"):
            lookup(session, fed, by, "token")
    lookup(session, first, third, "cacert")
