"""The routes of app credentials: what is read, made, merged, assigned, refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, Final

import httpx2
import pytest

from tests.api.conftest import Serve
from tests.api.serving import TOKEN, Running, running
from tests.operations.samples import START, login, make_vault, secret_of, values
from vaulttui.api import infra0
from vaulttui.api.dialect import ServeOptions
from vaulttui.api.vault import Vault
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.credentials import Credential
from vaulttui.errors import UsageError
from vaulttui.operations import assignments, credentials, projects, trash
from vaulttui.operations.credentials import Edits
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

PATH: Final = "/api/v1/app-credentials"
CANARY: Final = "canary-7f3a"
JSON: Final = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests here: each makes what it looks for, and looks for nothing else."""
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


def made(api: Running, **body: object) -> dict[str, Any]:
    """A login that the API made."""
    told = api("POST", PATH, json={"credentialName": "wiki", "credentialTypeId": "login", **body})
    assert told.status_code == 201, told.text
    answer: dict[str, Any] = told.json()
    return answer


def new_names(count: int) -> list[str]:
    """Names of projects that no other test has, in alphabetical order."""
    return sorted(f"p-{random_bytes(8).hex()}" for _ in range(count))


def key(field: str, value: object) -> dict[str, object]:
    return {"fieldId": field, "keyValue": value}


def held(told: dict[str, Any]) -> set[str]:
    """The fields that an answer says hold a value; it never says which."""
    assert {one["keyValue"] for one in told["keys"]} <= {""}
    return {one["fieldId"] for one in told["keys"]}


def of(session: Session, told: dict[str, Any]) -> Credential:
    """What the vault holds of it now."""
    session.refresh()
    return session.view.credential(told["id"])


def refused(told: httpx2.Response, status: int) -> str:
    """The sentence of an error, which has one shape."""
    assert told.status_code == status, told.text
    assert CANARY not in told.text
    (sentence,) = told.json().values()
    assert list(told.json()) == ["error"]
    assert isinstance(sentence, str)
    return sentence


def test_a_credential_comes_in_and_its_values_do_not_come_out(
    api: Running, session: Session
) -> None:
    keys = [key("password", CANARY), key("username", "ada"), key("url", "")]
    told = made(api, description="the wiki", keys=keys)
    assert (told["credentialName"], told["credentialTypeId"]) == ("wiki", "login")
    assert (told["description"], told["projectIds"]) == ("the wiki", [])
    assert held(told) == {"password", "username"}
    assert api("GET", f"{PATH}/{told['id']}").json() == told
    assert secret_of(session, of(session, told)) == CANARY.encode()
    everything = api("GET", PATH).text + api("GET", f"{PATH}/{told['id']}").text
    assert CANARY not in everything
    assert "ada" not in everything


def test_times_are_rfc_3339_and_move_with_each_change(api: Running) -> None:
    api.moments.at = START
    told = made(api)
    assert told["createdAt"] == told["updatedAt"] == "2023-11-14T22:13:20.000Z"
    api.moments.at += 5
    changed = api("PUT", f"{PATH}/{told['id']}", json={"description": "x"}).json()
    assert changed["createdAt"] == told["createdAt"]
    assert changed["updatedAt"] == "2023-11-14T22:13:20.005Z"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (True, b"true"), (5432, b"5432"), (1.5, b"1.5"),
        ({"a": [1, None]}, b'{"a":[1,null]}'), ("a\nb", b"a\nb"), ("ü", "ü".encode()),
    ],
)  # fmt: skip
def test_a_value_is_a_text_or_the_json_that_was_sent(
    api: Running, session: Session, value: object, stored: bytes
) -> None:
    told = made(api, keys=[key("password", value)])
    assert secret_of(session, of(session, told)) == stored


def test_a_value_keeps_the_spelling_of_its_json(api: Running, session: Session) -> None:
    body = (
        '{"credentialName":"n","credentialTypeId":"login",'
        '"keys":[{"fieldId":"password","keyValue": 1.10 }]}'
    )
    told = api("POST", PATH, content=body, headers=JSON).json()
    assert secret_of(session, of(session, told)) == b"1.10"


