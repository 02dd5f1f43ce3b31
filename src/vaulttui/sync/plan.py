"""The ordered changes that would bring a remote into line; made of data alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote
from typing import Final

from vaulttui.domain.ledger import Entry
from vaulttui.domain.remotes import Remote
from vaulttui.domain.text import safe_text
from vaulttui.errors import OverBudget
from vaulttui.remotes.protocol import FIELDS, REVOKED, Abilities, Found, Kind, Verb
from vaulttui.sync.deletion import deletions
from vaulttui.sync.digests import snapshot_digest, vault_digest
from vaulttui.sync.effects import NEEDS, Effect, EffectKind, effect_of, left
from vaulttui.sync.ordering import chained
from vaulttui.sync.states import Compared, State, compare, decides
from vaulttui.sync.wanted import Slot, Wanted

_BY_STATE: Final[Mapping[State, EffectKind]] = {
    State.NEVER_PUSHED: EffectKind.CREATE,
    State.PRESENCE_LOST: EffectKind.CREATE,
    State.MISSING: EffectKind.CREATE,
    State.LOCAL_AHEAD: EffectKind.CHANGE,
    State.TOUCHED: EffectKind.TOUCH,
    State.CANNOT_TELL: EffectKind.TOUCH,
}


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
        """Objects there that nothing here answers for; types hold no values, and do not count."""
        seen = (one.found for one in self.compared if one.wanted is None and one.found)
        return tuple(one for one in seen if one.kind is not Kind.TYPE)

    @property
    def empty(self) -> bool:
        """True where there is nothing to do."""
        return not self.effects

    @property
    def over_limit(self) -> int | None:
        """How many effects the remote may have at once, where these are more; else None."""
        most = self.remote.max_effects
        return most if most is not None and len(self.effects) > most else None

    def check_budget(self) -> None:
        """Raise OverBudget where it has more effects than the remote may have at once."""
        refuse_many(self.remote, len(self.effects))


def refuse_many(remote: Remote, effects: int) -> None:
    """Raise OverBudget for more effects than a remote may have at once."""
    most = remote.max_effects
    if most is not None and effects > most:
        name = safe_text(remote.name)
        raise OverBudget(
            f"The plan has {effects} effects; {name} may have {most} at once.",
            hint=f"Bind less, or raise it: `vaulttui remote edit {name} --max-effects {effects}`.",
        )


def refuse_deleting(remote: Remote, deletes: Sequence[str]) -> None:
    """Raise OverBudget where something is asked to be deleted, and the budget forbids it."""
    needed = NEEDS[EffectKind.DELETE]
    if deletes and not remote.budget.allows(needed):
        raise OverBudget(
            f"The budget {remote.budget} of {safe_text(remote.name)} does not let it delete "
            f"{', '.join(safe_text(one, 80) for one in deletes)}.",
            hint=f"`vaulttui remote edit {safe_text(remote.name)} --budget {needed}` allows it.",
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

    ``deletes`` are ids of objects, or OBJECT/SLOT; OverBudget where nothing may be deleted,
    NotFound for one that is not there, InvalidValue for one that is not ours or still wanted.
    """
    refuse_deleting(remote, deletes)
    compared = compare(wants, there, ledger, abilities)
    grows = FIELDS in abilities.changes and remote.budget.allows(NEEDS[EffectKind.CHANGE])
    planner = _Planner(remote, abilities, _fields_there(wants if grows else (), there))
    made = [effect for one in compared for effect in planner.effects(one)]
    gone = deletions(compared, deletes, abilities)
    kept = [planner.judged(rest) for one in made if (rest := _beside(one, gone))]
    allowed = [*kept, *gone]
    done = [one for one in allowed if one.kind is not EffectKind.LEAVE]
    return Plan(
        remote,
        vault_digest(remote, wants, ledger),
        snapshot_digest(there),
        tuple(chained(done)),
        tuple(one for one in allowed if one.kind is EffectKind.LEAVE),
        compared,
        tuple(deletes),
    )


