"""One change of a remote, as it is planned, shown, kept in the journal, and done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

import msgspec

from vaulttui.domain.metadata import text_of
from vaulttui.domain.remotes import Budget
from vaulttui.domain.revisions import Json
from vaulttui.remotes.protocol import Kind, Verb
from vaulttui.sync.states import Compared, State
from vaulttui.sync.wanted import Place, Slot


class EffectKind(StrEnum):
    """What an effect means to who reads the plan."""

    CREATE = "create"
    CHANGE = "change"
    TOUCH = "touch"
    ADOPT = "adopt"
    LEAVE = "leave"
    DELETE = "delete"


SIGNS: Final[Mapping[EffectKind, str]] = {
    EffectKind.CREATE: "+",
    EffectKind.CHANGE: "~",
    EffectKind.TOUCH: "!",
    EffectKind.ADOPT: "=",
    EffectKind.LEAVE: ".",
    EffectKind.DELETE: "-",
}
"""What stands before an effect wherever it is read."""

NEEDS: Final[Mapping[EffectKind, Budget]] = {
    EffectKind.CREATE: Budget.CREATE_ONLY,
    EffectKind.CHANGE: Budget.PATCH,
    EffectKind.TOUCH: Budget.PATCH,
    EffectKind.ADOPT: Budget.PATCH,
    EffectKind.DELETE: Budget.FULL,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a slot's value is taken from, and what it was when the plan was made."""

    holder_id: str
    field: str
    fingerprint: str
    revision: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One change, or, as ``leave``, one that is not made and why.

    ``slots`` are written, ``removed`` emptied, ``public`` the attributes that change;
    never a value. ``projects`` is the complete new list of the remote's ids; ``gains`` and
    ``loses`` are the names here of those that it adds and takes away. ``after`` are the ids
    of effects that must be done first. ``states`` are the slots' before, ``touched`` those of
    them that others may have written since we did although their state says another thing.
    """

    kind: EffectKind
    verb: Verb
    object_kind: Kind
    binding_id: str
    title: str
    key: str
    object_id: str = ""
    slots: Mapping[str, Source] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    projects: tuple[str, ...] | None = None
    type_key: str = ""
    states: Mapping[str, State] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    reason: str = ""
    hint: str = ""
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    id: str = field(init=False, compare=False)
    """Twelve hex digits that stay the same while the effect does."""

    @property
    def place(self) -> Place:
        """Whose effect it is."""
        return self.object_kind, self.binding_id or self.key

    def __post_init__(self) -> None:
        names = [
            self.kind, self.verb, self.object_kind, self.binding_id, self.key, self.object_id,
            sorted(self.slots), sorted(self.removed), sorted(self.public),
            sorted(self.projects or ()), self.projects is None, self.type_key,
        ]  # fmt: skip
        digits = sha256(msgspec.json.encode(names)).hexdigest()
        object.__setattr__(self, "id", digits[:12])

    def to_json(self) -> dict[str, Json]:
        """As the journal keeps it."""
        return {
            "kind": self.kind.value,
            "verb": self.verb.value,
            "object_kind": self.object_kind.value,
            "binding": self.binding_id,
            "title": self.title,
            "key": self.key,
            "object": self.object_id,
            "slots": {
                name: [one.holder_id, one.field, one.fingerprint, one.revision]
                for name, one in self.slots.items()
            },
            "removed": list(self.removed),
            "public": list(self.public),
            "projects": None if self.projects is None else list(self.projects),
            "type": self.type_key,
        }


def effect_from_json(stored: Mapping[str, Json]) -> Effect:
    """What :meth:`Effect.to_json` made; ValueError or TypeError for what a later version wrote."""
    slots = stored.get("slots") or {}
    if not isinstance(slots, dict):
        raise TypeError("slots are by name")
    projects = stored.get("projects")
    return Effect(
        EffectKind(text_of(stored, "kind")),
        Verb(text_of(stored, "verb")),
        Kind(text_of(stored, "object_kind")),
        text_of(stored, "binding"),
        text_of(stored, "title"),
        text_of(stored, "key"),
        text_of(stored, "object"),
        {name: Source(*map(str, one)) for name, one in slots.items()},
        tuple(map(str, stored.get("removed") or ())),
        tuple(map(str, stored.get("public") or ())),
        None if projects is None else tuple(map(str, projects)),
        text_of(stored, "type"),
    )


def effect_of(
    one: Compared,
    kind: EffectKind,
    verb: Verb,
    slots: Mapping[str, Slot],
    *,
    public: tuple[str, ...] = (),
    projects: Iterable[str] | None = None,
) -> Effect:
    """An effect on an object that was compared."""
    want = one.wanted
    projects = None if projects is None else frozenset(projects)
    gains, loses = _moves(one, projects)
    return Effect(
        kind,
        verb,
        one.kind,
        want.binding_id if want else "",
        want.title if want else one.key,
        one.key,
        one.found.object_id if one.found else "",
        {
            name: Source(slot.holder_id, slot.field, slot.fingerprint, slot.revision)
            for name, slot in sorted(slots.items())
        },
        public=public,
        projects=None if projects is None else tuple(sorted(projects)),
        type_key=want.type.key if want and want.type else "",
        states={name: one.slots[name] for name in sorted(slots)},
        gains=gains,
        loses=loses,
        touched=tuple(name for name in sorted(slots) if name in one.hidden),
    )


def _moves(
    one: Compared, projects: frozenset[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names here of the projects that a new list adds, and of those that it takes away."""
    if projects is None or one.wanted is None:
        return (), ()
    before = (one.found.projects if one.found else None) or frozenset()
    names = one.wanted.answered

    def named(ids: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(names.get(project, project) for project in ids))

    return named(projects - before), named(before - projects)


def left(one: Compared, reason: str, hint: str, slots: tuple[str, ...] = ()) -> Effect:
    """What is not done of an object, or of ``slots`` of it."""
    effect = effect_of(one, EffectKind.LEAVE, Verb.CHANGE, {})
    states = {name: one.slots.get(name) or one.extra.get(name, State.CANNOT_TELL) for name in slots}
    return replace(effect, removed=slots, states=states, reason=reason, hint=hint)
