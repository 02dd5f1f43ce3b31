"""Owners of projects, sets and credentials."""

from typing import Final

import msgspec

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record

PERSONAL: Final = "personal"
"""The organization that always exists, without a record."""


class Organization(msgspec.Struct, frozen=True):
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
