"""Every JSON of the seed and of the page on types, and the spellings that answers may have."""

import json
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from vaulttui.domain.fields import Field, FieldKind
from vaulttui.wire import infra0

CREATE: Final = """
{
"credentialName": "string (required)",
"credentialTypeId": "string (required)",
"description": "string (optional)",
"keys": [
{ "fieldId": "string", "keyValue": "any" }
],
"projectIds": ["string"]
}
"""
ASSIGN: Final = '{ "projectIds": ["string"] }'  # the seed goes on with "..." inside the list
DELETED: Final = '{ "success": true }'
CREATE_TYPE: Final = """
{
  "typeName": "string (required)",
  "description": "string (optional)",
  "fields": [
    {
      "fieldName": "string (required)",
      "fieldLabel": "string (required)",
      "fieldType": "string (required)"
    }
  ]
}
"""
THE_CREDENTIAL: Final = infra0.CredentialBody(
    credential_name="string (required)",
    credential_type_id="string (required)",
    description="string (optional)",
    keys=(infra0.Key("string", "any"),),
    project_ids=("string",),
)
THE_TYPE: Final = infra0.TypeBody(
    type_name="string (required)",
    description="string (optional)",
    fields=(infra0.FieldBody("string (required)", "string (required)", "string (required)"),),
)
LIST: Final = '{ "data": [], "total": 0, "page": 1, "pageSize": 20 }'


@pytest.mark.parametrize(
    ("example", "kind", "meant"),
    [
        pytest.param(CREATE, infra0.CredentialBody[str], THE_CREDENTIAL, id="create"),
        pytest.param(ASSIGN, infra0.ProjectsBody, infra0.ProjectsBody(("string",)), id="assign"),
        pytest.param(DELETED, infra0.Done, infra0.Done(), id="delete"),
        pytest.param(CREATE_TYPE, infra0.TypeBody, THE_TYPE, id="create a type"),
        pytest.param(LIST, infra0.Page[infra0.Credential], infra0.Page((), 0, 1, 20), id="list"),
    ],
)
def test_the_examples_are_read_and_written_as_they_stand(
    example: str, kind: type[object], meant: object
) -> None:
    assert msgspec.json.decode(example, type=kind) == meant
    assert json.loads(msgspec.json.encode(meant)) == json.loads(example)


@pytest.mark.parametrize("value", ['"any"', "1.10", "12345678901234567890123", "null", '{"a":[1]}'])
def test_a_value_of_any_kind_keeps_its_own_spelling(value: str) -> None:
    example = CREATE.replace('"any"', value)
    body = msgspec.json.decode(example, type=infra0.CredentialBody[Raw])
    assert body.keys
    assert bytes(body.keys[0].key_value) == value.encode()


def test_what_is_not_named_is_not_written() -> None:
    body: infra0.CredentialBody[str | None] = infra0.CredentialBody(keys=(infra0.Key("f", None),))
    assert msgspec.json.encode(body) == b'{"keys":[{"fieldId":"f","keyValue":null}]}'
    assert msgspec.json.decode(b"{}", type=infra0.TypeBody) == infra0.TypeBody()


@pytest.mark.parametrize(
    ("told", "kind", "key", "called"),
    [
        ('{"id": "c1", "credentialName": "A"}', infra0.ToldCredential, "c1", "A"),
        ('{"_id": 7, "name": "A"}', infra0.ToldCredential, "7", "A"),
        ('{"id": "t1", "typeName": "B"}', infra0.ToldType, "t1", "B"),
        ('{"_id": "t2", "name": "B", "usageCount": 3}', infra0.ToldType, "t2", "B"),
        ('{"fieldId": "f1", "fieldName": "host"}', infra0.ToldField, "f1", "host"),
        ('{"id": "f2", "name": "host"}', infra0.ToldField, "f2", "host"),
        ('{"id": "row", "fieldId": "f3", "fieldName": "host"}', infra0.ToldField, "f3", "host"),
        ("{}", infra0.ToldCredential, "", ""),
    ],
)
def test_ids_and_names_are_found_under_every_spelling(
    told: str,
    kind: type[infra0.ToldCredential | infra0.ToldType | infra0.ToldField],
    key: str,
    called: str,
) -> None:
    found = msgspec.json.decode(told, type=kind)
    assert (found.key, found.called) == (key, called)


@pytest.mark.parametrize(
    "told",
    [
        '{"credentialTypeId": "t"}',
        '{"credentialType": "t"}',
        '{"credentialType": {"id": "t", "typeName": "T"}}',
        '{"credentialTypeId": {"_id": "t"}}',
    ],
)
def test_the_type_is_named_by_its_id_or_given_whole(told: str) -> None:
    assert msgspec.json.decode(told, type=infra0.ToldCredential).type_id == "t"


@pytest.mark.parametrize(
    ("told", "assigned"),
    [
        ("{}", None),
        ('{"projectIds": []}', frozenset()),
        ('{"projectIds": ["p", 2]}', {"p", "2"}),
        ('{"projects": [{"id": "p"}, {"id": "row", "projectId": "q"}]}', {"p", "q"}),
    ],
)
def test_projects_are_named_or_given_whole_or_not_told(
    told: str, assigned: frozenset[str] | None
) -> None:
    assert msgspec.json.decode(told, type=infra0.ToldCredential).assigned == assigned


def test_of_a_value_only_its_being_null_is_read() -> None:
    told = '{"keys": [{"fieldId": "a"}, {"fieldId": "b", "keyValue": null}, {"id": "c"}]}'
    keys = msgspec.json.decode(told, type=infra0.ToldCredential).keys
    assert keys is not None
    assert [(one.key, one.holds) for one in keys] == [("a", True), ("b", False), ("c", True)]


def test_a_field_is_sent_back_with_the_ids_it_was_told_under() -> None:
    told = '{"_id": 4, "fieldName": "host", "type": "text"}'
    body = msgspec.json.decode(told, type=infra0.ToldField).body()
    assert body == infra0.FieldBody("host", "host", "text", id=4)


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("secret", [False, True])
def test_a_secret_field_never_becomes_a_public_one(kind: FieldKind, secret: bool) -> None:
    field = Field(id="f", label="F", kind=kind, secret=secret)
    _, comes_back_secret = infra0.kind_of(infra0.word_of(field))
    assert comes_back_secret >= field.secret


@given(st.text(max_size=20))
def test_an_unknown_word_is_a_secret(word: str) -> None:
    assert infra0.kind_of(f"x-{word}") == (FieldKind.SECRET, True)
    assert infra0.kind_of(" Password ") == (FieldKind.SECRET, True)


@given(st.text(min_size=1, max_size=40))
def test_an_id_is_one_step_of_a_path(object_id: str) -> None:
    path = infra0.credential_path(object_id, infra0.ASSIGN)
    assert path.startswith(f"{infra0.CREDENTIALS}/")
    assert path.count("/") == infra0.CREDENTIALS.count("/") + 2
    assert not {"?", "#"} & set(path)
