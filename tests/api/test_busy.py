"""A vault that another program keeps writing is no conflict: who asks again is heard."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.conftest import Serve
from tests.api.sourcecraft_calls import by_id, made
from vaulttui.api import infra0, sourcecraft, warmhub
from vaulttui.operations import organizations, projects
from vaulttui.session.session import Session
from vaulttui.vaultfile import lock

INFRA0: Final = "/api/v1/app-credentials"
CREDENTIAL: Final = {"credentialName": "wiki", "credentialTypeId": "login"}
SETS: Final = "/api/repos/acme/shop/credentials/sets"
PLACE: Final = {"orgName": "acme", "repoName": "shop", "name": "hooks"}


@contextmanager
def written(vault: Path) -> Iterator[None]:
    """Hold the vault's lock, as a program does that writes for longer than anybody waits."""
    descriptor = os.open(vault.parent / lock.lock_name(vault.name), os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def word(told: Any) -> object:
    """The dialect's own word for what went wrong."""
    if isinstance(told, list):
        return told[0]["error"]["data"]["warmhub"]["code"]
    error = told.get("error")
    return told.get("error_code") or (error["code"] if isinstance(error, dict) else "")


def test_every_dialect_says_that_it_is_to_be_tried_again(
    serve: Serve, vault: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = serve(warmhub.dialect, sourcecraft.dialect, infra0.dialect)
    project = made(session)
    acme = organizations.create(session, "acme")
    projects.create(session, acme.id, "shop")
    # What there is to be read, it has read: only writing waits for the lock then.
    assert api("GET", INFRA0).status_code == 200
    monkeypatch.setattr(lock, "WAIT", 0.0)
    writes: list[tuple[str, str, Any, str]] = [
        ("POST", INFRA0, CREDENTIAL, ""),
        ("POST", SETS, {"name": "hooks"}, "BACKEND"),
        ("POST", "/trpc/credential.createSet?batch=1", {"0": PLACE}, "BACKEND"),
        ("PUT", by_id(project, "TOKEN"), {"value": "dDBrZW4="}, "Unavailable"),
    ]
    with written(vault):
        for method, path, body, code in writes:
            told = api(method, path, json=body)
            assert (told.status_code, word(told.json())) == (503, code), path
            assert "Another program is writing" in told.text
    assert api("POST", INFRA0, json=CREDENTIAL).status_code == 201
