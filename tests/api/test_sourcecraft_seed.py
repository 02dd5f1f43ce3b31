"""What SourceCraft's own description prints, asked of the server: its request and its answers."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pytest

from tests.api.serving import Running, running
from tests.operations.samples import make_vault
from vaulttui.api import sourcecraft
from vaulttui.domain.projects import Project
from vaulttui.operations import projects

REQUEST: Final = "PUT https://api.sourcecraft.tech/repos/id:{repo_id}/secrets/{key}"
PLACE: Final = "https://api.sourcecraft.tech"
ACCEPTED: Final = json.loads("""
{
"operation_id": "example",
"status_url": "example",
"status": "scheduled",
"created_at": "2025-01-01T00:00:00Z",
"modified_at": "2025-01-01T00:00:00Z",
"response": {},
"error": {
"error_code": "example",
"message": "example",
"details": {}
}
}
""")
DEFAULT: Final = json.loads("""
{
"error_code": "example",
"message": "example",
"request_id": "example",
"details": {}
}
""")
"""The body of every answer of 4xx and 5xx."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("sourcecraft") / "vault.vtv"
    make_vault(path)
    with running(path, [sourcecraft.dialect], {"fails": {"FAILS": "example"}}) as api:
        yield api


@pytest.fixture(scope="module")
def repository(api: Running) -> Project:
    with closing(api.session()) as session:
        return projects.create(session, None, "example")


def asked(api: Running, repository: Project, key: str, value: str) -> tuple[int, dict[str, Any]]:
    """The request as it is printed, but for the host."""
    method, _, url = REQUEST.format(repo_id=repository.id, key=key).partition(" ")
    told = api(method, url.removeprefix(PLACE), json={"value": value})
    return told.status_code, told.json()


def test_a_value_is_accepted(api: Running, repository: Project) -> None:
    status, told = asked(api, repository, "example", "ZXhhbXBsZQ==")
    assert status == 202
    assert shape(told) == {**shape(ACCEPTED), "error": None}
    assert (told["status"], told["response"]) == (ACCEPTED["status"], ACCEPTED["response"])


def test_an_operation_that_failed(api: Running, repository: Project) -> None:
    _, told = asked(api, repository, "FAILS", "ZXhhbXBsZQ==")
    while told["status"] in ("scheduled", "in_progress"):
        told = api("GET", told["status_url"]).json()
    assert shape(told) == shape(ACCEPTED)
    assert shape(told["error"]) == shape(ACCEPTED["error"])
    assert told["error"]["error_code"] == ACCEPTED["error"]["error_code"]


def test_the_value_that_is_printed_is_no_base64(api: Running, repository: Project) -> None:
    status, told = asked(api, repository, "example", "example")
    assert (status, told["error_code"]) == (400, "ValidationError")
    assert shape(told) == shape(DEFAULT)


def shape(told: dict[str, Any]) -> dict[str, type | None]:
    """Which types stand under which keys; None where an operation has no error."""
    return {"error": None} | {key: type(value) for key, value in told.items()}
