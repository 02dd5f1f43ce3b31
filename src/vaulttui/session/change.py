"""One change of a vault: everything in it is saved together, or nothing is."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import WITHOUT_HISTORY, Json, Record, Revision
from vaulttui.errors import InvalidValue
from vaulttui.session.draft import Draft

_FOR_GOOD: Final = frozenset({"journal", "operation"})
Check = Callable[[Draft, Mapping[str, Draft]], None]
"""Raises where a draft breaks a rule, seen beside those put into the same change before it."""


class Touched(msgspec.Struct, frozen=True):
    """A record that a change touches, and what it was before; None if it was not there."""

    id: str
    before: Record | None


class Taken(msgspec.Struct, frozen=True):
    """A record from elsewhere: what it was here, what it will be, and the revisions it gains.

    Their values are sealed under this vault's key. The newest head comes last.
    """

    before: Record | None
    after: Record
    revisions: tuple[Revision, ...]


class Change:
    """Collects revisions over a view that does not change meanwhile."""

    def __init__(self, keys: VaultKeys, now: int, check: Check) -> None:
        self._keys = keys
        self._now = now
        self._check = check
        self._drafts: dict[str, tuple[Draft, bool]] = {}
        self._taken: dict[str, Taken] = {}
        self._beside: dict[str, Draft] = {}
        self._husks: list[Revision] = []
        self._mentioned: list[str] = []
        self.note: dict[str, Json] | None = None

    @property
    def now(self) -> int:
        """The moment of the change, in milliseconds since 1970 UTC."""
        return self._now

    @property
    def forgets(self) -> bool:
        """True where something is to be forgotten for good, which no append does."""
        return bool(self._husks)

    @property
    def touched(self) -> list[Touched]:
        """The records put, taken in or deleted so far, as far as that can be taken back."""
        found = {record_id: Touched(record_id, one.before) for record_id, one in self._keeping}
        for draft in self._lasting:
            found.setdefault(draft.id, Touched(draft.id, draft.before))
        return list(found.values())

    @property
    def united(self) -> frozenset[str]:
        """The records that get a history from elsewhere beside their own."""
        return frozenset(self._taken)

    @property
    def _keeping(self) -> list[tuple[str, "Taken"]]:
        return [
            (key, one) for key, one in self._taken.items() if one.after.kind not in WITHOUT_HISTORY
        ]

    @property
    def concerned(self) -> list[str]:
        """The ids of those records, and of what was forgotten for good."""
        taken = [record_id for record_id, _ in self._keeping]
        put = [draft.id for draft in self._lasting]
        return list(dict.fromkeys([*taken, *put, *(husk.id for husk in self._husks)]))

    @property
    def _lasting(self) -> list[Draft]:
        """The drafts of what can be taken back: what was sent or promised cannot."""
        return [one for one, _ in self._drafts.values() if one.kind not in _FOR_GOOD]

    @property
    def names(self) -> list[str]:
        """The names of those records, as far as they have one, and what was mentioned beside."""
        named: list[Draft | Record] = [one.after for _, one in self._keeping]
        named += [
            draft.before or draft if gone else draft
            for draft, gone in self._drafts.values()
            if draft.id not in self._taken
        ]
        own = [name for holder in named if isinstance(name := holder.m.get("name"), str)]
        return own + self._mentioned

    @property
    def mentioned(self) -> tuple[str, ...]:
        """What was mentioned beside."""
        return tuple(self._mentioned)

    def mention(self, *names: str) -> None:
        """Let the activity name what the change is about where its records have no names."""
        self._mentioned += names

    def put(self, draft: Draft) -> None:
        """Add a new or changed record; raises InvalidValue where its domain's rules forbid it."""
        if draft.id in self._drafts:
            raise InvalidValue("One change cannot touch a record twice.")
        self._check(draft, MappingProxyType(self._beside))
        if draft.changed:
            self._drafts[draft.id] = (draft, False)
            self._beside[draft.id] = draft

    def take_in(self, taken: "Taken") -> None:
        """Add revisions that were made elsewhere, as they are: no rule is asked."""
        self._taken[taken.after.id] = taken
        if not taken.after.deleted:
            self._beside[taken.after.id] = Draft.of(taken.after)

    def delete(self, record: Record) -> None:
        """Move a record to the trash."""
        self._drafts[record.id] = (Draft.of(record), True)
        self._beside.pop(record.id, None)

    def forget(self, revisions: Iterable[Revision]) -> None:
        """Turn revisions into husks: what they held is gone from the file for good."""
        self._husks += [revision.as_husk() for revision in revisions if not revision.husk]

    def revisions(self) -> list[Revision]:
        """Everything to be saved, values sealed; the note is the last one."""
        made = [revision for taken in self._taken.values() for revision in taken.revisions]
        made += [
            draft.deletion(self._now) if gone else draft.revision(self._keys, self._now)
            for draft, gone in self._drafts.values()
        ]
        made += self._husks
        if made and self.note is not None:
            activity = Draft.new("activity")
            activity.m = self.note
            made.append(activity.revision(self._keys, self._now))
        return made
