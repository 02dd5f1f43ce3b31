"""What credentials, sets, projects and organizations have in common."""

import msgspec

from vaulttui.domain.metadata import id_of, text_of
from vaulttui.domain.revisions import Record


class Named(msgspec.Struct, frozen=True):
    """A record that people call by a name; ``record`` is what it was read from."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id, by which others point at it."""
        return self.record.id

    @property
    def name(self) -> str:
        """Free text of a credential, not unique; else unique among the living of one owner."""
        return text_of(self.record.m, "name")

    @property
    def description(self) -> str:
        """A line or more for people."""
        return text_of(self.record.m, "description")


class Owned(Named, frozen=True):
    """A named record that belongs to an organization."""

    @property
    def organization_id(self) -> str | None:
        """Its owner; None is ``personal``."""
        return id_of(self.record.m, "organization")
