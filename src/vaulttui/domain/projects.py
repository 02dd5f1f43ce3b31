"""What credentials and sets are assigned to."""

from dataclasses import dataclass

from vaulttui.domain.metadata import id_of, text_of, under
from vaulttui.domain.revisions import Record


@dataclass(frozen=True, slots=True)
class Project:
    """A record of kind ``project``, read."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """Unique in its organization."""
        return text_of(self.record.m, "name")

    @property
    def organization_id(self) -> str | None:
        """Its owner; None is ``personal``."""
        return id_of(self.record.m, "organization")

    @property
    def description(self) -> str:
        """A line or more for people."""
        return text_of(self.record.m, "description")

    @property
    def links(self) -> tuple[str, ...]:
        """The folders, as absolute paths, in which it is meant where none is named."""
        return tuple(sorted(path for path, there in under(self.record.m, "link.") if there is True))
