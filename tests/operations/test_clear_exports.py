"""Credentials in clear: everything of them goes out, and comes back as it was."""

import json
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.operations.samples import Moments, login, make_vault, session_on, values
from tests.operations.vaults import TYPE, furnish
from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.operations import clear_exports, credentials, imports, organizations, projects, types
from vaulttui.operations.credentials import GENERATED, Edits, Given
from vaulttui.operations.exports import fitting
from vaulttui.operations.imports import Action, OnConflict
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@pytest.fixture
def other(tmp_path: Path) -> Session:
    path = tmp_path / "other.vtv"
    make_vault(path)
    return session_on(path)


def take(session: Session, data: bytes, way: OnConflict = OnConflict.SKIP) -> list[int]:
    found = imports.read_file("json", "/x.json", data, None)
    planned = imports.plan(session, found, way)
    imports.apply(session, planned)
    return [planned.count(action) for action in Action]


def content(clear: clear_exports.Clear) -> bytes:
    return clear.content.reveal()


def all_of(session: Session, credential: Credential) -> dict[str, object]:
    """What a person would miss if it did not come back."""
    fields = credentials.fields_of(session, credential)
    return {
        "id": credential.id,
        "name": credential.name,
        "type": credential.type_id,
        "tags": credential.tags,
        "description": credential.description,
        "created": credential.created_at,
        "source": credential.source,
        "fields": fields,
        "values": {
            one.id: (
                session.peek(credential.record, one.id).reveal(),
                credential.info(one.id),
            )
            for one in fields
            if credential.present(one.id)
        },
    }


def test_json_brings_everything_back(session: Session, other: Session, moments: Moments) -> None:
    furnish(session)
    secret = Field("pin", "A pin of mine", FieldKind.FILE)
    public = Field("room", "Room")
    moments.at += 5_123
    credentials.add(
        session, "login",
        Edits(
            name="full", description="two\nlines", tag=frozenset({"a/b"}),
            values={"username": Given(Secret(b"ada")), "password": Given(Secret(b"x"), GENERATED)},
            extra=((secret, Given(Secret(b"\xff\x00"))), (public, Given(Secret(b"7")))),
            expires={"password": moments.at + 1000},
        ),
    )  # fmt: skip
    moments.at += 10_000
    data = content(clear_exports.as_json(session))
    assert take(other, data) == [5, 0, 0]
    for row in session.view.rows():
        mine = session.view.credential(row.id)
        assert all_of(other, other.view.credential(row.id)) == all_of(session, mine)
    for way in (OnConflict.SKIP, OnConflict.UPDATE):
        assert take(other, data, way) == [0, 0, 5]
        assert take(session, data, way) == [0, 0, 5]
    assert other.view.type("acme-queue") == session.view.type("acme-queue")


def test_owners_are_found_by_name(session: Session, other: Session) -> None:
    furnish(session)
    data = content(clear_exports.as_json(session, fitting(session, "wiki")))
    found = imports.read_file("json", "/x.json", data, None)
    planned = imports.plan(other, found, OnConflict.SKIP)
    assert [row.what for row in planned.not_carried] == [
        "its organization acme", "its project acme/shop",
    ]  # fmt: skip
    imports.apply(other, planned)
    acme = organizations.create(other, "acme")
    projects.create(other, acme.id, "shop")
    assert take(other, data, OnConflict.UPDATE) == [0, 1, 0]
    (row,) = other.view.named("wiki")
    assert other.view.credential(row.id).organization_id == acme.id
    assert other.view.graph.projects_of(row.id) == ["acme/shop"]
    assert take(other, data, OnConflict.UPDATE) == [0, 0, 1]


def test_new_makes_a_copy(session: Session) -> None:
    wiki = login(session)
    data = content(clear_exports.as_json(session))
    assert take(session, data, OnConflict.NEW) == [1, 0, 0]
    first, second = session.view.named("wiki")
    assert {first.id, second.id} > {wiki.id}


def test_another_type_of_that_id_stands(session: Session, other: Session) -> None:
    types.add(session, TYPE)
    queue = credentials.add(session, "acme-queue", Edits(name="q", values=values(token="t")))
    types.add(other, TYPE.replace("token", "key"))
    data = content(clear_exports.as_json(session))
    found = imports.read_file("json", "/x.json", data, None)
    planned = imports.plan(other, found, OnConflict.SKIP)
    assert [(row.name, row.what) for row in planned.not_carried] == [("acme-queue", "the type")]
    imports.apply(other, planned)
    made = other.view.credential(queue.id)
    assert other.peek(made.record, "token") == Secret(b"t")


def test_a_type_that_is_nowhere(session: Session) -> None:
    shape = {"format": "vaulttui", "version": 1, "credentials": [{"name": "x", "type": "none"}]}
    with pytest.raises(NotFound, match="none"):
        take(session, json.dumps(shape).encode())


def test_dotenv_names(session: Session, tmp_path: Path) -> None:
    secret = {"value": Given(Secret(b"s"))}
    credentials.add(session, "generic-secret", Edits(name="token", values=secret))
    credentials.add(session, "generic-secret", Edits(name="my secret", values=secret))
    extra = (Field("more-of.it", "More"), Given(Secret(b"m")))
    credentials.add(session, "generic-secret", Edits(name="T2", values=secret, extra=(extra,)))
    login(session, "Wiki (old)", username="ada", password="p'w")
    path = tmp_path / "file"
    path.write_bytes(content(clear_exports.as_dotenv(session)))
    assert dotenv_values(path) == {
        "token": "s", "MY_SECRET": "s", "T2": "s", "T2_MORE_OF_IT": "m",
        "WIKI__OLD__USERNAME": "ada", "WIKI__OLD__PASSWORD": "p'w",
    }  # fmt: skip


def test_dotenv_that_cannot_be(session: Session) -> None:
    login(session, "1st", password="x")
    with pytest.raises(InvalidValue, match="1ST_PASSWORD"):
        clear_exports.as_dotenv(session)


def test_a_query_that_fits_nothing(session: Session) -> None:
    assert content(clear_exports.as_dotenv(session)) == b""
    with pytest.raises(NotFound):
        clear_exports.as_json(session, fitting(session, "nothing"))


def test_three_thousand(session: Session, other: Session) -> None:
    many = [
        {"id": f"{number:032x}", "name": f"n{number}", "type": "api-key",
         "fields": {"key": {"value": f"k{number}"}}}
        for number in range(3_000)
    ]  # fmt: skip
    shape = {"format": "vaulttui", "version": 1, "credentials": many}
    assert take(session, json.dumps(shape).encode()) == [3_000, 0, 0]
    clear = clear_exports.as_json(session)
    assert (clear.credentials, clear.values) == (3_000, 3_000)
    assert take(other, content(clear)) == [3_000, 0, 0]
