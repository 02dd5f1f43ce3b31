"""Which credential or set is given to which project, and under which names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vaulttui.domain.metadata import derived_id, text_of, under
from vaulttui.domain.revisions import Record


@dataclass(frozen=True, slots=True)
class Assignment:
    """A record of kind ``assignment``, read. There is at most one for each pair."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id, which follows from the pair."""
        return self.record.id

    @property
    def subject_id(self) -> str:
        """The credential or set that is assigned."""
        return text_of(self.record.m, "credential") or text_of(self.record.m, "set")

    @property
    def of_set(self) -> bool:
        """True where a set is assigned."""
        return "set" in self.record.m

    @property
    def project_id(self) -> str:
        """The project it is assigned to."""
        return text_of(self.record.m, "project")

    @property
    def prefix(self) -> str:
        """What stands before every variable; perhaps empty."""
        return text_of(self.record.m, "prefix")

    @property
    def renames(self) -> Mapping[str, str]:
        """Variables that get another name, by the name they have without prefix and rename."""
        return {
            variable: name
            for variable, name in sorted(under(self.record.m, "rename."))
            if isinstance(name, str)
        }


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An assignment as it is to be, of which no record knows yet."""

    subject_id: str
    of_set: bool
    project_id: str
    prefix: str = ""
    renames: Mapping[str, str] = field(default_factory=dict)


def assignment_id(subject_id: str, project_id: str) -> str:
    """The id of the one assignment of a pair (docs/format.md, *Metadata by kind*)."""
    return derived_id("assignment", subject_id, bytes.fromhex(project_id))
