"""A remote in memory that holds real values, and does what its dialect's abilities say.

It asserts what the engine must never ask, counts what was asked and done, and fails when a
test wants it to: before a write takes place, or after.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from vaulttui.errors import OddAnswer, Rejected, RemoteFailed, Unanswered
from vaulttui.remotes.infra0 import ABILITIES as INFRA0
from vaulttui.remotes.protocol import (
    NAME,
    Abilities,
    Found,
    Kind,
    Presence,
    Step,
    Verb,
    Written,
)
from vaulttui.remotes.sourcecraft import ABILITIES as SOURCECRAFT
from vaulttui.remotes.warmhub import ABILITIES as WARMHUB

ABILITIES: Final[Mapping[str, Abilities]] = {
    "warmhub": WARMHUB,
    "sourcecraft": SOURCECRAFT,
    "infra0": INFRA0,
}
TOLD_LATER: Final = frozenset({"warmhub"})
"""Dialects whose answers to a change do not tell the mark."""
WORKS_LATER: Final = frozenset({"sourcecraft"})
"""Dialects that take a write, and do it afterwards."""
Name = tuple[Kind, str]


@dataclass(frozen=True)
class Fault:
    """An error at one request; ``late``: what was asked is done all the same."""

    error: RemoteFailed
    late: bool = False


@dataclass
class Thing:
    """An object, with the values that nobody is ever told."""

    kind: Kind
    object_id: str
    key: str
    public: dict[str, str] = field(default_factory=dict)
    values: dict[str, bytes] = field(default_factory=dict)
    mark: str = ""
    type_key: str = ""
    fields: tuple[str, ...] = ()
    projects: frozenset[str] = frozenset()


class Model:
    """The server. ``done`` counts what took place: the making of objects, and values by slot."""

    def __init__(self, name: str, abilities: Abilities | None = None) -> None:
        self.name = name
        self.abilities = abilities or ABILITIES[name]
        self.things: dict[Name, Thing] = {}
        self.asked: Counter[str] = Counter()
        self.done: Counter[tuple[str, str, str]] = Counter()
        self.faults: Callable[[str], Fault | None] = lambda _what: None
        self.fails_later: Callable[[Step], bool] = lambda _step: False
        self.when_done: Callable[[], object] = lambda: None
        self.operations: dict[str, Step] = {}
        self.endless = False
        """What was taken goes on and on."""
        self._numbers = itertools.count(1)
        self._marks = iter(range(1_000_000, 0, -7))

    # What others do there

    def put(self, place: Name, slot: str, value: bytes) -> None:
        """Another program writes a value."""
        thing = self.things[place]
        thing.values[slot] = value
        self._moved(thing)

    def take(self, place: Name, slot: str) -> None:
        """Another program empties a slot."""
        thing = self.things[place]
        del thing.values[slot]
        self._moved(thing)
        self._sweep()

    def add(self, thing: Thing) -> Thing:
        """Another program makes an object."""
        self.things[thing.kind, thing.object_id] = thing
        self._moved(thing)
        return thing

    def rename(self, place: Name, key: str) -> None:
        """Another program gives it another name."""
        self.things[place].key = key
        self._moved(self.things[place])

    def make_anew(self, place: Name) -> str:
        """Another program deletes an object, and makes one of the same name: its id."""
        gone = self.things.pop(place)
        fresh = Thing(gone.kind, self._new_id(gone.key), gone.key, type_key=gone.type_key)
        return self.add(replace(fresh, fields=gone.fields, public=dict(gone.public))).object_id

    def one(self, key: str, kind: Kind | None = None) -> Thing:
        """The one object of a name."""
        [found] = [t for t in self.things.values() if t.key == key and kind in (None, t.kind)]
        return found

    def picture(self) -> dict[Name, tuple[object, ...]]:
        """All that is there, to be compared."""
        return {
            place: (t.key, dict(t.public), dict(t.values), t.type_key, t.fields, t.projects)
            for place, t in self.things.items()
        }

    # What the dialect asks

    def request(self, what: str, act: Callable[[], Written]) -> Written:
        """Count a request, and fail where that is wanted."""
        self.asked[what] += 1
        fault = self.faults(what)
        if fault is not None and not fault.late:
            raise fault.error
        written = act()
        if fault is not None:
            raise fault.error
        return written

    def found(self, keys: Sequence[str]) -> Iterator[Found]:
        for thing in self.things.values():
            if not self.abilities.owns_slots or thing.key in keys:
                yield self._seen(thing)

    def _seen(self, thing: Thing) -> Found:
        sees = self.abilities.sees_slots
        return Found(
            thing.kind,
            thing.object_id,
            thing.key,
            {name: text for name, text in thing.public.items() if name in self.abilities.sees},
            dict.fromkeys(thing.values, Presence.PRESENT) if sees else {},
            thing.mark,
            thing.type_key,
            thing.fields,
            thing.projects if self.abilities.projects and thing.kind is not Kind.TYPE else None,
        )

    def take_step(self, step: Step) -> Written:
        """Do a step now, or promise it."""
        if self.name not in WORKS_LATER:
            return self.do(step)
        operation = f"/operations/{next(self._numbers)}"
        self.operations[operation] = step
        return Written(step.key, pending=operation)

    def finish(self, operation: str) -> Written:
        """Do what was promised; what has ended is told again."""
        step = self.operations.get(operation)
        if step is None:
            raise Unanswered("the operation is not known there any more")
        if self.endless:
            return Written(step.key, pending=operation)
        if self.fails_later(step):
            raise Rejected("took the write, and it was not done", 200, "quota")
        if not step.values or self.done["promise", operation, ""] == 0:
            self.done["promise", operation, ""] += 1
            return self.do(step)
        return Written(step.key)

    def do(self, step: Step) -> Written:
        """Carry out one step."""
        self._check(step)
        if step.verb is Verb.CREATE:
            thing = self._create(step)
        elif step.verb is Verb.DELETE and not step.remove:
            self._at(step)
            gone = self.things.pop((step.kind, step.object_id))
            self.done["delete", gone.object_id, ""] += 1
            return Written(step.object_id)
        else:
            thing = self._change(step)
        self._moved(thing)
        self._sweep()
        self.when_done()
        later = self.name in TOLD_LATER and step.verb is not Verb.CREATE
        return Written(thing.object_id, None if later else thing.mark)

    def _check(self, step: Step) -> None:
        allowed = self.abilities
        if step.verb is Verb.CREATE:
            assert step.kind in allowed.kinds, step
            assert not allowed.owns_slots, step
            assert allowed.fills_new or not step.values, step
            assert (step.object_id, step.remove) == ("", frozenset()), step
        else:
            assert step.public.keys() <= allowed.changes, step
            assert allowed.owns_slots or step.object_id, step
        slots = len(step.values) + len(step.remove)
        assert allowed.many_slots or step.verb is Verb.CREATE or slots == 1, step
        assert step.projects is None or allowed.projects, step
        if step.kind is Kind.SET:
            assert step.object_id in ("", step.key), step

    def _create(self, step: Step) -> Thing:
        named = step.kind is Kind.SET
        if named and (step.kind, step.key) in self.things:
            raise Rejected("there is a set of that name", 409, "CONFLICT")
        object_id = step.key if named else self._new_id(step.key)
        thing = Thing(step.kind, object_id, step.key, dict(step.public))
        if step.type is not None:
            thing.type_key = step.type.key if step.kind is Kind.CREDENTIAL else ""
            is_type = step.kind is Kind.TYPE
            thing.fields = tuple(one.id for one in step.type.fields) if is_type else ()
        thing.projects = step.projects or frozenset()
        self._lay(thing, step)
        self.things[thing.kind, thing.object_id] = thing
        self.done["create", thing.key, ""] += 1
        return thing

    def _change(self, step: Step) -> Thing:
        if self.abilities.owns_slots and step.values:
            place = (step.kind, step.object_id or step.key)
            self.things.setdefault(place, Thing(step.kind, step.key, step.key))
        thing = self._at(step)
        self._lay(thing, step)
        for slot in step.remove:
            thing.values.pop(slot, None)
            self.done["remove", thing.object_id, slot] += 1
        thing.key = step.public.get(NAME, thing.key)
        thing.public |= {name: text for name, text in step.public.items() if name != NAME}
        if step.kind is Kind.TYPE and step.type is not None:
            new = (one.id for one in step.type.fields if one.id not in thing.fields)
            thing.fields = (*thing.fields, *new)
        if step.projects is not None:
            thing.projects = step.projects
        return thing

    def _lay(self, thing: Thing, step: Step) -> None:
        if thing.kind is Kind.CREDENTIAL:
            types = [t for t in self.things.values() if t.kind is Kind.TYPE]
            fields = {name for t in types if t.key == thing.type_key for name in t.fields}
            if not step.values.keys() <= fields:
                raise Rejected("the type has no such field", 0, "unknown_field")
        for slot, value in step.values.items():
            thing.values[slot] = value.reveal()
            self.done["value", thing.object_id, slot] += 1

    def _at(self, step: Step) -> Thing:
        thing = self.things.get((step.kind, step.object_id or step.key))
        if thing is None:
            raise Rejected("there is no such object", 404, "NOT_FOUND")
        return thing

    def _moved(self, thing: Thing) -> None:
        # Clocks go backwards there: a mark is only ever compared.
        thing.mark = str(next(self._marks)) if self.abilities.marks else ""

    def _sweep(self) -> None:
        if self.abilities.owns_slots:
            self.things = {place: t for place, t in self.things.items() if t.values}

    def _new_id(self, key: str) -> str:
        return key if Kind.SET in self.abilities.kinds else f"id-{next(self._numbers)}"


class ModelDialect:
    """A connection to a model in this process."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.abilities = model.abilities

    async def test(self) -> str:
        return "The model answers."

    async def read(self, keys: Sequence[str]) -> tuple[Found, ...]:
        seen: list[Found] = []

        def act() -> Written:
            seen.extend(self.model.found(keys))
            return Written()

        self.model.request("read", act)
        return tuple(seen)

    async def write(self, step: Step) -> Written:
        return self.model.request("write", lambda: self.model.take_step(step))

    async def follow(self, pending: str) -> Written:
        return self.model.request("follow", lambda: self.model.finish(pending))


def lost(late: bool) -> list[Fault]:
    """Errors after which nobody knows: the write took place if ``late``."""
    return [
        Fault(Unanswered("cut off"), late),
        Fault(Rejected("broken", 500, "INTERNAL"), late),
        Fault(OddAnswer("HTML"), late),
    ]
