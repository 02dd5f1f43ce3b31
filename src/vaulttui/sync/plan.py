"""The ordered changes that would bring a remote into line; made of data alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import msgspec

from vaulttui.domain.ledger import Entry
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, OverBudget
from vaulttui.remotes.protocol import Abilities, Found, Kind, Verb
from vaulttui.sync.effects import NEEDS, Effect, EffectKind, Source
from vaulttui.sync.states import Compared, State, compare
from vaulttui.sync.wanted import Slot, Wanted

_BY_STATE: Final[Mapping[State, EffectKind]] = {
    State.NEVER_PUSHED: EffectKind.CREATE,
    State.PRESENCE_LOST: EffectKind.CREATE,
    State.MISSING: EffectKind.CREATE,
    State.LOCAL_AHEAD: EffectKind.CHANGE,
    State.TOUCHED: EffectKind.TOUCH,
    State.CANNOT_TELL: EffectKind.TOUCH,
}
_SEEDED: Final = frozenset({State.NEVER_PUSHED, State.MISSING})
"""The states in which a value is written that the vault decides on once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Bound to both sides: ``vault`` and ``snapshot`` are digests of what it was made of.

    ``left`` are changes that are not made, with their reasons; ``strangers`` is what is
    there and bound to nothing.
    """

    remote: Remote
    vault: str
    snapshot: str
    effects: tuple[Effect, ...]
    left: tuple[Effect, ...]
    compared: tuple[Compared, ...]
    deletes: tuple[str, ...] = ()

    @property
    def strangers(self) -> tuple[Found, ...]:
        """Objects there that nothing here answers for."""
        return tuple(one.found for one in self.compared if one.wanted is None and one.found)

    @property
    def empty(self) -> bool:
        """True where there is nothing to do."""
        return not self.effects

    def check_budget(self) -> None:
        """Raise OverBudget where it has more effects than the remote may have at once."""
        most = self.remote.max_effects
        if most is not None and len(self.effects) > most:
            raise OverBudget(
                f"The plan has {len(self.effects)} effects; {safe_text(self.remote.name)} may have "
                f"{most} at once.",
                hint="Bind less, or raise it with `vaulttui remote edit --max-effects`.",
            )


def make_plan(
    remote: Remote,
    wants: Sequence[Wanted],
    there: Sequence[Found],
    ledger: Mapping[str, Mapping[str, Entry]],
    abilities: Abilities,
    deletes: Sequence[str] = (),
) -> Plan:
    """Compare both sides and say what would be done.

    ``deletes`` are ids of objects, or OBJECT/SLOT; NotFound for one that is not there,
    InvalidValue for one that is not ours or still wanted.
    """
    compared = compare(wants, there, ledger, abilities)
    planner = _Planner(remote, abilities)
    made = [effect for one in compared for effect in planner.effects(one)]
    gone = [_deletion(compared, wanted_gone, abilities) for wanted_gone in deletes]
    deleted = {(one.object_kind, one.object_id) for one in gone if not one.removed}
    kept = [one for one in made if (one.object_kind, one.object_id) not in deleted]
    allowed = [planner.judged(one) for one in (*kept, *gone)]
    done = [one for one in allowed if one.kind is not EffectKind.LEAVE]
    return Plan(
        remote,
        vault_digest(remote, wants, ledger),
        snapshot_digest(there),
        tuple(_chained(done)),
        tuple(one for one in allowed if one.kind is EffectKind.LEAVE),
        compared,
        tuple(deletes),
    )


@dataclass(frozen=True, slots=True)
class _Planner:
    remote: Remote
    abilities: Abilities

    def effects(self, one: Compared) -> Iterator[Effect]:
        """What one object asks for, in the order in which it is to be done."""
        if one.wanted is None:
            return
        yield from _lacking(one)
        if one.rebind:
            yield _left(one, "gone under its id; another has its name", _adopt_hint(self, one))
        elif one.found is None and not self.abilities.owns_slots:
            yield from self._creation(one, one.wanted)
        elif one.found is not None and not one.ours:
            yield _left(one, "is there and was not made from here", _adopt_hint(self, one))
        else:
            yield from self._attributes(one, one.wanted)
            yield from self._values(one, one.wanted)
        yield from self._extra(one)

    def judged(self, effect: Effect) -> Effect:
        """The effect, or why the budget leaves it."""
        needed = NEEDS.get(effect.kind)
        if needed is None or self.remote.budget.allows(needed):
            return effect
        reason = f"the budget {self.remote.budget} does not {effect.kind}"
        hint = f"`vaulttui remote edit {safe_text(self.remote.name)} --budget {needed}` allows it."
        return replace(effect, kind=EffectKind.LEAVE, reason=reason, hint=hint)

    def _creation(self, one: Compared, want: Wanted) -> Iterator[Effect]:
        # What is written once, or not at all, is still written into what is made anew.
        wanted = {name: slot for name, slot in want.slots.items() if _writes(slot, one.slots[name])}
        filled = self.abilities.fills_new or want.kind is Kind.TYPE
        yield _effect(
            one,
            EffectKind.CREATE,
            Verb.CREATE,
            wanted if filled else {},
            public=tuple(want.public),
            projects=want.projects,
        )
        if not filled:
            yield from self._writes(one, EffectKind.CREATE, wanted)

    def _attributes(self, one: Compared, want: Wanted) -> Iterator[Effect]:
        changes = self.abilities.changes
        settable = tuple(name for name in one.public if name in changes and want.binding)
        fixed = [name for name in one.public if name not in settable]
        if fixed:
            why = "cannot be changed there" if want.binding else "is not bound"
            hint = "" if want.binding else f"Bind it: `vaulttui bind … type:…` for {one.key}."
            yield _left(one, f"{', '.join(fixed)} differs and {why}", hint)
        if settable or one.projects_differ:
            projects = None
            if one.projects_differ and one.found and one.found.projects is not None:
                others = one.found.projects - want.answered
                projects = others | (want.projects or frozenset())
            yield _effect(
                one, EffectKind.CHANGE, Verb.CHANGE, {}, public=settable, projects=projects
            )

    def _values(self, one: Compared, want: Wanted) -> Iterator[Effect]:
        groups: dict[EffectKind, dict[str, Slot]] = {}
        for name, slot in want.slots.items():
            state = one.slots[name]
            if state is State.IN_SYNC:
                continue
            if state is State.NOT_OURS:
                reason = "is there and was not written from here"
                yield _left(one, reason, _adopt_hint(self, one), (name,))
            elif not _writes(slot, state):
                yield _left(one, f"{state}; policy {slot.policy}", "", (name,))
            else:
                kind = EffectKind.ADOPT if one.adopting else _BY_STATE[state]
                groups.setdefault(kind, {})[name] = slot
        if one.adopting and not groups and not self.abilities.owns_slots and want.binding:
            yield _effect(one, EffectKind.ADOPT, Verb.CHANGE, {})
        for kind in EffectKind:
            if kind in groups:
                yield from self._writes(one, kind, groups[kind])

    def _writes(
        self, one: Compared, kind: EffectKind, slots: Mapping[str, Slot]
    ) -> Iterator[Effect]:
        if self.abilities.many_slots and slots:
            yield _effect(one, kind, Verb.CHANGE, slots)
            return
        for name, slot in slots.items():
            yield _effect(one, kind, Verb.CHANGE, {name: slot})

    def _extra(self, one: Compared) -> Iterator[Effect]:
        for name, state in one.extra.items():
            if state is State.LOCAL_AHEAD:
                place = safe_text(f"{one.found.object_id if one.found else one.key}/{name}")
                hint = f"`vaulttui plan … --delete {place}` deletes it there."
                yield _left(one, "is gone here, and still there", hint, (name,))


def _writes(slot: Slot, state: State) -> bool:
    if slot.policy is Policy.IGNORE:
        return False
    return slot.policy is Policy.ENFORCE or state in _SEEDED


def _effect(
    one: Compared,
    kind: EffectKind,
    verb: Verb,
    slots: Mapping[str, Slot],
    *,
    public: tuple[str, ...] = (),
    projects: Iterable[str] | None = None,
) -> Effect:
    want = one.wanted
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
    )


def _left(one: Compared, reason: str, hint: str, slots: tuple[str, ...] = ()) -> Effect:
    effect = _effect(one, EffectKind.LEAVE, Verb.CHANGE, {})
    states = {name: one.slots.get(name) or one.extra.get(name, State.CANNOT_TELL) for name in slots}
    return replace(effect, removed=slots, states=states, reason=reason, hint=hint)


def _lacking(one: Compared) -> Iterator[Effect]:
    for name in one.wanted.lacking if one.wanted else ():
        yield _left(one, "has no value here", "Give it one; nobody can read the remote's.", (name,))


def _adopt_hint(planner: _Planner, one: Compared) -> str:
    object_id = one.rebind or (one.found.object_id if one.found else "")
    command = f"vaulttui adopt {safe_text(planner.remote.name)} {safe_text(object_id)}"
    return f"`{command}` takes it over."


def _deletion(compared: Sequence[Compared], asked: str, abilities: Abilities) -> Effect:
    """The effect of one ``--delete``."""
    for one in compared:
        if one.found is not None and one.found.object_id == asked:
            return _whole(one, abilities)
        object_id, _, slot = asked.rpartition("/")
        if one.found is not None and object_id == one.found.object_id and slot in _held(one):
            return _one_slot(one, slot, abilities)
    raise NotFound(
        f"There is no {safe_text(asked)} on the remote.", hint="See `vaulttui drift` for the ids."
    )


def _held(one: Compared) -> set[str]:
    return {*(one.found.slots if one.found else ()), *one.extra}


def _whole(one: Compared, abilities: Abilities) -> Effect:
    if one.wanted is None or not one.wanted.object_id:
        raise InvalidValue(
            f"{safe_text(one.key)} was not made from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "object" not in abilities.deletes:
        raise InvalidValue(f"{safe_text(one.key)} can only be deleted slot by slot (OBJECT/SLOT).")
    return _effect(one, EffectKind.DELETE, Verb.DELETE, {})


def _one_slot(one: Compared, slot: str, abilities: Abilities) -> Effect:
    if slot in one.slots:
        raise InvalidValue(
            f"{safe_text(one.key)}/{safe_text(slot)} has a value here and would come back.",
            hint="Take it away here first.",
        )
    if one.extra.get(slot) is not State.LOCAL_AHEAD and not (one.wanted and one.wanted.object_id):
        raise InvalidValue(
            f"{safe_text(one.key)}/{safe_text(slot)} was not written from here; it is not deleted.",
            hint="Adopt it first, if it is meant.",
        )
    if "slot" not in abilities.deletes:
        raise InvalidValue("This remote deletes no single slot.")
    effect = _effect(one, EffectKind.DELETE, Verb.DELETE, {})
    return replace(effect, removed=(slot,))


_ORDER: Final = {Verb.CREATE: 0, Verb.CHANGE: 1, Verb.DELETE: 2}


def _chained(effects: Sequence[Effect]) -> Iterator[Effect]:
    """In order, each knowing what must be done before it."""
    ordered = sorted(effects, key=lambda one: (_ORDER[one.verb], one.object_kind is not Kind.TYPE))
    makers = {(o.object_kind, o.key): o.id for o in ordered if o.verb is Verb.CREATE}
    types = {o.key: o.id for o in ordered if o.object_kind is Kind.TYPE}
    for one in ordered:
        first = [makers.get((one.object_kind, one.key))] if one.verb is not Verb.CREATE else []
        if one.object_kind is Kind.CREDENTIAL and one.type_key:
            first.append(types.get(one.type_key))
        yield replace(one, after=tuple(found for found in first if found))


def vault_digest(
    remote: Remote, wants: Sequence[Wanted], ledger: Mapping[str, Mapping[str, Entry]]
) -> str:
    """Of all revisions here that a plan depends on."""
    parts = [remote.record.latest.rev]
    for want in wants:
        parts += [want.binding.record.latest.rev if want.binding else "", want.key, repr(want.type)]
        parts += [f"{name}={slot.revision}" for name, slot in want.slots.items()]
        parts += [repr(sorted(want.public.items())), repr(sorted(want.projects or ()))]
        entries = ledger.get(want.binding_id, {})
        parts += [entry.record.latest.rev for _, entry in sorted(entries.items())]
    return sha256(msgspec.json.encode(parts)).hexdigest()


def snapshot_digest(there: Sequence[Found]) -> str:
    """Of all that a remote showed."""
    seen = sorted(
        [
            one.kind, one.object_id, one.key, sorted(one.public.items()),
            sorted(one.slots.items()), one.mark, one.type_key, sorted(one.fields),
            sorted(one.projects or ()), one.projects is None,
        ]
        for one in there
    )  # fmt: skip
    return sha256(msgspec.json.encode(seen)).hexdigest()
