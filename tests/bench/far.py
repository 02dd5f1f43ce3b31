"""What is on both sides of a remote: many objects here, and the same over there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.servers import Served
from vaulttui.domain.bindings import binding_id
from vaulttui.domain.credentials import TYPED, ValueInfo
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Remote
from vaulttui.domain.sets import ORG, REPO, Key
from vaulttui.formats.imported import ImportedCredential, ImportedFile
from vaulttui.operations import credentials, imports, plans, remotes, types
from vaulttui.operations.assignments import put_assignment
from vaulttui.operations.imports import OnConflict
from vaulttui.operations.sets import NewSet, lay_value, new_draft
from vaulttui.remotes.protocol import Found, Verb, Written
from vaulttui.remotes.registry import described
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.sync import sightings
from vaulttui.sync.book import Note, commit
from vaulttui.sync.effects import Effect, EffectKind, Source
from vaulttui.sync.machine import machine_id
from vaulttui.sync.notes import Desk
from vaulttui.sync.wanted import Wanted, wanted

KEYS: Final = tuple(f"K{number}" for number in range(10))
FIELDS: Final = tuple(f"f{number}" for number in range(10))
TYPE: Final = "bench-type"
_TYPE_FILE: Final = "\n".join([
    f'id = "{TYPE}"', 'name = "Bench type"', "version = 1", 'kind = "cloud"',
    *(f'[[fields]]\nid = "{one}"\nlabel = "{one}"\nkind = "secret"' for one in FIELDS),
])  # fmt: skip


def fill_sets(
    session: Session,
    names: Sequence[str],
    keys: Sequence[str],
    organization_id: str | None = None,
    project: Project | None = None,
) -> list[str]:
    """Sets of these names with a value for each key, in one change; their ids."""
    made = []
    with session.edit("create", "set") as change:
        info = ValueInfo(change.now, TYPED)
        for name in names:
            scope = REPO if project else ORG
            draft = new_draft(NewSet(organization_id, name, scope, project))
            for key in keys:
                lay_value(draft, Key(key, None, "", ""), _value(name, key), info)
            change.put(draft)
            made.append(draft.id)
            if project is not None:
                put_assignment(change, draft.id, project, of_set=True)
    return made


def fill_credentials(session: Session, names: Sequence[str]) -> list[str]:
    """Credentials of a type of ten secrets, in one change; their ids."""
    types.add(session, _TYPE_FILE)
    made = tuple(_credential(name) for name in names)
    planned = imports.plan(session, ImportedFile("bench", made, ()), OnConflict.SKIP)
    imports.apply(session, planned)
    return [row.record_id for row in planned.rows]


def _credential(name: str) -> ImportedCredential:
    values = {field: _value(name, field) for field in FIELDS}
    return ImportedCredential(name, TYPE, name, "", (), values, (), {}, None, None)


def _value(name: str, key: str) -> Secret:
    return Secret.from_text(f"a value of {name}/{key}")


@dataclass(frozen=True, slots=True)
class Near:
    """The vault that answers for what is there, and the server that is asked."""

    session: Session
    server: Served

    def remote(self, name: str, dialect: str, key: str, **options: str) -> Remote:
        """A remote that logs in with the server's token."""
        token = credentials.Given(self.server.token)
        edits = credentials.Edits(name=f"token of {name}", values={"key": token})
        login = credentials.add(self.session, "api-key", edits)
        named = {option.replace("_", "-"): text for option, text in options.items()}
        wanted = remotes.Edits(name, dialect, self.server.url, {key: (login, "key")}, named)
        return remotes.add(self.session, wanted)

    def bind(self, remote: Remote, kind: str, ids: Sequence[str]) -> None:
        """Bind all in one change."""
        with self.session.edit("bind", "binding") as change:
            for one in ids:
                draft = Draft.new("binding", binding_id(remote.id, kind, one))
                draft.m |= {"remote": remote.id, kind: one}
                change.put(draft)

    def have_written(self, remote: Remote) -> None:
        """Leave what a push leaves that wrote all that is there."""
        plans.plan(self.session, remote)
        seen = sightings.load(self.session, remote.id)
        assert seen is not None
        there = {(one.kind, one.key): one for one in seen.there}
        desk = Desk(remote.id, machine_id())
        wants = wanted(self.session, remote, described(remote.dialect).ABILITIES)
        bound = [one for one in wants if one.binding]
        commit(self.session, [_note(desk, one, there[one.kind, one.key]) for one in bound])


def _note(desk: Desk, want: Wanted, found: Found) -> Note:
    slots = {
        name: Source(one.holder_id, one.field, one.fingerprint, one.revision)
        for name, one in want.slots.items()
    }
    effect = Effect(
        EffectKind.CREATE, Verb.CREATE, want.kind, want.binding_id, want.title, want.key,
        slots=slots,
    )  # fmt: skip
    return desk.done(effect, Written(found.object_id, found.mark), (), unread=False)