def test_keys_merge_by_field(api: Running, session: Session) -> None:
    told = made(api, keys=[key("password", "old"), key("username", "ada"), key("notes", "n")])
    keys = [key("password", ""), key("username", None), key("url", "https://a.example/")]
    changed = api("PUT", f"{PATH}/{told['id']}", json={"keys": keys}).json()
    assert held(changed) == {"password", "notes", "url"}
    now = of(session, told)
    assert secret_of(session, now) == b"old"
    assert now.public == {"notes": "n", "url": "https://a.example/"}


def test_who_puts_back_what_it_got_changes_nothing(api: Running, session: Session) -> None:
    project = projects.create(session, None, new_names(1)[0])
    told = made(api, keys=[key("password", "p")], projectIds=[project.id])
    before = of(session, told)
    again = api("PUT", f"{PATH}/{told['id']}", json=told)
    assert (again.status_code, again.json()) == (200, told)
    assert of(session, told).record.latest.rev == before.record.latest.rev


def test_what_the_api_does_not_speak_of_stays(api: Running, session: Session) -> None:
    edits = Edits(name="n", description="d", values=values(password="p"), tag=frozenset({"t"}))
    there = credentials.add(session, "login", edits)
    body = {"credentialName": "renamed", "unknown": 1, "id": "other", "updatedAt": "never"}
    told = api("PUT", f"{PATH}/{there.id}", json=body).json()
    assert (told["id"], told["credentialName"]) == (there.id, "renamed")
    now = of(session, told)
    assert (now.tags, now.description, secret_of(session, now)) == (("t",), "d", b"p")
    assert api("PUT", f"{PATH}/{there.id}", json={"description": None}).json()["description"] == ""


def test_a_credential_may_be_incomplete(api: Running) -> None:
    told = made(api, credentialTypeId="api-key")
    assert held(told) == set()
    filled = api("PUT", f"{PATH}/{told['id']}", json={"keys": [key("key", "k")]}).json()
    assert held(filled) == {"key"}
    emptied = api("PUT", f"{PATH}/{told['id']}", json={"keys": [key("key", None)]}).json()
    assert held(emptied) == set()


LOGIN: Final = {"credentialName": CANARY, "credentialTypeId": "login"}


@pytest.mark.parametrize(
    "body",
    [
        {"credentialTypeId": "login"},
        {"credentialName": "", "credentialTypeId": "login"},
        {"credentialName": "n" * 513, "credentialTypeId": "login"},
        {"credentialName": 5, "credentialTypeId": "login"},
        {"credentialName": "n"},
        {"credentialName": "n", "credentialTypeId": "nothing"},
        {"credentialName": "n", "credentialTypeId": 7},
        {"credentialName": "n", "credentialTypeId": "login", "description": 5},
        {"credentialName": "n", "credentialTypeId": "login", "keys": {}},
        {"credentialName": "n", "credentialTypeId": "login", "keys": None},
        {"credentialName": "n", "credentialTypeId": "login", "keys": [{"fieldId": "password"}]},
        {"credentialName": "n", "credentialTypeId": "login", "keys": [{"keyValue": CANARY}]},
        {"credentialName": "n", "credentialTypeId": "login", "keys": [key("nothing", CANARY)]},
        {"credentialName": "n", "credentialTypeId": "login", "keys": [key("url", CANARY)]},
        {
            "credentialName": "n",
            "credentialTypeId": "login",
            "keys": [key("password", CANARY), key("password", CANARY)],
        },
        {"credentialName": "n", "credentialTypeId": "login", "projectIds": ["nothing"]},
        {"credentialName": "n", "credentialTypeId": "login", "projectIds": "p"},
        [],
    ],
)
def test_a_body_that_cannot_be_is_refused_and_changes_nothing(
    api: Running, session: Session, body: object
) -> None:
    session.refresh()
    before = session.view.rows()
    refused(api("POST", PATH, json=body), 400)
    session.refresh()
    assert session.view.rows() == before


