"""What was last written where, and confirmed: fingerprints, never values."""

from dataclasses import dataclass

from vaulttui.domain.metadata import derived_id, text_of
from vaulttui.domain.revisions import Json, Record


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of kind ``ledger``, read: one slot of one object.

    The entry under the empty slot is the object's own: ``mark`` is what the remote
    said of the object's last change, ``doubted`` are slots that others may have
    written since we did.
    """

    record: Record

    @property
    def slot(self) -> str:
        """The slot's name on the remote."""
        return text_of(self.record.m, "slot")

    @property
    def fingerprint(self) -> str:
        """Of the value that was written, as the vault's own fingerprints are."""
        return text_of(self.record.m, "fingerprint")

    @property
    def revision(self) -> str:
        """The revision of the record that held the value."""
        return text_of(self.record.m, "revision")

    @property
    def at(self) -> int:
        """When the remote confirmed the write, in milliseconds since 1970 UTC, by our clock."""
        at = self.record.m.get("at")
        return at if isinstance(at, int) else self.record.at

    @property
    def mark(self) -> str:
        """The remote's own word for the object's last change; only ever compared."""
        return text_of(self.record.m, "mark")

    @property
    def doubted(self) -> frozenset[str]:
        """Slots written by others, perhaps, since we wrote them."""
        names = self.record.m.get("doubted")
        return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def ledger_id(remote_id: str, binding_id: str, slot: str) -> str:
    """The id of the one entry of a slot: two machines' entries merge into one."""
    return derived_id("ledger", remote_id, bytes.fromhex(binding_id) + slot.encode())


def entry_to_json(remote_id: str, binding_id: str, slot: str, at: int) -> dict[str, Json]:
    """What every entry holds."""
    return {"remote": remote_id, "binding": binding_id, "slot": slot, "at": at}
