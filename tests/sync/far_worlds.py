"""A vault and a remote in another process, for tests that kill what lies between them.

A remote side says how to start, where it is, and what it holds. Here are the models; a real
server fits the same way.
"""

import asyncio
import base64
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

from tests.session.forks import pipe
from tests.sync import far_remote
from vaulttui.domain.bindings import binding_id
from vaulttui.operations import remotes
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session

ROOT: Final = Path(__file__).parents[2]
Values = dict[str, dict[str, bytes]]
"""By the object's natural key, then by slot."""


class Side(ABC):
    """The far side of a run of kills."""

    dialect: str

    @abstractmethod
    def start(self, folder: Path) -> None:
        """Let there be a server."""

    @abstractmethod
    def remote(self, session: Session) -> remotes.Edits:
        """How it is reached; what logs in is put into the vault."""

    @abstractmethod
    def values(self) -> Values:
        """What it holds."""

    @abstractmethod
    def made(self) -> Mapping[str, int]:
        """How often an object of a key was made; empty where nobody counts."""

    @abstractmethod
    def written(self) -> Mapping[str, int]:
        """How often each value was written; empty where nobody counts."""

    @abstractmethod
    def stop(self) -> None:
        """End it."""


class ModelSide(Side):
    """A model in a process of its own."""

    def __init__(self, name: str) -> None:
        self.dialect = name

    def start(self, folder: Path) -> None:
        self._path = str(folder / "s")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.far_remote", self.dialect, self._path],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert pipe(self._process.stdout).readline() == b"ready\n"

    def remote(self, _session: Session) -> remotes.Edits:
        return remotes.Edits(
            name="there", dialect=f"far_{self.dialect}", url="http://127.0.0.1:9",
            options={"socket": self._path},
        )  # fmt: skip

    def values(self) -> Values:
        seen = asyncio.run(far_remote.look(self._path))
        return {
            key: {slot: base64.b64decode(text) for slot, text in held.items()}
            for key, held in seen.values.items()
        }

    def made(self) -> Mapping[str, int]:
        return asyncio.run(far_remote.look(self._path)).made

    def written(self) -> Mapping[str, int]:
        return asyncio.run(far_remote.look(self._path)).written

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        pipe(self._process.stdout).close()


class Bound:
    """What of a vault is bound to a remote: objects of one or more values each."""

    def __init__(self, session: Session, side: Side, per_object: int) -> None:
        self.session, self.side, self.per_object = session, side, per_object
        self.random = Random(per_object)
        self.remote = remotes.add(session, side.remote(session))
        self.count = 0

    def grow(self, count: int) -> None:
        """More objects, bound, in one change."""
        kind = "credential" if self.side.dialect == "infra0" else "set"
        with self.session.edit("add", kind) as change:
            for name in [f"n{self.count + at}" for at in range(count)]:
                draft = self._credential(name) if kind == "credential" else self._set(name)
                change.put(draft)
                bound = Draft.new("binding", binding_id(self.remote.id, kind, draft.id))
                bound.m |= {"remote": self.remote.id, kind: draft.id}
                change.put(bound)
        self.count += count

    def _set(self, name: str) -> Draft:
        draft = Draft.new("set")
        draft.m |= {"name": name, "scope": "org"}
        for key in [f"K{at}" for at in range(self.per_object)]:
            draft.m[f"key.{key}"] = {}
            draft.set(key, self._value())
        return draft

    def _credential(self, name: str) -> Draft:
        draft = Draft.new("credential")
        draft.m |= {"name": name, "type": "login"}
        draft.set("password", self._value())
        return draft

    def change(self, share: float) -> int:
        """Give some values another value, in one change; how many."""
        drafts = []
        for binding in self.session.view.graph.bindings_of(self.remote.id):
            record = self.session.view.record(binding.subject_id)
            assert record is not None
            names = [name for name in sorted(record.v) if self.random.random() < share]
            draft = Draft.of(record)
            for name in names:
                draft.set(name, self._value())
            drafts += [draft] if names else []
        with self.session.edit("edit") as change:
            for draft in drafts:
                change.put(draft)
        return len(drafts)

    def _value(self) -> Secret:
        return Secret(self.random.randbytes(8).hex().encode())

    def values(self) -> Values:
        """What should be there."""
        found: Values = {}
        for binding in self.session.view.graph.bindings_of(self.remote.id):
            record = self.session.view.record(binding.subject_id)
            assert record is not None
            found[str(record.m["name"])] = {
                name: self.session.peek(record, name).reveal() for name in record.v
            }
        return found
