"""Effects under way on a remote: written down before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vaulttui.domain.metadata import derived_id, text_of
from vaulttui.domain.revisions import Json, Record


class Phase(StrEnum):
    """How far an effect is known to be."""

    SENT = "sent"
    """The request may have been sent; nothing else is known."""
    PENDING = "pending"
    """The remote took it, and goes on by itself."""
    WRITTEN = "written"
    """Done there; what the remote says of the object since is not read yet."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A record of kind ``journal``, read. It belongs to one machine, and goes when it is settled.

    ``effect`` is the effect as JSON, ``before`` what was seen of its object just before.
    """

    record: Record

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def machine(self) -> str:
        """The machine that sends, as a random id of its own."""
        return text_of(self.record.m, "machine")

    @property
    def remote_id(self) -> str:
        """The remote it is for."""
        return text_of(self.record.m, "remote")

    @property
    def place(self) -> str:
        """A digest of where it was sent: the same remote may be elsewhere by now."""
        return text_of(self.record.m, "place")

    @property
    def phase(self) -> Phase:
        """How far it is; of a word that is not known, no more than sent."""
        word = text_of(self.record.m, "phase")
        return Phase(word) if word in list(Phase) else Phase.SENT

    @property
    def pending(self) -> str:
        """The address to follow where the work goes on there."""
        return text_of(self.record.m, "pending")

    @property
    def object_id(self) -> str:
        """The object that was made, once that is known."""
        return text_of(self.record.m, "object")

    @property
    def effect(self) -> Mapping[str, Json]:
        """The effect, as it was planned."""
        found = self.record.m.get("effect")
        return found if isinstance(found, dict) else {}

    @property
    def before(self) -> Mapping[str, Json]:
        """What was seen just before."""
        found = self.record.m.get("before")
        return found if isinstance(found, dict) else {}


def journal_id(remote_id: str, machine: str, effect_id: str) -> str:
    """The id of an effect's entry: a machine sends the same effect once at a time."""
    return derived_id("journal", remote_id, f"{machine}:{effect_id}".encode())
