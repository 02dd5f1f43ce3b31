"""Every route of the seed, asked by curl, beside what the seed says that it answers."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.api.conftest import Serve
from tests.api.serving import TOKEN
from vaulttui.api import infra0
from vaulttui.operations import projects

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
LOGIN: Final = "-H 'Cookie: session={token}'"
JSON: Final = "-H 'Content-Type: application/json'"
PATH: Final = "{url}/api/v1/app-credentials"


@dataclass(frozen=True)
class Route:
    """One route: the line, the status and attributes it answers, and the seed's words for it.

    ``keep`` is the name under which the answer's id is put into later lines.
    """

    name: str
    line: str
    says: str
    status: int
    holds: frozenset[str]
    keep: str = ""


CREDENTIAL: Final = frozenset(
    {"id", "credentialName", "credentialTypeId", "description", "keys", "projectIds"}
    | {"createdAt", "updatedAt"}
)
NEW: Final = """{{
"credentialName": "orders database",
"credentialTypeId": "postgresql",
"description": "the one of the shop",
"keys": [
{{ "fieldId": "password", "keyValue": "correct horse" }},
{{ "fieldId": "port", "keyValue": 5432 }}
],
"projectIds": ["{project}"]
}}"""
ROUTES: Final = (
    Route(
        "Create Application Credential",
        f"curl -X POST {LOGIN} {JSON} {PATH} -d '{NEW}'",
        "201 with the created credential object.",
        201,
        CREDENTIAL,
        "id",
    ),
    Route(
        "Create Application Credential, a required field missing",
        f"""curl -X POST {LOGIN} {JSON} {PATH} -d '{{{{"credentialName": "orders"}}}}'""",
        "400 if required fields are missing or key format is invalid.",
        400,
        frozenset({"error"}),
    ),
    Route(
        "List Application Credentials",
        f"curl {LOGIN} '{PATH}?credentialTypeId=postgresql&search=ORDERS&page=1&pageSize=20'",
        "Paginated result { data: [...], total, page, pageSize }",
        200,
        frozenset({"data", "total", "page", "pageSize"}),
    ),
    Route(
        "Get Credential by ID",
        f"curl {LOGIN} {PATH}/{{id}}",
        "The credential object (without decrypted secrets).",
        200,
        CREDENTIAL,
    ),
    Route(
        "Get Credential by ID, of one that is not there",
        f"curl {LOGIN} {PATH}/nothing",
        "404 if not found.",
        404,
        frozenset({"error"}),
    ),
    Route(
        "Update Application Credential",
        f"curl -X PUT {LOGIN} {JSON} {PATH}/{{id}} -d "
        """'{{"keys": [{{"fieldId": "password", "keyValue": ""}}, """
        """{{"fieldId": "host", "keyValue": "db.example"}}, """
        """{{"fieldId": "port", "keyValue": null}}]}}'""",
        "The updated credential object.",
        200,
        CREDENTIAL,
    ),
    Route(
        "Assign Credential to Projects",
        f"curl -X POST {LOGIN} {JSON} {PATH}/{{id}}/assign-projects "
        """-d '{{"projectIds": ["{other}"]}}'""",
        "The updated assignment records.",
        200,
        frozenset({"id", "credentialId", "projectId", "createdAt"}),
    ),
    Route(
        "Get Credentials for a Project",
        f"curl {LOGIN} {PATH}/by-project/{{other}}",
        "Array of credential objects assigned to that project.",
        200,
        CREDENTIAL,
    ),
    Route(
        "Delete Application Credential",
        f"curl -X DELETE {LOGIN} {PATH}/{{id}}",
        '{ "success": true }',
        200,
        frozenset({"success"}),
    ),
    Route(
        "Without a session",
        f"curl {PATH}",
        "Session required",
        401,
        frozenset({"error"}),
    ),
)


def answers(names: Mapping[str, str]) -> Iterator[tuple[Route, list[str], int, Any]]:
    """Run every line in its turn; yields what was run, the status, and the answer."""
    known = dict(names)
    for route in ROUTES:
        words = shlex.split(route.line.format(**known))
        more = ["--silent", "--noproxy", "*", "--write-out", "\n%{http_code}"]
        done = subprocess.run([*words, *more], capture_output=True, text=True, check=True)
        body, _, status = done.stdout.rpartition("\n")
        told = json.loads(body)
        if route.keep:
            known[route.keep] = told["id"]
        yield route, words, int(status), told


@needs_curl
def test_every_route_of_the_seed_answers_as_it_says(serve: Serve) -> None:
    api = serve(infra0.dialect)
    session = api.session()
    one, two = (projects.create(session, None, name).id for name in ("shop", "other"))
    session.close()
    names = {"url": api.url, "token": TOKEN, "project": one, "other": two}
    told = {route: (status, answer) for route, _, status, answer in answers(names)}
    assert "correct horse" not in repr(list(told.values()))
    for route, (status, answer) in told.items():
        first = answer[0] if isinstance(answer, list) else answer
        assert (route.name, status, frozenset(first)) == (route.name, route.status, route.holds)
    by_name = {route.name: answer for route, (_, answer) in told.items()}
    held = {key["fieldId"] for key in by_name["Update Application Credential"]["keys"]}
    assert held == {"password", "host"}
    assert by_name["List Application Credentials"]["total"] == 1
