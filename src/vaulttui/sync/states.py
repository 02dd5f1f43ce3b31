"""What can be said of an object and its slots without ever seeing a value: nine states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from vaulttui.domain.ledger import Entry
from vaulttui.domain.remotes import Policy
from vaulttui.remotes.protocol import FIELDS, NAME, Abilities, Found, Kind, Presence
from vaulttui.sync.wanted import Slot, Wanted


class State(StrEnum):
    """None of them is guessed: a fingerprint proves what we wrote, never what is there now."""

    IN_SYNC = "in sync"
    LOCAL_AHEAD = "local ahead"
    TOUCHED = "remote touched, value unknown"
    PRESENCE_LOST = "presence lost"
    PUBLIC_DIFFERS = "public fields differ"
    MISSING = "missing"
    NOT_OURS = "not ours"
    NEVER_PUSHED = "never pushed"
    CANNOT_TELL = "cannot tell"


_WORST_FIRST = (
    State.MISSING,
    State.NOT_OURS,
    State.PRESENCE_LOST,
    State.TOUCHED,
    State.CANNOT_TELL,
    State.PUBLIC_DIFFERS,
    State.LOCAL_AHEAD,
    State.NEVER_PUSHED,
    State.IN_SYNC,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """An object as wanted and as found; at least one of the two is there.

    ``slots`` are those wanted, those whose value nobody holds here among them; ``extra`` those
    there that nobody here asks for; ``public`` the attributes that differ. ``touched`` are
    slots that others may have written since we did, whatever else is said of them. ``since``
    is when the newest confirmed write of a value was, in milliseconds since 1970 UTC; of what
    holds none, that of anything. ``known``: it was there once; ``adopting``: the user said
    that it is ours, and nothing was written yet. ``rebind`` is the id under which the object's
    natural key is found, while its own id is gone. ``rivals`` are the titles of others here
    that would answer for the same object.
    """

    wanted: Wanted | None
    found: Found | None
    ours: bool
    slots: Mapping[str, State] = field(default_factory=dict)
    extra: Mapping[str, State] = field(default_factory=dict)
    public: tuple[str, ...] = ()
    projects_differ: bool = False
    touched: frozenset[str] = frozenset()
    since: int | None = None
    known: bool = False
    adopting: bool = False
    rebind: str = ""
    rivals: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.wanted.kind if self.wanted else self._there.kind

    @property
    def key(self) -> str:
        """Its natural key."""
        return self.wanted.key if self.wanted else self._there.key

    @property
    def _there(self) -> Found:
        if self.found is None:
            raise ValueError("An object is wanted, or found, or both.")
        return self.found

    @property
    def state(self) -> State:
        """The one of its states that asks for most attention."""
        if self.wanted is None:
            return State.NOT_OURS
        if self.found is None and not self.slots:
            return State.MISSING if self.known else State.NEVER_PUSHED
        states = {*self.slots.values(), *self._gone_here.values()}
        if self._unproven:
            states.add(State.CANNOT_TELL)
        if self.public or self.projects_differ:
            states.add(State.PUBLIC_DIFFERS)
        if self.found is not None and not self.ours:
            states.add(State.NOT_OURS)
        return next((one for one in _WORST_FIRST if one in states), State.IN_SYNC)

    @property
    def drifts(self) -> bool:
        """True where something is not in sync that the vault decides on."""
        want = self.wanted
        if want is None:
            return False
        if self.public or self.projects_differ or not self.slots:
            return self.state is not State.IN_SYNC
        return any(
            state is not State.IN_SYNC and decides(want.policy(name), state)
            for name, state in {**self.slots, **self._gone_here}.items()
        )

    @property
    def hidden(self) -> frozenset[str]:
        """Slots that others may have written since, of which another state is told."""
        return frozenset(name for name in self.touched if self.slots.get(name) is State.LOCAL_AHEAD)

    @property
    def _gone_here(self) -> dict[str, State]:
        """Slots that were written from here, and are asked for no more."""
        return {n: state for n, state in self.extra.items() if state is State.LOCAL_AHEAD}

    @property
    def _unproven(self) -> bool:
        """True where it is ours by word alone, and no slot says so."""
        if self.found is None or self.kind is Kind.TYPE or self.slots:
            return False
        held = any(how is not Presence.ABSENT for how in self.found.slots.values())
        return self.adopting or (held and self.since is None)


def decides(policy: Policy, state: State) -> bool:
    """True where the vault decides on a slot in that state: always, once, or never."""
    if policy is Policy.SEED:
        return state in (State.NEVER_PUSHED, State.MISSING)
    return policy is Policy.ENFORCE


def compare(
    wants: Sequence[Wanted],
    there: Sequence[Found],
    ledger: Mapping[str, Mapping[str, Entry]],
    abilities: Abilities,
) -> tuple[Compared, ...]:
    """Lay what is wanted beside what is found; what nobody here asks for comes last.

    ``ledger`` holds entries by binding id and slot.
    """
    by_id = {(one.kind, one.object_id): one for one in there}
    matched = _matched(wants, by_id)
    met = {(one.kind, one.object_id) for one in matched if one is not None}
    rest = [one for place, one in by_id.items() if place not in met]
    strangers = sorted(rest, key=lambda one: (one.kind, one.key, one.object_id))
    names = {(one.kind, one.key): one.object_id for one in reversed(strangers)}
    claims: dict[_Name, list[str]] = {}
    for want, found in zip(wants, matched, strict=True):
        claims.setdefault(_claim(want, found), []).append(want.title)
    compared = []
    for want, found in zip(wants, matched, strict=True):
        pair = _Pair(want, found, ledger.get(want.binding_id, {}), abilities)
        rivals = claims[_claim(want, found)]
        rebind = names.get((want.kind, want.key), "") if want.object_id and not found else ""
        compared.append(pair.compared(rebind, rivals if len(rivals) > 1 else ()))
    return (*compared, *(Compared(None, one, ours=False) for one in strangers))


_Name = tuple[Kind, str]
"""A kind, and an id or natural key."""


def _matched(wants: Sequence[Wanted], by_id: dict[_Name, Found]) -> list[Found | None]:
    """What each is about: by its id, or else by its key among what no id names."""
    named = {(want.kind, want.object_id) for want in wants}
    by_key = {
        (one.kind, one.key): one
        for place, one in reversed(by_id.items())
        if place not in named or one.kind is Kind.SET
    }
    return [
        by_id.get((want.kind, want.object_id))
        if want.object_id
        else by_key.get((want.kind, want.key))
        for want in wants
    ]


def _claim(want: Wanted, found: Found | None) -> _Name:
    """The object that is meant: one that is there, or one that would be made."""
    if found is None or want.kind is Kind.SET:
        return want.kind, f"key:{want.key}"
    return want.kind, f"id:{found.object_id}"


@dataclass(frozen=True)
class _Pair:
    want: Wanted
    found: Found | None
    entries: Mapping[str, Entry]
    abilities: Abilities

    @property
    def ours(self) -> bool:
        """Made from here, or named or adopted by the user; a type is whoever's made it."""
        return bool(self.want.object_id) or self.want.binding is None or self.abilities.owns_slots

    def compared(self, rebind: str, rivals: Sequence[str]) -> Compared:
        own = self.found if self.ours else None
        return Compared(
            self.want,
            self.found,
            self.ours,
            {
                **{name: self._slot(name, slot) for name, slot in self.want.slots.items()},
                **{name: self._lacking(name) for name in self.want.lacking},
            },
            self._extra(),
            self._public(own) if own else (),
            self._projects_differ(own) if own else False,
            self.touched,
            self._since(),
            bool(self.entries or self.want.object_id),
            bool(self.want.object_id) and "" not in self.entries,
            rebind,
            tuple(rivals),
        )

    def _slot(self, name: str, slot: Slot) -> State:
        entry = self.entries.get(name)
        confirmed = entry is not None and bool(entry.fingerprint)
        if self.found is None:
            return self._gone(known=confirmed)
        presence = self._presence(name)
        if entry is None or not self.ours:
            return self._unknown(presence)
        if presence is Presence.ABSENT:
            return State.PRESENCE_LOST if confirmed else State.NEVER_PUSHED
        if not confirmed:
            return State.CANNOT_TELL
        if entry.fingerprint != slot.fingerprint:
            return State.LOCAL_AHEAD
        return State.TOUCHED if name in self.touched else State.IN_SYNC

    def _lacking(self, name: str) -> State:
        """Of a slot whose value nobody holds here: whatever is there, nobody knows it."""
        if self.found is None:
            return self._gone(known=name in self.entries)
        return self._unknown(self._presence(name))

    def _gone(self, *, known: bool) -> State:
        owned = bool(self.want.object_id) and not self.abilities.owns_slots
        return State.MISSING if known or owned else State.NEVER_PUSHED

    def _since(self) -> int | None:
        told = [one.at for slot, one in self.entries.items() if slot and one.fingerprint]
        own = self.entries.get("")
        empty = not (self.want.slots or self.want.lacking or (self.found and self.found.slots))
        return max(told, default=own.at if own and empty else None)

    def _presence(self, name: str) -> Presence:
        unseen = Presence.ABSENT if self.abilities.sees_slots else Presence.UNKNOWN
        return self.found.slots.get(name, unseen) if self.found else Presence.ABSENT

    def _unknown(self, presence: Presence) -> State:
        """Of a slot that was never written from here."""
        owned = bool(self.want.object_id) or self.want.binding is None
        if presence is Presence.ABSENT and (owned or self.abilities.owns_slots):
            return State.NEVER_PUSHED
        return State.CANNOT_TELL if owned else State.NOT_OURS

    @cached_property
    def touched(self) -> frozenset[str]:
        """The slots of which our last write need not be the last."""
        own = self.entries.get("")
        if own is None or self.found is None:
            return frozenset()
        moved = self.abilities.marks and bool(self.found.mark) and own.mark != self.found.mark
        return frozenset(self.entries.keys() - {""} if moved else own.doubted)

    def _extra(self) -> dict[str, State]:
        if self.found is None:
            return {}
        held = {name for name in (*self.found.slots, *self.entries) if name}
        unasked = sorted(held - self.want.slots.keys() - {*self.want.lacking})
        return {
            name: State.LOCAL_AHEAD if name in self.entries else State.NOT_OURS
            for name in unasked
            if self._presence(name) is not Presence.ABSENT
        }

    def _public(self, found: Found) -> tuple[str, ...]:
        if self.want.kind is Kind.TYPE:
            fields = {one.id for one in (self.want.type.fields if self.want.type else ())}
            return (FIELDS,) if fields - set(found.fields) else ()
        there = {**found.public, NAME: found.key}
        names = dict.fromkeys((*self.want.public, *found.public))
        return tuple(n for n in names if there.get(n, "") != self.want.public.get(n, ""))

    def _projects_differ(self, found: Found) -> bool:
        if self.want.projects is None or found.projects is None:
            return False
        return found.projects & self.want.answered.keys() != self.want.projects
