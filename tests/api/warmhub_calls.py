"""Talking WarmHub to a server: procedures as its clients call them, and what errors say."""

from dataclasses import dataclass
from typing import Any, Final

import httpx2

from tests.api.serving import Running
from vaulttui.operations import organizations, projects

SETS: Final = "/api/repos/acme/shop/credentials/sets"
CANARY: Final = "canary-warm-3e7d"


def populate(api: Running) -> None:
    """The organizations acme, with the projects shop and blog, and other, with a shop too."""
    session = api.session()
    for name, repos in (("acme", ("shop", "blog")), ("other", ("shop",))):
        owner = organizations.create(session, name)
        for repo in repos:
            projects.create(session, owner.id, repo)
    projects.create(session, None, "mine")
    session.close()


@dataclass(frozen=True)
class Caller:
    """Calls procedures for one repository."""

    api: Running
    repo: str | None = "shop"
    org: str = "acme"

    def send(self, procedure: str, **given: Any) -> httpx2.Response:
        """As a batch of one."""
        place = {"orgName": self.org, **({"repoName": self.repo} if self.repo else {})}
        sent = {"0": {**place, **given}}
        return self.api("POST", f"/trpc/{procedure}", params={"batch": "1"}, json=sent)

    def __call__(self, procedure: str, **given: Any) -> Any:
        """What it answers."""
        answer = self.send(procedure, **given)
        assert answer.status_code == 200, answer.text
        assert CANARY not in answer.text
        (entry,) = answer.json()
        return entry["result"]["data"]

    def refused(self, procedure: str, **given: Any) -> str:
        """The code of its error, whose parts agree."""
        answer = self.send(procedure, **given)
        assert CANARY not in answer.text
        (entry,) = answer.json()
        told = entry["error"]["data"]["warmhub"]
        assert told["status"] == entry["error"]["data"]["httpStatus"] == answer.status_code >= 400
        assert told["message"] == entry["error"]["message"]
        return f"{answer.status_code} {told['code']}"


def rest_error(answer: httpx2.Response) -> str:
    """Status and code of an error over REST, which is nothing but code, message and pause."""
    (told,) = answer.json().values()
    assert told.keys() <= {"code", "message", "retryAfter"}
    assert CANARY not in answer.text
    return f"{answer.status_code} {told['code']}"
