"""The real adapters' far side: ``vaulttui serve`` over a second vault, whose history is counted."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from tests.operations.samples import values
from tests.session.forks import pipe
from tests.session.sessions import new_session
from tests.sync.far_worlds import ROOT, Side, Values
from vaulttui.domain.revisions import Record
from vaulttui.operations import credentials, organizations, projects, remotes
from vaulttui.operations.credentials import Edits
from vaulttui.session.session import Session

AUTH: Final = {"warmhub": "token", "sourcecraft": "token", "infra0": "bearer"}
_FIRST: Final = "n"
"""The names of what is bound begin so; nothing else there does."""


class RealSide(Side):
    """A server of one dialect in a process of its own."""

    def __init__(self, name: str) -> None:
        self.dialect = name

    def start(self, folder: Path) -> None:
        path, token = folder / "far.vtv", folder / "token"
        self._vault = new_session(path)
        acme = organizations.create(self._vault, "acme")
        self._project = projects.create(self._vault, acme.id, "shop").id
        keys = self._vault.keys
        secret = keys.vault_key.reveal().hex()
        given = [str(path), keys.vault_id.hex(), secret, self.dialect, str(token)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.serving", *given],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        told = msgspec.json.decode(pipe(self._process.stdout).readline())
        self._url, self._token = told["url"], token.read_text("ascii").strip()

    def remote(self, session: Session) -> remotes.Edits:
        login = credentials.add(
            session, "api-key", Edits(name="login", values=values(key=self._token))
        )
        options = {
            "warmhub": {"org": "acme", "repo": "shop"},
            "sourcecraft": {"repo-id": self._project},
        }
        return remotes.Edits(
            name="there", dialect=self.dialect, url=self._url,
            auth={AUTH[self.dialect]: (login, "key")}, options=options.get(self.dialect, {}),
        )  # fmt: skip

    def values(self) -> Values:
        return {
            name: {field: self._vault.peek(record, field).reveal() for field in record.v}
            for name, record in self._records()
        }

    def made(self) -> Mapping[str, int]:
        return Counter(name for name, _ in self._records())

    def written(self) -> Mapping[str, int]:
        """By the seal of each: a value that is written again is sealed again."""
        found: Counter[str] = Counter()
        for name, record in self._records():
            seals = {
                (field, revision.fp[field], sealed)
                for revision in record.revisions
                for field, sealed in revision.v.items()
            }
            found.update(f"{name}/{field}={mark}" for field, mark, _ in seals)
        return found

    def _records(self) -> Iterator[tuple[str, Record]]:
        self._vault.refresh()
        kind = "credential" if self.dialect == "infra0" else "set"
        for record in self._vault.view.records(kind):
            name = str(record.m["name"]).removeprefix("shop.")
            if name.startswith(_FIRST):
                yield name, record

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        pipe(self._process.stdout).close()
        self._vault.close()
