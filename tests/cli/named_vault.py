"""A vault full of names, some of which a shell or a terminal could obey, and its agent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.agent import agents
from tests.operations.samples import given, login, make_vault, session_on
from vaulttui.operations import (
    agent,
    assignments,
    bindings,
    organizations,
    projects,
    remotes,
    sets,
)
from vaulttui.operations.credentials import Edits, add
from vaulttui.operations.sets import NewSet
from vaulttui.operations.trash import rm
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.settings import Settings

CANARY: Final = "canary-5f1c"
"""Part of every secret value."""
QUOTES: Final = 'it\'s "so" $(touch x)'
TICKS: Final = '`touch y`; $(touch x) "q" it\'s & <in >out | (p)'
GLOB: Final = "~root/{a,b} *? [x] !! #h ^c \\ end\\"
COLON: Final = "=ls:colon: x=y,z%@+"
DOLLAR: Final = "$HOME/a $(touch x) it's"
UNICODE: Final = "grüße 🔑 ada+x@example.com"
TYPABLE: Final = (QUOTES, TICKS, GLOB, COLON, DOLLAR, UNICODE)
UNTYPABLE: Final = ("-rf /", "line\nbreak", "\x1b]0;PWN\x07", "no\u202ename")
TWICE: Final = "twice"
NO_SET: Final = "set:fake"


@dataclass(frozen=True)
class NamedVault:
    """Where it is, and the ids of its credentials by name; of one name the last."""

    home: Path
    path: Path
    ids: dict[str, str]


@contextmanager
def unlocked(home: Path) -> Iterator[NamedVault]:
    """The vault, while an agent holds its key."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("VAULTTUI"):
                patch.delenv(name)
        patch.setenv("VAULTTUI_HOME", str(home))
        path = home / "data" / "vault.vtv"
        path.parent.mkdir(parents=True)
        make_vault(path)
        session = session_on(path)
        ids = _fill(session)
        agent.hand_over(session, agent.limits(Settings()))
        session.close()
        try:
            yield NamedVault(home, path, ids)
        finally:
            agents.kill_the_one_that_runs()


def _fill(session: Session) -> dict[str, str]:
    names = ("wiki", *TYPABLE, *UNTYPABLE, NO_SET, TWICE, TWICE, "gone")
    made = {name: login(session, name, username="ada", password=CANARY) for name in names}
    note = Edits(name="notes", tag=frozenset({"work/ci"}), values={"note": given(CANARY)})
    made["notes"] = add(session, "secure-note", note)
    rm(session, [made.pop("gone")])
    owner = organizations.create(session, "acme")
    project = projects.create(session, None, "web", "The shop.")
    projects.create(session, owner.id, "shop")
    found = sets.create(session, NewSet(None, "deploy"))
    found = sets.put_value(session, found, "TOKEN", Secret.from_text(CANARY))
    assignments.assign(session, made["wiki"], [project])
    auth = {"token": (made["wiki"], "password")}
    place = {"repo-id": "1"}
    craft = remotes.Edits("craft", "sourcecraft", "https://craft.example", auth, place)
    hub = remotes.add(session, craft)
    for part in (found, made["wiki"]):
        bindings.bind(session, hub, bindings.part_of(session, part))
    return {name: one.id for name, one in made.items()}
