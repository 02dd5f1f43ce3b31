"""What is written into journal and ledger at each step of an effect."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vaulttui.domain.journal import JournalEntry, Phase, journal_id
from vaulttui.domain.ledger import entry_to_json, ledger_id
from vaulttui.domain.revisions import Json
from vaulttui.remotes.protocol import Found, Kind, Presence, Verb, Written
from vaulttui.sync.book import Note, Page
from vaulttui.sync.effects import Effect, Source


@dataclass(frozen=True, slots=True)
class Sight:
    """A reading of a remote, by id and by natural key."""

    there: Sequence[Found]
    by_id: Mapping[tuple[Kind, str], Found]
    by_key: Mapping[tuple[Kind, str], Sequence[Found]]

    @classmethod
    def of(cls, there: Sequence[Found]) -> "Sight":
        """What was read."""
        by_key: dict[tuple[Kind, str], list[Found]] = {}
        for one in there:
            by_key.setdefault((one.kind, one.key), []).append(one)
        return cls(there, {(one.kind, one.object_id): one for one in there}, by_key)

    def object_of(self, effect: Effect, object_id: str) -> Found | None:
        """The object of an effect; by its key only where it has no id yet."""
        if object_id:
            return self.by_id.get((effect.object_kind, object_id))
        return next(iter(self.called(effect)), None)

    def called(self, effect: Effect) -> Sequence[Found]:
        """All objects that have the natural key of an effect's."""
        return self.by_key.get((effect.object_kind, effect.key), ())


@dataclass(frozen=True, slots=True)
class Before:
    """What was seen of an effect's object just before: by it a lost answer is made up for.

    ``same`` are the ids of the objects that had its natural key, ``doubted`` the slots that
    others may have written.
    """

    present: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Json]:
        """As the journal keeps it."""
        return {
            "present": sorted(self.present),
            "same": sorted(self.same),
            "doubted": sorted(self.doubted),
        }

    @classmethod
    def of(cls, effect: Effect, object_id: str, sight: Sight, doubted: Collection[str]) -> "Before":
        """What a reading shows of an effect's object."""
        found = sight.object_of(effect, object_id)
        held = found.slots if found else {}
        return cls(
            frozenset(slot for slot, how in held.items() if how is Presence.PRESENT),
            frozenset(one.object_id for one in sight.called(effect)),
            frozenset(doubted),
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> "Before":
        """What :meth:`to_json` made."""
        return cls(*(frozenset(map(str, stored.get(key) or ())) for key in _KEPT))


_KEPT: Final = ("present", "same", "doubted")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose notes these are: one remote's, at one place, on one machine."""

    remote_id: str
    machine: str
    place: str = ""

    def entry_id(self, effect: Effect) -> str:
        """The journal's record of an effect."""
        return journal_id(self.remote_id, self.machine, effect.id)

    def begun(self, effect: Effect, before: Before) -> Note:
        """Write down that a request may be sent from now on."""
        m: dict[str, Json] = {
            "remote": self.remote_id,
            "machine": self.machine,
            "place": self.place,
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
        """Nothing was done."""
        return lambda page: page.delete(self.entry_id(effect))

    def lost(self, effect: Effect, object_id: str) -> Note:
        """Nobody will ever know what was done: the slots may hold what was sent."""

        def note(page: Page) -> None:
            page.delete(self.entry_id(effect))
            # What was not made when it was looked for holds nothing.
            if effect.verb is not Verb.CREATE and self._answers(page, effect, object_id):
                for slot in effect.slots:
                    self._put(page, effect, slot, Source("", "", "", ""))

        return note

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
            if self._answers(page, effect, written.object_id):
                self._into_ledger(page, effect, written, doubted)

        return note

    def read_since(self, entries: Collection[JournalEntry], marks: Mapping[str, str]) -> Note:
        """Write down what the remote says of objects written; ``marks`` by binding id."""

        def note(page: Page) -> None:
            for entry in entries:
                page.delete(entry.id)
            for binding_id, mark in marks.items():
                own = page.draft("ledger", ledger_id(self.remote_id, binding_id, ""))
                if own.m:
                    own.m["mark"] = mark
                else:
                    page.leave(own.id)

        return note

    def _answers(self, page: Page, effect: Effect, object_id: str) -> bool:
        """True while the effect's binding is there, and is not turned to another object."""
        if not effect.binding_id:
            return False
        binding = page.draft("binding", effect.binding_id)
        if not binding.m:
            page.leave(binding.id)
            return False
        return effect.verb is Verb.CREATE or binding.m.get("object") in (None, object_id)

    def _put(self, page: Page, effect: Effect, slot: str, source: Source) -> None:
        draft = page.draft("ledger", ledger_id(self.remote_id, effect.binding_id, slot))
        draft.m = {
            **entry_to_json(self.remote_id, effect.binding_id, slot, page.session.now()),
            "fingerprint": source.fingerprint,
            "revision": source.revision,
        }

    def _into_ledger(
        self, page: Page, effect: Effect, written: Written, doubted: Collection[str]
    ) -> None:
        if effect.verb is Verb.DELETE and not effect.removed:
            self._forget(page, effect)
            return
        gone = set(effect.removed)
        if effect.verb is Verb.CREATE:
            # What was known of a former object is not true of this one.
            gone |= page.session.view.ledger(effect.binding_id).keys() - effect.slots.keys() - {""}
        for slot, source in effect.slots.items():
            self._put(page, effect, slot, source)
        for slot in gone:
            page.delete(ledger_id(self.remote_id, effect.binding_id, slot))
        own = page.draft("ledger", ledger_id(self.remote_id, effect.binding_id, ""))
        own.m |= entry_to_json(self.remote_id, effect.binding_id, "", page.session.now())
        if written.mark is not None:
            own.m["mark"] = written.mark
        own.m["doubted"] = sorted(doubted)
        binding = page.draft("binding", effect.binding_id)
        if effect.verb is Verb.CREATE and written.object_id:
            binding.m["object"] = written.object_id
        binding.m["key"] = effect.key

    def _forget(self, page: Page, effect: Effect) -> None:
        """What was deleted there is bound no more."""
        for slot in page.session.view.ledger(effect.binding_id):
            page.delete(ledger_id(self.remote_id, effect.binding_id, slot))
        page.delete(effect.binding_id)
