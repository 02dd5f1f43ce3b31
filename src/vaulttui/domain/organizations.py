"""Owners of projects, sets and credentials."""

from dataclasses import dataclass
from typing import Final

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record

PERSONAL: Final = "personal"
"""The organization that always exists, without a record."""


@dataclass(frozen=True, slots=True)
class Organization:
    """A record of kind ``organization``, read."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id, by which others name their owner."""
        return self.record.id

    @property
    def name(self) -> str:
        """Unique among the living."""
        return text_of(self.record.m, "name")

    @property
    def description(self) -> str:
        """A line or more for people."""
        return text_of(self.record.m, "description")