def test_a_change_that_cannot_be_is_refused_whole(api: Running, session: Session) -> None:
    told = made(api, keys=[key("password", "p")])
    for body in (
        {"credentialName": None},
        {"credentialName": " "},
        {"credentialTypeId": "api-key"},
        {"credentialName": "new", "keys": [key("nothing", "v")]},
        {"credentialName": "new", "projectIds": ["nothing"]},
    ):
        refused(api("PUT", f"{PATH}/{told['id']}", json=body), 400)
    half = r'{"credentialName": "new", "keys": [{"fieldId": "password", "keyValue": "\ud800"}]}'
    refused(api("PUT", f"{PATH}/{told['id']}", content=half, headers=JSON), 400)
    assert of(session, told).name == "wiki"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{PATH}/nothing"),
        ("PUT", f"{PATH}/nothing"),
        ("DELETE", f"{PATH}/nothing"),
        ("POST", f"{PATH}/nothing/assign-projects"),
        ("GET", f"{PATH}/by-project/nothing"),
        ("GET", f"{PATH}/a/b/c"),
        ("GET", "/api/v1/credential-types/nothing"),
    ],
)
def test_what_is_not_there_is_a_404(api: Running, method: str, path: str) -> None:
    body: dict[str, list[str]] = {"projectIds": []}
    refused(api(method, path, json=body if method in ("POST", "PUT") else None), 404)


def test_methods_and_bodies_are_refused_in_the_same_shape(api: Running) -> None:
    told = api("PATCH", PATH)
    refused(told, 405)
    assert told.headers["allow"] == "GET, HEAD, POST"
    refused(api("POST", PATH, content="{", headers=JSON), 400)
    refused(api("POST", PATH, content="{}", headers={"Content-Type": "text/plain"}), 415)


def test_what_is_deleted_is_gone_there_and_in_the_trash_here(
    api: Running, session: Session
) -> None:
    told = made(api, credentialName="to be deleted", keys=[key("password", "p")])
    done = api("DELETE", f"{PATH}/{told['id']}")
    assert (done.status_code, done.json()) == (200, {"success": True})
    refused(api("GET", f"{PATH}/{told['id']}"), 404)
    refused(api("DELETE", f"{PATH}/{told['id']}"), 404)
    session.refresh()
    assert "to be deleted" in [one.name for one in trash.trashed(session)]


def test_a_managed_credential_may_only_be_read_and_assigned(api: Running, session: Session) -> None:
    there = login(session, "fixed")
    draft = Draft.of(there.record)
    draft.m["managed"] = True
    with session.edit("edit") as change:
        change.put(draft)
    project = projects.create(session, None, new_names(1)[0])
    refused(api("PUT", f"{PATH}/{there.id}", json={}), 403)
    refused(api("DELETE", f"{PATH}/{there.id}"), 403)
    body = {"projectIds": [project.id]}
    assert api("POST", f"{PATH}/{there.id}/assign-projects", json=body).status_code == 200
    assert held(api("GET", f"{PATH}/{there.id}").json()) == {"password"}


def test_a_list_is_cut_into_pages(api: Running, session: Session) -> None:
    for name in ("d cut", "B cut", "a cut", "C cut", "e cut"):
        login(session, name)
    asked = [{"page": n, "pageSize": 2, "search": "cut"} for n in (1, 2, 3, 4)]
    pages = [api("GET", PATH, params=query).json() for query in asked]
    names = [[one["credentialName"] for one in page["data"]] for page in pages]
    assert names == [["a cut", "B cut"], ["C cut", "d cut"], ["e cut"], []]
    assert {(page["total"], page["pageSize"]) for page in pages} == {(5, 2)}
    assert [page["page"] for page in pages] == [1, 2, 3, 4]
    usual = api("GET", PATH, params={"search": "cut"}).json()
    assert (len(usual["data"]), usual["page"], usual["pageSize"]) == (5, 1, 20)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "", "٣", "9" * 30, "1_0"])
@pytest.mark.parametrize("name", ["page", "pageSize"])
def test_a_page_that_is_no_number_is_refused(api: Running, name: str, number: str) -> None:
    assert name in refused(api("GET", PATH, params={name: number}), 400)


def test_a_page_holds_a_hundred_at_most(api: Running) -> None:
    assert api("GET", PATH, params={"pageSize": 100}).status_code == 200
    refused(api("GET", PATH, params={"pageSize": 101}), 400)


