"""The shortest ways to ask SourceCraft's face of the vault."""

from base64 import b64encode
from typing import Any, Final

import httpx2

from tests.api.serving import Running
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.projects import Project
from vaulttui.operations import operations, organizations, projects
from vaulttui.session.session import Session

CANARY: Final = "canary-3d5e"
VALUE: Final = b64encode(CANARY.encode()).decode()
PUT: Final = {"value": VALUE}
ENDED: Final = {"success", "failed", "cancel"}


def made(session: Session) -> Project:
    acme = organizations.create(session, f"acme-{random_bytes(8).hex()}")
    return projects.create(session, acme.id, "shop")


def by_id(project: Project, key: str = "") -> str:
    return f"/repos/id:{project.id}/secrets" + (f"/{key}" if key else "")


def ended(api: Running, told: httpx2.Response) -> dict[str, Any]:
    """The operation that was promised, at its end."""
    assert told.status_code == 202, told.text
    operation: dict[str, Any] = told.json()
    while operation["status"] not in ENDED:
        operation = api("GET", operation["status_url"]).json()
    return operation


def put(api: Running, project: Project, key: str, value: str = VALUE, **query: str) -> None:
    told = api("PUT", by_id(project, key), json={"value": value}, params=query)
    assert ended(api, told)["status"] == "success"


def keys(api: Running, path: str, **query: str | list[str]) -> list[str]:
    told = api("GET", path, params=query)
    assert told.status_code == 200, told.text
    assert told.json().keys() == {"secrets"}
    assert all(entry.keys() == {"key"} for entry in told.json()["secrets"])
    return [entry["key"] for entry in told.json()["secrets"]]


def held(session: Session, project: Project, group: str = "default") -> dict[str, bytes]:
    session.refresh()
    found = operations.set_of(session, project, f"shop.{group}")
    names = [key.name for key in found.keys] if found else []
    return {name: session.peek(found.record, name).reveal() for name in names if found}


def refused(told: httpx2.Response, status: int, code: str) -> str:
    """The sentence of an error, which has one shape."""
    assert (told.status_code, told.json()["error_code"]) == (status, code), told.text
    assert told.json().keys() == {"error_code", "message", "request_id", "details"}
    assert told.json()["request_id"] == told.headers["x-request-id"]
    assert VALUE not in told.text
    assert CANARY not in told.text
    return str(told.json()["message"])
