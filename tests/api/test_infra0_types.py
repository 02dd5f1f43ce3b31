"""The routes of credential types, and both nouns under generated requests."""

import string
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.serving import Running, running
from tests.operations.samples import login, make_vault, values
from vaulttui.api import infra0
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.fields import FieldKind
from vaulttui.domain.identifiers import check_identifier
from vaulttui.operations import credentials, types
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session
from vaulttui.wire.infra0 import CREDENTIALS, kind_of

PATH: Final = "/api/v1/credential-types"
TOKEN_FIELD: Final = {"fieldName": "token", "fieldLabel": "Token", "fieldType": "password"}
PORT_FIELD: Final = {"fieldName": "port", "fieldLabel": "Port", "fieldType": "number"}
RICH: Final = """
id = "rich"
name = "Rich"
version = 3
kind = "net"

[[fields]]
id = "region"
label = "Region"
kind = "choice"
choices = ["eu", "us"]
default = "eu"
required = true

[[fields]]
id = "site"
label = "Site"
kind = "url"
secret = true

[injectors.env]
REGION = "{{ region }}"
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each makes types of its own."""
    path = tmp_path_factory.mktemp("infra0") / "vault.vtv"
    make_vault(path)
    with running(path, [infra0.dialect], {}) as api:
        yield api


@pytest.fixture
def session(api: Running) -> Iterator[Session]:
    """The vault as another program has it open."""
    session = api.session()
    yield session
    session.close()


def fresh(stem: str = "Queue") -> str:
    """A name that no other test gives a type."""
    return f"{stem} {random_bytes(8).hex()}"


def made(api: Running, name: str = "", *fields: dict[str, str], **body: object) -> dict[str, Any]:
    asked = {"typeName": name or fresh(), "fields": fields or (TOKEN_FIELD, PORT_FIELD), **body}
    told = api("POST", PATH, json=asked)
    assert told.status_code == 201, told.text
    answer: dict[str, Any] = told.json()
    return answer


def refused(api: Running, status: int, method: str, path: str, body: object = None) -> str:
    told = api(method, path, json=body)
    assert told.status_code == status, told.text
    assert list(told.json()) == ["error"]
    sentence: str = told.json()["error"]
    return sentence


def test_a_type_is_made_of_its_name(api: Running, session: Session) -> None:
    name = fresh("Acmé Queue")
    told = made(api, name, description="for jobs")
    assert told["id"] == name.lower().replace("é", "e").replace(" ", "-")
    assert check_identifier(told["id"], "type")
    assert (told["typeName"], told["description"]) == (name, "for jobs")
    assert told["fields"][0] == {"id": "token", "fieldId": "token", **TOKEN_FIELD}
    assert told["createdAt"] == told["updatedAt"] != ""
    assert api("GET", f"{PATH}/{told['id']}").json() == told
    session.refresh()
    known = session.view.type(told["id"])
    assert known is not None
    assert [one.kind for one in known.fields] == [FieldKind.SECRET, FieldKind.INTEGER]


def test_names_that_make_the_same_id_make_two_types(api: Running) -> None:
    name = fresh()
    ids = [made(api, spelt)["id"] for spelt in (name, name.upper(), name.replace(" ", "_"), "数据")]
    assert len(set(ids)) == 4
    assert ids[1] == f"{ids[0]}-2"
    assert ids[3] == "type"


def test_a_name_is_given_once(api: Running) -> None:
    name = made(api)["typeName"]
    body = {"typeName": name, "fields": [TOKEN_FIELD]}
    assert "already" in refused(api, 409, "POST", PATH, body)
    refused(api, 409, "POST", PATH, {**body, "typeName": "PostgreSQL"})
    refused(api, 409, "PUT", f"{PATH}/{made(api)['id']}", {"typeName": name})


@pytest.mark.parametrize(
    "body",
    [
        {"fields": [TOKEN_FIELD]},
        {"typeName": "", "fields": [TOKEN_FIELD]},
        {"typeName": "n" * 513, "fields": [TOKEN_FIELD]},
        {"typeName": "n"},
        {"typeName": "n", "fields": []},
        {"typeName": "n", "fields": {}},
        {"typeName": "n", "fields": [{"fieldName": "a", "fieldLabel": "A"}]},
        {"typeName": "n", "fields": [{"fieldName": "a", "fieldType": "text"}]},
        {"typeName": "n", "fields": [{**TOKEN_FIELD, "fieldLabel": ""}]},
        {"typeName": "n", "fields": [{**TOKEN_FIELD, "fieldName": "no identifier"}]},
        {"typeName": "n", "fields": [{**TOKEN_FIELD, "fieldType": 5}]},
        {"typeName": "n", "fields": [TOKEN_FIELD, TOKEN_FIELD]},
        {"typeName": "n", "fields": [TOKEN_FIELD], "description": []},
    ],
)
def test_a_type_that_cannot_be_is_refused(api: Running, body: object) -> None:
    refused(api, 400, "POST", PATH, body)
    found = api("GET", PATH, params={"search": "n" * 3}).json()["data"]
    assert [one for one in found if set(one["typeName"]) == {"n"}] == []