def test_lists_are_searched_by_name_and_type(api: Running, session: Session) -> None:
    login(session, "Straße")
    login(session, "x")
    credentials.add(session, "api-key", Edits(name="strasse", values=values(key="k")))

    def names(**query: str) -> list[str]:
        found = api("GET", PATH, params=query).json()["data"]
        return [one["credentialName"] for one in found]

    assert names(search="STRASSE") == ["Straße", "strasse"]
    assert names(search="strasse", credentialTypeId="api-key") == ["strasse"]
    assert names(credentialTypeId="nothing") == []
    assert set(names(search="", credentialTypeId="", pageSize="100")) >= {"Straße", "strasse"}


def test_projects_are_replaced_and_told(api: Running, session: Session) -> None:
    one, two, three = (projects.create(session, None, name) for name in new_names(3))
    told = made(api, projectIds=[one.id, two.id, one.id])
    assert told["projectIds"] == [one.id, two.id]
    path = f"{PATH}/{told['id']}/assign-projects"
    answer = api("POST", path, json={"projectIds": [three.id, two.id]}).json()
    assert [record["projectId"] for record in answer] == [two.id, three.id]
    assert {record["credentialId"] for record in answer} == {told["id"]}
    assert set(answer[0]) == {"id", "credentialId", "projectId", "createdAt"}
    by_project = api("GET", f"{PATH}/by-project/{three.id}").json()
    assert [found["id"] for found in by_project] == [told["id"]]
    assert api("GET", f"{PATH}/by-project/{one.id}").json() == []
    assert api("POST", path, json={"projectIds": []}).json() == []
    refused(api("POST", path, json={"projectIds": ["nothing"]}), 400)
    changed = api("PUT", f"{PATH}/{told['id']}", json={"projectIds": [one.id]}).json()
    assert changed["projectIds"] == [one.id]


def test_an_assignment_that_stays_keeps_its_prefix(api: Running, session: Session) -> None:
    there = login(session)
    one, two = (projects.create(session, None, name) for name in new_names(2))
    assignments.assign(session, there, [one], prefix="WIKI_")
    body = {"projectIds": [one.id, two.id]}
    api("POST", f"{PATH}/{there.id}/assign-projects", json=body)
    session.refresh()
    kept = session.view.graph.assignments_of(there.id)
    assert [one.prefix for one in kept] == ["WIKI_", ""]


def test_changes_of_different_fields_at_once_lose_nothing(api: Running, session: Session) -> None:
    told = made(api)
    fields = ("username", "password", "notes")

    def put(field: str) -> int:
        with httpx2.Client(trust_env=False) as client:
            body = {"keys": [key(field, f"{field} here")]}
            headers = {"Authorization": f"Bearer {TOKEN}"}
            url = f"{api.url}{PATH}/{told['id']}"
            return client.put(url, json=body, headers=headers).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(put, fields)) == [200, 200, 200]
    now = of(session, told)
    assert secret_of(session, now) == b"password here"
    assert now.public == {"username": "username here", "notes": "notes here"}


def test_the_token_is_taken_as_bearer_or_from_any_cookie(api: Running) -> None:
    url = f"{api.url}{PATH}"
    for headers in ({"Authorization": f"Bearer {TOKEN}"}, {"Cookie": f"whatever={TOKEN}"}):
        assert httpx2.get(url, headers=headers, trust_env=False).status_code == 200
    told = httpx2.get(url, headers={"Cookie": "whatever=wrong"}, trust_env=False)
    refused(told, 401)


def test_a_write_fails_as_it_was_told_to(serve: Serve) -> None:
    api = serve(infra0.dialect, fails={"wiki": "503", "later": "409"})
    with closing(api.session()) as session:
        there = login(session, "wiki")
    path = f"{PATH}/{there.id}"
    refused(api("POST", PATH, json={"credentialName": "wiki", "credentialTypeId": "login"}), 503)
    refused(api("PUT", path, json={"description": "x"}), 503)
    refused(api("DELETE", path), 503)
    refused(api("POST", f"{path}/assign-projects", json={"projectIds": []}), 503)
    assert api("GET", path).json()["description"] == ""
    other = made(api, credentialName="other")
    refused(api("PUT", f"{PATH}/{other['id']}", json={"credentialName": "later"}), 409)


@pytest.mark.parametrize("code", ["200", "failed", "", "٤٠٤", "600"])
def test_a_failure_is_a_status_of_errors(code: str) -> None:
    with pytest.raises(UsageError):
        infra0.dialect(Vault(None), ServeOptions("", fails={"wiki": code}))
