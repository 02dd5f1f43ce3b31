"""What is written into journal and ledger at each step of an effect."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vaulttui.domain.journal import JournalEntry, Phase, journal_id
from vaulttui.domain.ledger import entry_to_json, ledger_id
from vaulttui.domain.revisions import Json
from vaulttui.remotes.protocol import Found, Presence, Verb, Written
from vaulttui.sync.book import Note, Page
from vaulttui.sync.effects import Effect


@dataclass(frozen=True, slots=True)
class Before:
    """What was seen of an effect's object just before: by it a lost answer is made up for.

    ``same`` are the ids of the objects that had its natural key.
    """

    mark: str = ""
    present: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Json]:
        """As the journal keeps it."""
        return {
            "mark": self.mark, "present": sorted(self.present), "same": sorted(self.same)
        }  # fmt: skip

    @classmethod
    def of(cls, effect: Effect, there: Collection[Found]) -> "Before":
        """What a reading shows of an effect's object."""
        kind = effect.object_kind
        same = [one for one in there if (one.kind, one.key) == (kind, effect.key)]
        by_id = [one for one in there if (one.kind, one.object_id) == (kind, effect.object_id)]
        found = next(iter(by_id), None)
        held = found.slots if found else {}
        return cls(
            found.mark if found else "",
            frozenset(slot for slot, how in held.items() if how is Presence.PRESENT),
            frozenset(one.object_id for one in same),
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> "Before":
        """What :meth:`to_json` made."""
        return cls(
            str(stored.get("mark", "")),
            frozenset(map(str, stored.get("present") or ())),
            frozenset(map(str, stored.get("same") or ())),
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose notes these are: one remote's, on one machine."""

    remote_id: str
    machine: str

    def entry_id(self, effect: Effect) -> str:
        """The journal's record of an effect."""
        return journal_id(self.remote_id, self.machine, effect.id)

    def begun(self, effect: Effect, before: Before) -> Note:
        """Write down that a request may be sent from now on."""
        m: dict[str, Json] = {
            "remote": self.remote_id,
            "machine": self.machine,
            "phase": Phase.SENT.value,
            "effect": effect.to_json(),
            "before": before.to_json(),
        }

        def note(page: Page) -> None:
            page.draft("journal", self.entry_id(effect)).m = dict(m)

        return note

    def taken(self, effect: Effect, pending: str) -> Note:
        """Write down where the work goes on."""

        def note(page: Page) -> None:
            draft = page.draft("journal", self.entry_id(effect))
            draft.m |= {"phase": Phase.PENDING.value, "pending": pending}

        return note

    def dropped(self, effect: Effect) -> Note:
        """Nothing was done, or nobody will ever know."""
        return lambda page: page.delete(self.entry_id(effect))

    def done(
        self, effect: Effect, written: Written, doubted: Collection[str], *, unread: bool
    ) -> Note:
        """Confirm a write; ``unread`` while the object's mark after it is still to be read."""

        def note(page: Page) -> None:
            if unread:
                draft = page.draft("journal", self.entry_id(effect))
                draft.m |= {"phase": Phase.WRITTEN.value, "object": written.object_id}
            else:
                page.delete(self.entry_id(effect))
            if effect.binding_id:
                self._into_ledger(page, effect, written, doubted)

        return note

    def read_since(self, entries: Collection[JournalEntry], marks: Mapping[str, str]) -> Note:
        """Write down what the remote says of objects written; ``marks`` by binding id."""

        def note(page: Page) -> None:
            for entry in entries:
                page.delete(entry.id)
            for binding_id, mark in marks.items():
                own = page.draft("ledger", ledger_id(self.remote_id, binding_id, ""))
                own.m["mark"] = mark

        return note

    def _into_ledger(
        self, page: Page, effect: Effect, written: Written, doubted: Collection[str]
    ) -> None:
        now = page.session.now()
        if effect.verb is Verb.DELETE:
            self._forget(page, effect)
            return
        for slot, source in effect.slots.items():
            draft = page.draft("ledger", ledger_id(self.remote_id, effect.binding_id, slot))
            draft.m = entry_to_json(self.remote_id, effect.binding_id, slot, now)
            draft.m |= {"fingerprint": source.fingerprint, "revision": source.revision}
        for slot in effect.removed:
            page.delete(ledger_id(self.remote_id, effect.binding_id, slot))
        own = page.draft("ledger", ledger_id(self.remote_id, effect.binding_id, ""))
        known = {**entry_to_json(self.remote_id, effect.binding_id, "", now), **own.m}
        if own.m.get("binding") != effect.binding_id:
            known = entry_to_json(self.remote_id, effect.binding_id, "", now)
        if written.mark is not None:
            known["mark"] = written.mark
        known["doubted"] = sorted(doubted)
        own.m = known
        self._into_binding(page, effect, written)

    def _into_binding(self, page: Page, effect: Effect, written: Written) -> None:
        """Let a binding know the object that it answers for."""
        draft = page.draft("binding", effect.binding_id)
        if draft.before is None or draft.before.deleted:
            page.delete(effect.binding_id)
            return
        if effect.verb is Verb.CREATE and written.object_id:
            draft.m["object"] = written.object_id
        if draft.m.get("object"):
            draft.m["key"] = effect.key

    def _forget(self, page: Page, effect: Effect) -> None:
        """What was deleted there is bound no more; of a slot, nothing is known any more."""
        if effect.removed:
            for slot in effect.removed:
                page.delete(ledger_id(self.remote_id, effect.binding_id, slot))
            return
        for slot in page.session.view.ledger(effect.binding_id):
            page.delete(ledger_id(self.remote_id, effect.binding_id, slot))
        page.delete(effect.binding_id)
