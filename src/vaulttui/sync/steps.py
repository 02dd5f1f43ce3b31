"""From an effect to what a dialect is asked for: the values are taken from the vault here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaulttui.domain.remotes import Budget, Policy
from vaulttui.domain.revisions import Record
from vaulttui.domain.text import safe_text
from vaulttui.errors import OverBudget, Stale
from vaulttui.remotes.protocol import NAME, Step, Verb
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.sync.effects import NEEDS, Effect, Source
from vaulttui.sync.wanted import Place, Wanted


@dataclass(frozen=True, slots=True)
class Steps:
    """Makes steps for one remote. ``made`` are the ids of objects that were made meanwhile.

    ``remote`` is its name, as the looks at values are remembered.
    """

    session: Session
    wants: Mapping[Place, Wanted]
    made: dict[Place, str]
    budget: Budget
    remote: str

    @classmethod
    def of(
        cls,
        session: Session,
        wants: Sequence[Wanted],
        budget: Budget,
        remote: str,
    ) -> "Steps":
        """What is wanted now, and what may be done for it."""
        return cls(session, {one.place: one for one in wants}, {}, budget, remote)

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
        want = self._wanted(effect)
        public = {name: want.public.get(name, "") for name in effect.public}
        if effect.verb is Verb.CREATE:
            public = {name: text for name, text in want.public.items() if name != NAME}
        opened = {
            name: self._value(effect, want, name, source) for name, source in effect.slots.items()
        }
        looked_at = [(opened[name][0], at.field) for name, at in effect.slots.items()]
        self.session.remember_all(looked_at, "push", self.remote)
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

    def _wanted(self, effect: Effect) -> Wanted:
        want = self.wants.get(effect.place)
        if want is None:
            raise Stale(f"{safe_text(effect.title)} is not bound any more.")
        if effect.object_id and want.object_id not in ("", effect.object_id):
            raise Stale(f"{safe_text(effect.title)} answers for another object by now.")
        if not self.budget.allows(NEEDS[effect.kind]):
            raise OverBudget(f"The budget {self.budget} does not {effect.kind} any more.")
        return want

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
