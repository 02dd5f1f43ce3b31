"""What a file of another tool gives, in one shape for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vaulttui.domain.credentials import ValueInfo
from vaulttui.domain.fields import Field
from vaulttui.domain.types import CredentialType
from vaulttui.secret import Secret


@dataclass(frozen=True, slots=True)
class ExtraValue:
    """A field of a credential's own, beside those of its type, with its value."""

    field: Field
    value: Secret


@dataclass(frozen=True, slots=True)
class ImportedCredential:
    """One credential as the other tool held it.

    ``source_id`` is the same each time the file is read and unique in it.
    ``values`` are by the field's id; none is empty. ``expires`` are by the
    field's id, in milliseconds since 1970 UTC, as both times are.

    The rest is known only to files of a vault: ``record_id`` is the credential's own
    id and then its identity, ``infos`` say more of values by the field's id, the
    organization and the projects are names, and ``source`` is where it came from first.
    """

    source_id: str
    type_id: str
    name: str
    description: str
    tags: tuple[str, ...]
    values: Mapping[str, Secret]
    extra: tuple[ExtraValue, ...]
    expires: Mapping[str, int]
    created_at: int | None
    updated_at: int | None
    record_id: str = ""
    infos: Mapping[str, ValueInfo] = field(default_factory=dict)
    organization: str = ""
    projects: tuple[str, ...] = ()
    source: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NotCarried:
    """Something that stays behind: whose it is, what it is, and why.

    ``name`` is empty where the row speaks of the whole file. All three are
    safe for a terminal, and none holds a value.
    """

    name: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """Everything one file gives; ``tool`` is its maker's name for people.

    ``types`` are custom types that its credentials are of.
    """

    tool: str
    credentials: tuple[ImportedCredential, ...]
    not_carried: tuple[NotCarried, ...]
    types: tuple[CredentialType, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSecret:
    """What opens an encrypted file of another tool; at least one of the two."""

    passphrase: Secret | None
    key_file: Path | None


class Format(Protocol):
    """A file format of another tool.

    A format is a module-level object with this shape; ``name`` is the word of
    the command line.
    """

    @property
    def name(self) -> str:
        """The word of the command line."""

    @property
    def needs_secret(self) -> bool:
        """True where the file is encrypted, so that ``secret`` must be given."""

    def read(self, data: bytes, *, origin: str, secret: SourceSecret | None) -> ImportedFile:
        """Read a whole file; ``origin`` is its absolute path, or ``-`` for standard input.

        Raises InvalidValue for a file of another shape; encrypted formats also
        WrongSecret, KdfRefused, Unsupported and Missing.
        """
