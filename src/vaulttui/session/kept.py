"""What the program keeps for itself, found without a walk over all that a vault holds."""

from collections.abc import Iterable
from typing import Final

from vaulttui.domain.ledger import Entry
from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record

KEPT: Final = frozenset({"ledger", "journal", "operation"})


class Kept:
    """The living records of these kinds; they follow each change at the cost of what changed."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records: dict[str, dict[str, Record]] = {kind: {} for kind in KEPT}
        self._entries: dict[str, dict[str, Entry]] = {}
        for record in records:
            self.follow(record)

    def records(self, kind: str) -> list[Record]:
        """Those of one kind, in no promised order."""
        return list(self._records[kind].values())

    def ledger(self, binding_id: str) -> dict[str, Entry]:
        """What was last confirmed of a binding's object, by slot."""
        return dict(self._entries.get(binding_id, {}))

    def follow(self, record: Record) -> None:
        """Take note of a record that is new, has changed or is gone."""
        before = self._records[record.kind].pop(record.id, None)
        if record.kind == "ledger" and before is not None:
            self._of_binding(before).pop(Entry(before).slot, None)
        if record.deleted:
            return
        self._records[record.kind][record.id] = record
        if record.kind == "ledger":
            entry = Entry(record)
            self._of_binding(record)[entry.slot] = entry

    def _of_binding(self, record: Record) -> dict[str, Entry]:
        return self._entries.setdefault(text_of(record.m, "binding"), {})
