"""From an effect to what a dialect is asked for: the values are taken from the vault here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaulttui.domain.bindings import Binding
from vaulttui.domain.metadata import text_of
from vaulttui.domain.remotes import Policy, Remote
from vaulttui.domain.revisions import Json, Record
from vaulttui.domain.text import safe_text
from vaulttui.errors import OverBudget, Stale
from vaulttui.remotes.protocol import NAME, Step, Verb
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.effects import NEEDS, Effect, Source
from vaulttui.sync.wanted import Place, Wanted

_LEARNT = frozenset({"object", "key"})
"""What bindings learn while effects are done."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Makes steps for one remote, as it was when the work began.

    ``made`` are the ids of objects that were made meanwhile, ``bound`` how each was bound.
    """

    session: Session
    remote: Remote
    wants: Mapping[Place, Wanted]
    bound: Mapping[Place, object]
    made: dict[Place, str]

    @classmethod
    def of(cls, session: Session, remote: Remote, wants: Sequence[Wanted]) -> "Steps":
        """What is wanted now."""
        by_place = {one.place: one for one in wants}
        bound = {place: _bound(session, one.binding_id) for place, one in by_place.items()}
        return cls(session, remote, by_place, bound, {})

    def object_id(self, effect: Effect) -> str:
        """The id of an effect's object; empty while it has none."""
        want = self.wants.get(effect.place)
        known = effect.object_id or self.made.get(effect.place, "")
        return known or (want.object_id if want else "")

    def step(self, effect: Effect) -> Step:
        """What to ask for, noted as a look at each value.

        Raises Stale where the vault wants something else by now, and OverBudget where the
        remote's budget does not allow it any more.
        """
        self._refuse_moved(effect)
        want = self._wanted(effect)
        public = {name: want.public.get(name, "") for name in effect.public}
        if effect.verb is Verb.CREATE:
            public = {name: text for name, text in want.public.items() if name != NAME}
        opened = {
            name: self._value(effect, want, name, source) for name, source in effect.slots.items()
        }
        looked_at = [(opened[name][0], at.field) for name, at in effect.slots.items()]
        self.session.remember_all(looked_at, "push", self.remote.name)
        return Step(
            effect.verb,
            effect.object_kind,
            effect.key,
            "" if effect.verb is Verb.CREATE else self.object_id(effect),
            public,
            {name: value for name, (_, value) in opened.items()},
            frozenset(effect.removed),
            None if effect.projects is None else frozenset(effect.projects),
            want.type,
        )

    def _refuse_moved(self, effect: Effect) -> None:
        """Raise Stale or OverBudget where the remote is not what it was when the work began."""
        # Not from the graph, which each binding that learns its object makes anew.
        record = self.session.view.record(self.remote.id)
        if record is None or record.deleted:
            raise Stale(f"{safe_text(self.remote.name)} is no remote any more.")
        remote = Remote(record)
        if remote.place != self.remote.place:
            raise Stale(f"{safe_text(remote.name)} is elsewhere by now.")
        if not remote.budget.allows(NEEDS[effect.kind]):
            raise OverBudget(f"The budget {remote.budget} does not {effect.kind} any more.")

    def _wanted(self, effect: Effect) -> Wanted:
        title = safe_text(effect.title)
        want = self.wants.get(effect.place)
        now = _bound(self.session, effect.binding_id)
        if want is None or (want.binding and now is None):
            raise Stale(f"{title} is not bound any more.")
        if now != self.bound[effect.place]:
            raise Stale(f"{title} was changed, or bound otherwise, meanwhile.")
        if not self._is_same(effect, want):
            raise Stale(f"{title} answers for another object by now.")
        return want

    def _is_same(self, effect: Effect, want: Wanted) -> bool:
        """True where the binding answers for the effect's object, or for none yet."""
        if effect.object_id and want.object_id not in ("", effect.object_id):
            return False
        binding = self.session.view.record(effect.binding_id)
        now = text_of(binding.m, "object") if binding else ""
        return not now or now == (self.object_id(effect) or now)

    def _value(
        self, effect: Effect, want: Wanted, slot: str, source: Source
    ) -> tuple[Record, Secret]:
        record = self.session.view.record(source.holder_id)
        where = f"{safe_text(effect.title)}/{safe_text(slot)}"
        if record is None or record.deleted:
            raise Stale(f"{where} is gone here.")
        asked = want.slots.get(slot)
        if asked is None or (asked.holder_id, asked.field) != (source.holder_id, source.field):
            raise Stale(f"{where} has another value here by now, or none.")
        if asked.policy is Policy.IGNORE:
            raise Stale(f"{where} is to be ignored by now.")
        value = self.session.peek(record, source.field)
        if self.session.keys.fingerprint(value) != source.fingerprint:
            raise Stale(f"{where} has another value here by now.")
        return record, value


def _bound(session: Session, binding_id: str) -> tuple[Mapping[str, Json], str] | None:
    """How something is bound, and its revision; None where it is not."""
    record = session.view.record(binding_id) if binding_id else None
    if record is None or record.deleted:
        return None
    subject = session.view.record(Binding(record).subject_id)
    m = {name: told for name, told in record.m.items() if name not in _LEARNT}
    return m, subject.latest.rev if subject else ""