@dataclass(frozen=True, slots=True)
class _Planner:
    remote: Remote
    abilities: Abilities
    fields: Mapping[str, frozenset[str]]

    def effects(self, one: Compared) -> Iterator[Effect]:
        """What one object asks for, in the order in which it is to be done."""
        if one.wanted is None:
            return
        empty = one.found is None and bool(one.wanted.lacking) and not one.wanted.slots
        if not empty:
            yield from _lacking(one)
        if one.rivals:
            hint = "Let one of them go with `vaulttui unbind`, or give it another name there."
            titles = " and ".join(sorted(map(safe_text, one.rivals)))
            yield left(one, f"{titles} would both answer for it", hint)
        elif one.rebind:
            yield left(one, "gone under its id; another has its name", _adopt_hint(self, one))
        elif empty:
            hint = "Give it its values, or unbind it."
            reason = "is not there, and none of its values is here"
            yield left(one, reason, hint, one.wanted.lacking)
        elif one.found is None and not self.abilities.owns_slots:
            yield from self._creation(one, one.wanted)
        elif one.found is not None and not one.ours:
            yield left(one, "is there and was not made from here", _adopt_hint(self, one))
        else:
            yield from self._attributes(one, one.wanted)
            where = _revoked(one, one.wanted)
            yield from _closed(one, where) if where else self._values(one, one.wanted)
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
        if want.revoked:
            yield left(one, "is revoked here and not made there", "Unbind it.")
            return
        # What is written once is written again into what is made anew.
        wanted = {}
        for name, slot in self._fitting(one, want):
            if decides(slot.policy, one.slots[name]):
                wanted[name] = slot
            else:
                yield _unwritten(one, name, slot)
        yield from self._without_field(one)
        filled = self.abilities.fills_new or want.kind is Kind.TYPE
        yield effect_of(
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
        settable = tuple(
            name
            for name in one.public
            if name in changes and want.binding and (name != REVOKED or want.revoked)
        )
        fixed = [name for name in one.public if name not in settable]
        if fixed:
            why = "cannot be changed there" if want.binding else "the type is not bound"
            hint = "" if want.binding else f"Bind the type {safe_text(one.key)}."
            differ = "differs" if len(fixed) == 1 else "differ"
            yield left(one, f"{' and '.join(fixed)} {differ} and {why}", hint)
        if settable:
            yield effect_of(one, EffectKind.CHANGE, Verb.CHANGE, {}, public=settable)
        if one.projects_differ and one.found and one.found.projects is not None:
            # An effect of its own: it is a request of its own, which may fail by itself.
            others = one.found.projects - want.answered.keys()
            projects = others | (want.projects or frozenset())
            yield effect_of(one, EffectKind.CHANGE, Verb.CHANGE, {}, projects=projects)

    def _values(self, one: Compared, want: Wanted) -> Iterator[Effect]:
        groups: dict[EffectKind, dict[str, Slot]] = {}
        for name, slot in self._fitting(one, want):
            state = one.slots[name]
            if state is State.IN_SYNC:
                continue
            if state is State.NOT_OURS:
                reason = "is there and was not written from here"
                yield left(one, reason, _adopt_hint(self, one), (name,))
            elif not decides(slot.policy, state):
                yield _unwritten(one, name, slot)
            else:
                kind = EffectKind.ADOPT if one.adopting else _BY_STATE[state]
                groups.setdefault(kind, {})[name] = slot
        yield from self._without_field(one)
        if one.adopting and not groups and not self.abilities.owns_slots and want.binding:
            yield effect_of(one, EffectKind.ADOPT, Verb.CHANGE, {})
        for kind in EffectKind:
            if kind in groups:
                yield from self._writes(one, kind, groups[kind])

    def _writes(
        self, one: Compared, kind: EffectKind, slots: Mapping[str, Slot]
    ) -> Iterator[Effect]:
        if self.abilities.many_slots and slots:
            yield effect_of(one, kind, Verb.CHANGE, slots)
            return
        for name, slot in slots.items():
            yield effect_of(one, kind, Verb.CHANGE, {name: slot})

    def _fitting(self, one: Compared, want: Wanted) -> Iterator[tuple[str, Slot]]:
        return ((n, slot) for n, slot in want.slots.items() if self._has_field(one, n))

    def _has_field(self, one: Compared, name: str) -> bool:
        if one.kind is not Kind.CREDENTIAL:
            return True
        fields = self.fields.get(_type_there(one))
        return fields is None or name in fields

    def _without_field(self, one: Compared) -> Iterator[Effect]:
        asked = one.wanted.slots if one.wanted else ()
        lacking = tuple(name for name in asked if not self._has_field(one, name))
        if lacking:
            hint = "Bind the type, so that it gets the field."
            yield left(one, "its type there has no such field", hint, lacking)

    def _extra(self, one: Compared) -> Iterator[Effect]:
        for name, state in one.extra.items():
            if state is State.LOCAL_AHEAD:
                place = f"{one.found.object_id if one.found else one.key}/{name}"
                hint = f"`vaulttui plan … --delete={quote(safe_text(place))}` deletes it there."
                yield left(one, "is gone here, and still there", hint, (name,))


def _beside(effect: Effect, gone: Sequence[Effect]) -> Effect | None:
    """What of an effect is still to be said beside what is deleted; None where nothing is."""
    place = (effect.object_kind, effect.object_id)
    same = [one for one in gone if (one.object_kind, one.object_id) == place]
    if any(not one.removed for one in same):
        return None
    slots = {slot for one in same for slot in one.removed}
    if effect.kind is not EffectKind.LEAVE or not slots & {*effect.removed}:
        return effect
    rest = tuple(slot for slot in effect.removed if slot not in slots)
    states = {slot: effect.states[slot] for slot in rest}
    return replace(effect, removed=rest, states=states) if rest else None


def _fields_there(wants: Sequence[Wanted], there: Sequence[Found]) -> dict[str, frozenset[str]]:
    """The fields that the types there have, or will have before values are written."""
    known: dict[str, frozenset[str]] = {}
    for one in there:
        if one.kind is Kind.TYPE:
            known[one.key] = known.get(one.key, frozenset()).union(one.fields)
    for want in wants:
        if want.kind is Kind.TYPE and want.binding and want.type and want.key in known:
            known[want.key] = known[want.key].union(field.id for field in want.type.fields)
    return known


def _type_there(one: Compared) -> str:
    if one.found and one.found.type_key:
        return one.found.type_key
    return one.wanted.type.key if one.wanted and one.wanted.type else ""


def _unwritten(one: Compared, name: str, slot: Slot) -> Effect:
    return left(one, f"{one.slots[name]}; policy {slot.policy}", "", (name,))


def _revoked(one: Compared, want: Wanted) -> str:
    """Where a set is revoked, whose keys then stay as they are."""
    if one.found and one.found.public.get(REVOKED):
        return "there"
    return "here" if want.revoked else ""


def _closed(one: Compared, where: str) -> Iterator[Effect]:
    asked = one.wanted.slots if one.wanted else ()
    unwritten = tuple(name for name in asked if one.slots[name] is not State.IN_SYNC)
    if unwritten:
        yield left(one, f"is revoked {where}; nothing is written into it", "", unwritten)


def _lacking(one: Compared) -> Iterator[Effect]:
    for name in one.wanted.lacking if one.wanted else ():
        yield left(one, "has no value here", "Give it one; nobody can read the remote's.", (name,))


def _adopt_hint(planner: _Planner, one: Compared) -> str:
    object_id = one.rebind or (one.found.object_id if one.found else "")
    command = f"vaulttui adopt {safe_text(planner.remote.name)} {_in_shell(object_id)}"
    return f"`{command}` takes it over."


def _in_shell(text: str) -> str:
    """A foreign text as one word of a command that people copy, and no option of it."""
    word = quote(safe_text(text))
    return f"-- {word}" if text.startswith("-") else word
