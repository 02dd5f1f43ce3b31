"""The lines of WarmHub's page, run as printed but for host and token, beside its answers."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.running import PASSPHRASE, make_vault
from tests.cli.served import Served
from tests.operations.samples import session_on
from vaulttui.operations import organizations, projects
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import Unlocking

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")

HOST: Final = "https://api.warmhub.ai"
CREATE: Final = r"""curl -X POST https://api.warmhub.ai/api/repos/myorg/myrepo/credentials/sets \
  -H "Authorization: Bearer <token>" \
  -H "Content-Type: application/json" \
  -d '{ "name": "webhook-keys", "scope": "repo", "description": "Webhook auth secrets" }'"""
LIST: Final = r"""curl https://api.warmhub.ai/api/repos/myorg/myrepo/credentials/sets \
  -H "Authorization: Bearer <token>"
"""
GET: Final = r"""curl https://api.warmhub.ai/api/repos/myorg/myrepo/credentials/sets/webhook-keys \
  -H "Authorization: Bearer <token>"
"""
MADE: Final = {
    "name": "webhook-keys",
    "scope": "repo",
    "description": "Webhook auth secrets",
    "keyNames": [],
}
INFO: Final = {
    **MADE,
    "keyNames": ["WEBHOOK_BEARER_TOKEN"],
    "createdAt": 1741132800000,
    "updatedAt": 1741132800000,
}


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server of a vault with the project myrepo of myorg; a second set an hour is too many."""
    (home / "passphrase").write_text(PASSPHRASE)
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(home / "passphrase"))
    path = home / "vaulttui" / "data" / "vault.vtv"
    make_vault(path)
    session = session_on(path, Unlocking(passphrase=Secret.from_text(PASSPHRASE)))
    projects.create(session, organizations.create(session, "myorg").id, "myrepo")
    session.close()
    served = Served("--only", "warmhub", "--warmhub-rate", "1/h")
    yield served
    served.kill()


def run(served: Served, line: str, home: Path) -> tuple[int, dict[str, str], Any]:
    """Status, headers and answer of one line of the page; curl puts the headers into a file."""
    token = served.token_file.read_text().strip()
    told = home / "headers"
    (home / ".curlrc").write_text(f'silent\ndump-header = "{told}"\n')
    done = subprocess.run(
        ["sh", "-c", line.replace(HOST, served.url).replace("<token>", token)],
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "CURL_HOME": str(home)},
    )
    first, *rest = told.read_text().split("\n")
    headers = dict(header.strip().split(": ", 1) for header in rest if ": " in header)
    return int(first.split(" ")[1]), headers, json.loads(done.stdout)


def test_the_lines_of_the_page(served: Served, home: Path) -> None:
    def said(line: str) -> tuple[int, Any]:
        status, headers, body = run(served, line, home)
        assert headers["content-type"] == "application/json"
        return status, body

    status, refused = said(GET)
    assert (status, refused["error"]["code"]) == (404, "NOT_FOUND")
    assert said(CREATE) == (201, MADE)
    place = {"orgName": "myorg", "repoName": "myrepo", "setName": "webhook-keys"}
    key = {"keyName": "WEBHOOK_BEARER_TOKEN", "value": "canary-hook"}
    assert served("POST", "/trpc/credential.setKey", json=place | key).status_code == 200
    status, [listed] = said(LIST)
    assert status == 200
    assert said(GET) == (200, listed)
    assert {name: type(told) for name, told in listed.items()} == {
        name: type(told) for name, told in INFO.items()
    }
    moments = {name: listed[name] for name in ("createdAt", "updatedAt")}
    assert listed == INFO | moments
    assert moments["updatedAt"] > moments["createdAt"] > INFO["createdAt"]


def test_the_errors_of_the_page(served: Served, home: Path) -> None:
    def error(name: str) -> tuple[int, str, str | None]:
        status, headers, body = run(served, CREATE.replace("webhook-keys", name), home)
        return status, body["error"]["code"], headers.get("retry-after")

    assert error("")[:2] == (400, "VALIDATION_ERROR")
    assert error("no/name")[:2] == (400, "VALIDATION_ERROR")
    assert run(served, CREATE, home)[0] == 201
    status, code, retry_after = error("webhook-keys")
    assert (status, code) == (429, "RATE_LIMITED")
    assert retry_after is not None
    assert 0 < int(retry_after) <= 3600
