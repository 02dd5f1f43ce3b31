"""A KeePass entry as it stands in the tree, before it becomes a credential."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeepassFile:
    """An attachment; ``data`` is None where ``lost`` says why it cannot be had."""

    name: str
    data: bytes | None = field(repr=False)
    lost: str = ""


@dataclass(frozen=True, slots=True)
class KeepassEntry:
    """One entry; times are milliseconds since 1970 UTC.

    ``uuid`` is 32 hex digits, or empty where the file has none. ``folders``
    are the groups above it without the root. ``left`` names what an entry may
    hold that no credential has a place for.
    """

    uuid: str
    folders: tuple[str, ...]
    tags: tuple[str, ...]
    strings: Mapping[str, str] = field(repr=False)
    protected: frozenset[str]
    files: tuple[KeepassFile, ...]
    expires_at: int | None
    created_at: int | None
    updated_at: int | None
    in_bin: bool
    history: int
    left: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title, as it stands in the file."""
        return self.strings.get("Title", "")


@dataclass(frozen=True, slots=True)
class KeepassContent:
    """All entries in the order of the file, and how many groups have notes."""

    entries: tuple[KeepassEntry, ...]
    noted_groups: int
