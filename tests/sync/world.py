"""A vault and a remote that it is bound to, and the shortest ways to move them."""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import ModuleType
from typing import Final

import pytest

from tests.operations.samples import values
from tests.session.sessions import memory_session
from tests.sync.model_remote import ABILITIES, Model, ModelDialect, Name
from vaulttui.domain.credentials import Credential
from vaulttui.domain.ledger import Entry
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.sets import Set
from vaulttui.operations import bindings, credentials, plans, remotes, sets
from vaulttui.operations.credentials import Edits
from vaulttui.operations.sets import NewSet
from vaulttui.remotes import registry
from vaulttui.remotes.protocol import Dialect, Kind
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.effects import Effect
from vaulttui.sync.plan import Plan
from vaulttui.sync.report import Report, Watcher
from vaulttui.sync.states import State
from vaulttui.transport.client import Client

URL: Final = "http://127.0.0.1:9"
MODELS: Final[dict[str, Model]] = {}
"""By the option that names them: what a connection of the dialects below leads to."""
_NUMBERS: Final = count()


def dialect_module(name: str) -> ModuleType:
    """What the file of a dialect offers, for models."""

    def connect(_client: Client, options: Mapping[str, str]) -> Dialect:
        return ModelDialect(MODELS[options["model"]])

    def headers(_auth: Mapping[str, Secret]) -> dict[str, Secret]:
        return {}

    module = ModuleType(f"vaulttui.remotes.model_{name}")
    module.__dict__.update(
        OPTIONS={"model": True, "org": False, "repo": False},
        AUTH=(),
        ROOTS=(),
        ABILITIES=ABILITIES[name],
        headers=headers,
        connect=connect,
    )
    return module


def register(patch: pytest.MonkeyPatch) -> None:
    """Let there be dialects ``model_NAME`` beside the real ones."""
    for name in ABILITIES:
        patch.setitem(sys.modules, f"vaulttui.remotes.model_{name}", dialect_module(name))
    patch.setattr(registry, "NAMES", (*registry.NAMES, *(f"model_{name}" for name in ABILITIES)))


def add_remote(session: Session, dialect: str, name: str, **options: str) -> Remote:
    """A remote that needs no login."""
    return remotes.add(session, remotes.Edits(name=name, dialect=dialect, url=URL, options=options))


