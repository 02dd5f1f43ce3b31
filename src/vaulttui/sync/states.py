"""What can be said of an object and its slots without ever seeing a value: nine states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vaulttui.domain.ledger import Entry
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

    ``slots`` are those wanted, ``extra`` those there that nobody here asks for; ``public``
    the attributes that differ. ``since`` is when the newest confirmed write was, in
    milliseconds since 1970 UTC. ``known``: it was there once; ``adopting``: the user said
    that it is ours, and nothing was written yet. ``rebind`` is the id under which the
    object's natural key is found, while its own id is gone.
    """

    wanted: Wanted | None
    found: Found | None
    ours: bool
    slots: Mapping[str, State] = field(default_factory=dict)
    extra: Mapping[str, State] = field(default_factory=dict)
    public: tuple[str, ...] = ()
    projects_differ: bool = False
    since: int | None = None
    known: bool = False
    adopting: bool = False
    rebind: str = ""

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
        states = {*self.slots.values()}
        if self.public or self.projects_differ:
            states.add(State.PUBLIC_DIFFERS)
        if self.found is not None and not self.ours and State.NOT_OURS not in states:
            states.add(State.NOT_OURS)
        return next((one for one in _WORST_FIRST if one in states), State.IN_SYNC)


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
    compared, met = [], set[tuple[Kind, str]]()
    for want in wants:
        found = _match(want, by_id, there, abilities)
        if found is not None:
            met.add((found.kind, found.object_id))
        entries = ledger.get(want.binding_id, {})
        compared.append(_Pair(want, found, entries, abilities).compared(there))
    rest = [one for key, one in by_id.items() if key not in met]
    strangers = sorted(rest, key=lambda one: (one.kind, one.key, one.object_id))
    return (*compared, *(Compared(None, one, ours=False) for one in strangers))


def _match(
    want: Wanted,
    by_id: Mapping[tuple[Kind, str], Found],
    there: Iterable[Found],
    abilities: Abilities,
) -> Found | None:
    if want.object_id:
        return by_id.get((want.kind, want.object_id))
    return next((one for one in there if (one.kind, one.key) == (want.kind, want.key)), None)


@dataclass(frozen=True, slots=True)
class _Pair:
    want: Wanted
    found: Found | None
    entries: Mapping[str, Entry]
    abilities: Abilities

    @property
    def ours(self) -> bool:
        """Made from here, or named or adopted by the user; a type is whoever's made it."""
        return bool(self.want.object_id) or self.want.binding is None or self.abilities.owns_slots

    def compared(self, there: Iterable[Found]) -> Compared:
        extra = {}
        if self.found is not None:
            unasked = self.found.slots.keys() - self.want.slots.keys()
            extra = {slot: self._extra(slot) for slot in sorted(unasked - set(self.want.lacking))}
        return Compared(
            self.want,
            self.found,
            self.ours,
            {name: self._slot(name, slot) for name, slot in self.want.slots.items()},
            extra,
            self._public() if self.found and self.ours else (),
            self._projects_differ() if self.found and self.ours else False,
            max((entry.at for entry in self.entries.values()), default=None),
            bool(self.entries or self.want.object_id),
            bool(self.want.object_id) and "" not in self.entries,
            self._rebind(there),
        )

    def _slot(self, name: str, slot: Slot) -> State:
        entry = self.entries.get(name)
        if self.found is None:
            gone = entry is not None or (bool(self.want.object_id) and not self._implicit)
            return State.MISSING if gone else State.NEVER_PUSHED
        presence = self._presence(name)
        if entry is None or not self.ours:
            return self._unknown(presence)
        if presence is Presence.ABSENT:
            return State.PRESENCE_LOST
        if entry.fingerprint != slot.fingerprint:
            return State.LOCAL_AHEAD
        return State.TOUCHED if self._touched(name) else State.IN_SYNC

    @property
    def _implicit(self) -> bool:
        return self.abilities.owns_slots

    def _presence(self, name: str) -> Presence:
        unseen = Presence.ABSENT if self.abilities.sees_slots else Presence.UNKNOWN
        return self.found.slots.get(name, unseen) if self.found else Presence.ABSENT

    def _unknown(self, presence: Presence) -> State:
        """Of a slot that was never written from here."""
        owned = bool(self.want.object_id) or self.want.binding is None
        if presence is Presence.ABSENT and (owned or self.abilities.owns_slots):
            return State.NEVER_PUSHED
        return State.CANNOT_TELL if owned else State.NOT_OURS

    def _touched(self, name: str) -> bool:
        own = self.entries.get("")
        if own is None or self.found is None or not self.abilities.marks:
            return False
        moved = bool(self.found.mark) and own.mark != self.found.mark
        return moved or name in own.doubted

    def _extra(self, name: str) -> State:
        return State.LOCAL_AHEAD if name in self.entries else State.NOT_OURS

    def _public(self) -> tuple[str, ...]:
        if self.found is None:
            return ()
        if self.want.kind is Kind.TYPE:
            fields = {one.id for one in (self.want.type.fields if self.want.type else ())}
            return (FIELDS,) if fields - set(self.found.fields) else ()
        there = {**self.found.public, NAME: self.found.key}
        names = dict.fromkeys((*self.want.public, *self.found.public))
        return tuple(n for n in names if there.get(n, "") != self.want.public.get(n, ""))

    def _projects_differ(self) -> bool:
        if self.found is None or self.want.projects is None or self.found.projects is None:
            return False
        return self.found.projects & self.want.answered != self.want.projects

    def _rebind(self, there: Iterable[Found]) -> str:
        if self.found is not None or not self.want.object_id:
            return ""
        same = (one for one in there if (one.kind, one.key) == (self.want.kind, self.want.key))
        return next((one.object_id for one in same), "")
