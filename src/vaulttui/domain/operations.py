"""Work that the local server promised and does after its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Record


class Status(StrEnum):
    """How far it is; the words are SourceCraft's."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    SUCCESS = "success"
    FAILED = "failed"
    CANCEL = "cancel"

    @property
    def ended(self) -> bool:
        """True where nothing more happens."""
        return self in (Status.SUCCESS, Status.FAILED, Status.CANCEL)


_STATUSES: Final[Mapping[str, Status]] = {one.value: one for one in Status}


@dataclass(frozen=True, slots=True)
class Operation:
    """A record of kind ``operation``, read: a key of a set to be put or unset.

    While it waits, the value to be put is sealed in the record's field ``value``.
    """

    record: Record

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def status(self) -> Status:
        """How far it is; a word that is not known has failed."""
        return _STATUSES.get(text_of(self.record.m, "status"), Status.FAILED)

    @property
    def project_id(self) -> str:
        """The project whose set it is about."""
        return text_of(self.record.m, "project")

    @property
    def set_name(self) -> str:
        """The set's name, in the project's organization."""
        return text_of(self.record.m, "set")

    @property
    def key(self) -> str:
        """The key's name."""
        return text_of(self.record.m, "key")

    @property
    def removes(self) -> bool:
        """True where the key is to be unset."""
        return text_of(self.record.m, "verb") == "unset"

    @property
    def created_at(self) -> int:
        """Milliseconds since 1970 UTC."""
        at = self.record.m.get("created_at")
        return at if isinstance(at, int) else self.record.at

    @property
    def modified_at(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.record.at

    @property
    def error(self) -> tuple[str, str] | None:
        """Code and sentence of what went wrong."""
        word = text_of(self.record.m, "error")
        return (word, text_of(self.record.m, "message")) if word else None
