"""Fields that are fed from outside: which external credential looks them up, and how."""

from collections.abc import Mapping
from dataclasses import dataclass

from vaulttui.domain.metadata import derived_id, text_of, under
from vaulttui.domain.revisions import Record


@dataclass(frozen=True, slots=True)
class Source:
    """A record of kind ``source``, read. A field has at most one."""

    record: Record

    @property
    def id(self) -> str:
        """The record's id, which follows from credential and field."""
        return self.record.id

    @property
    def credential_id(self) -> str:
        """Whose field is fed."""
        return text_of(self.record.m, "credential")

    @property
    def field(self) -> str:
        """The field that is fed."""
        return text_of(self.record.m, "field")

    @property
    def external_id(self) -> str:
        """The credential, of an external type, that looks the value up."""
        return text_of(self.record.m, "external")

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the external type asks for at each lookup."""
        return {
            name: value
            for name, value in sorted(under(self.record.m, "meta."))
            if isinstance(value, str)
        }


def source_id(credential_id: str, field: str) -> str:
    """The id of the one source of a field (docs/format.md, *Metadata by kind*)."""
    return derived_id("source", credential_id, field.encode())