def test_managed_types_are_told_and_may_only_be_read(api: Running) -> None:
    found = api("GET", PATH, params={"search": "POSTGRES"}).json()
    assert (found["total"], found["page"], found["pageSize"]) == (1, 1, 20)
    (told,) = found["data"]
    assert (told["id"], told["createdAt"]) == ("postgresql", None)
    names = [one["fieldName"] for one in told["fields"]]
    assert names == ["host", "port", "database", "username", "password"]
    assert told["fields"][-1]["fieldType"] == "password"
    refused(api, 403, "PUT", f"{PATH}/postgresql", {"description": "x"})
    refused(api, 403, "DELETE", f"{PATH}/postgresql")


def test_every_managed_type_is_on_some_page(api: Running, session: Session) -> None:
    session.refresh()
    first = api("GET", PATH, params={"pageSize": 40}).json()
    second = api("GET", PATH, params={"pageSize": 40, "page": 2}).json()
    ids = [one["id"] for one in (*first["data"], *second["data"])]
    assert ids == [one.id for one in session.view.types()][:80]
    refused(api, 400, "GET", f"{PATH}?page=0")


def test_a_type_in_use_takes_what_is_safe_and_names_what_breaks(
    api: Running, session: Session
) -> None:
    told = made(api)
    path = f"{PATH}/{told['id']}"
    session.refresh()
    credentials.add(session, told["id"], Edits(name="n", values=values(token="t")))
    more = {"fieldName": "region", "fieldLabel": "Region", "fieldType": "whatever"}
    label = {**TOKEN_FIELD, "fieldLabel": "API token"}
    changed = api("PUT", path, json={"fields": [label, PORT_FIELD, more], "description": "d"})
    assert [one["fieldLabel"] for one in changed.json()["fields"]] == [
        "API token",
        "Port",
        "Region",
    ]
    assert changed.json()["fields"][2]["fieldType"] == "password"
    assert '"token" is gone' in refused(api, 409, "PUT", path, {"fields": [PORT_FIELD, more]})
    other = {**PORT_FIELD, "fieldType": "text"}
    assert '"port" turns' in refused(api, 409, "PUT", path, {"fields": [TOKEN_FIELD, other, more]})
    assert "credential" in refused(api, 409, "DELETE", path)
    assert api("GET", path).json() == changed.json()


def test_a_type_out_of_use_takes_anything_and_can_be_deleted(api: Running) -> None:
    path = f"{PATH}/{made(api)['id']}"
    name = fresh("New")
    changed = api("PUT", path, json={"typeName": name, "fields": [{**PORT_FIELD, "id": "port"}]})
    assert (changed.json()["typeName"], len(changed.json()["fields"])) == (name, 1)
    assert api("DELETE", path).json() == {"success": True}
    refused(api, 404, "GET", path)
    refused(api, 404, "DELETE", path)


def test_who_puts_back_what_it_got_loses_nothing(api: Running, session: Session) -> None:
    before = types.add(session, RICH)
    login(session)
    told = api("GET", f"{PATH}/rich").json()
    assert [one["fieldType"] for one in told["fields"]] == ["select", "password"]
    assert api("PUT", f"{PATH}/rich", json=told).json() == told
    session.refresh()
    assert session.view.type("rich") == before


@given(
    name=st.text(min_size=1, max_size=30).filter(str.strip),
    field=st.text(string.ascii_letters + "_-.", min_size=1, max_size=10),
    label=st.text(min_size=1, max_size=30),
    word=st.text(max_size=12),
)
@settings(max_examples=12)
def test_any_text_makes_a_type_or_is_refused(
    api: Running, name: str, field: str, label: str, word: str
) -> None:
    body = {
        "typeName": name,
        "description": label,
        "fields": [{"fieldName": field, "fieldLabel": label, "fieldType": word}],
    }
    told = api("POST", PATH, json=body)
    assert told.status_code in (201, 400, 409)
    if told.status_code == 201:
        path = f"{PATH}/{told.json()['id']}"
        (only,) = told.json()["fields"]
        assert (told.json()["typeName"], only["fieldLabel"]) == (name, label)
        assert kind_of(only["fieldType"])[1] >= kind_of(word)[1]
        assert api("PUT", path, json=told.json()).json() == told.json()
        assert api("DELETE", path).status_code == 200


@given(
    changes=st.lists(
        st.dictionaries(
            st.sampled_from(["username", "password", "notes"]),
            st.sampled_from(["", None, "one", "two"]),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=8)
def test_keys_merge_as_a_table_of_them_would(
    api: Running, changes: list[dict[str, str | None]]
) -> None:
    made = api(
        "POST", CREDENTIALS, json={"credentialName": "merged", "credentialTypeId": "login"}
    ).json()
    model: dict[str, str] = {}
    for change in changes:
        keys = [{"fieldId": field, "keyValue": value} for field, value in change.items()]
        told = api("PUT", f"{CREDENTIALS}/{made['id']}", json={"keys": keys}).json()
        model |= {field: value for field, value in change.items() if value}
        model = {
            field: value for field, value in model.items() if change.get(field, "") is not None
        }
        assert {key["fieldId"] for key in told["keys"]} == model.keys()
    with closing(api.session()) as session:
        record = session.view.credential(made["id"]).record
        held = {field: session.peek(record, field).reveal().decode() for field in model}
    assert held == model