@dataclass
class World:
    """One remote of one vault."""

    session: Session
    model: Model
    remote_id: str
    option: str = field(default="")

    @classmethod
    def of(cls, name: str, session: Session | None = None, called: str = "there") -> "World":
        """An empty vault and an empty remote that does what a dialect does."""
        kept = session or memory_session()[1]
        option, model = f"m{next(_NUMBERS)}", Model(name)
        MODELS[option] = model
        return cls(kept, model, add_remote(kept, f"model_{name}", called, model=option).id, option)

    def close(self) -> None:
        self.session.close()
        MODELS.pop(self.option, None)

    # The vault

    @property
    def remote(self) -> Remote:
        found = self.session.view.graph.remote(self.remote_id)
        assert found is not None
        return found

    def edit(self, **wanted: object) -> None:
        """Change the remote's budget or its most effects."""
        remotes.edit(self.session, self.remote, remotes.Edits(**wanted))  # type: ignore[arg-type]

    def add_set(self, name: str, *, scope: str = "org", **texts: str) -> Set:
        """A set with values of its own, bound."""
        found = sets.create(self.session, NewSet(None, name, scope))
        for key, text in texts.items():
            found = sets.put_value(self.session, found, key, Secret.from_text(text))
        self.bind(found)
        return found

    def add_credential(self, name: str, type_id: str = "login", **texts: str) -> Credential:
        """A credential, bound."""
        found = credentials.add(
            self.session, type_id, Edits(name=name, values=values(**texts)), incomplete=True
        )
        self.bind(found)
        return found

    def bind(
        self,
        found: bindings.Bindable,
        name: str | None = None,
        object_id: str | None = None,
        **policies: Policy,
    ) -> bindings.Bound:
        part = bindings.part_of(self.session, found)
        edits = bindings.Edits(name=name, object_id=object_id, policies=policies)
        return bindings.bind(self.session, self.remote, part, edits)

    def add(self, name: str, **texts: str) -> None:
        """What fits the remote: a set, or a login whose fields are named."""
        if self.keyed:
            self.add_set(name, **texts)
        else:
            self.add_credential(name, **texts)

    def put(self, name: str, slot: str, text: str) -> None:
        """Give what was made by ``add`` another value."""
        if self.keyed:
            found = next(one for one in self.session.view.graph.sets if one.name == name)
            sets.put_value(self.session, found, slot, Secret.from_text(text))
        else:
            row = self.session.view.named(name)[0]
            edits = Edits(values=values(**{slot: text}))
            credentials.edit(self.session, self.session.view.credential(row.id), edits)

    @property
    def keyed(self) -> bool:
        return bindings.is_keyed(self.model.abilities)

    @property
    def slots(self) -> tuple[str, str]:
        """Names of two slots that ``add`` and ``put`` take."""
        return ("ONE", "TWO") if self.keyed else ("password", "username")

    def place(self, name: str) -> Name:
        """Where the object of a name is."""
        kind = Kind.SET if self.keyed else Kind.CREDENTIAL
        return kind, self.model.one(name, kind).object_id

    def ledger(self, name: str) -> Mapping[str, Entry]:
        """What is known of the object of a name."""
        for one in bindings.bound(self.session, self.remote):
            if one.name == name and one.part.kind != "type":
                return self.session.view.ledger(one.binding.id)
        raise LookupError(name)

    @property
    def journal(self) -> list[object]:
        return list(self.session.view.records("journal"))

    # The engine

    def plan(self, deletes: Sequence[str] = ()) -> Plan:
        return plans.plan(self.session, self.remote, deletes)

    def apply(
        self,
        plan: Plan | None = None,
        chosen: Collection[str] | None = None,
        watcher: Watcher | None = None,
    ) -> Report:
        approved = plan or self.plan()
        return plans.apply(self.session, self.remote, approved, watcher, chosen)

    def resume(self) -> Report:
        return plans.resume(self.session, self.remote)

    # What must be true

    def state(self, name: str) -> State:
        """Of a whole object."""
        [found] = [one for one in self.plan().compared if one.key == name and not_type(one.kind)]
        return found.state

    def slot_states(self, name: str) -> Mapping[str, State]:
        [found] = [one for one in self.plan().compared if one.key == name and not_type(one.kind)]
        return found.slots

    def check_settled(self, plan: Plan | None = None) -> None:
        """Nothing to do, and whatever is not in line is left for a reason.

        What is called in sync has the vault's value there.
        """
        seen = plan or self.plan()
        assert seen.effects == (), seen.effects
        assert self.journal == []
        assert all(one.reason for one in seen.left)
        self.check_truth(seen)

    def check_truth(self, seen: Plan) -> None:
        """What is called in sync has the vault's value there; all else is told."""
        told = {(one.place, slot) for one in (*seen.left, *seen.effects) for slot in slots_of(one)}
        whole = {one.place for one in seen.left if not slots_of(one)}
        for one in seen.compared:
            if one.wanted is None:
                continue
            for slot, state in one.slots.items():
                if state is not State.IN_SYNC:
                    assert (one.wanted.place, slot) in told or one.wanted.place in whole, (
                        slot, state, one.key, seen.left,
                    )  # fmt: skip
                    continue
                assert one.found is not None
                there = self.model.things[one.kind, one.found.object_id].values[slot]
                at = one.wanted.slots[slot]
                record = self.session.view.record(at.holder_id)
                assert record is not None
                assert there == self.session.peek(record, at.field).reveal()


def slots_of(effect: Effect) -> tuple[str, ...]:
    return (*effect.slots, *effect.removed)


def not_type(kind: Kind) -> bool:
    return kind is not Kind.TYPE
