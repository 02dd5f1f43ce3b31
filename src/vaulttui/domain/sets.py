"""Named groups of keys."""

from dataclasses import dataclass
from typing import Final

from vaulttui.domain.credentials import ValueInfo, value_info
from vaulttui.domain.metadata import id_of, text_of, under
from vaulttui.domain.named import Owned
from vaulttui.domain.revisions import Json

REPO, ORG = "repo", "org"
SCOPES: Final = (REPO, ORG)
"""``repo``: seen from its project only; ``org``: from every project."""


@dataclass(frozen=True, slots=True)
class Key:
    """A name in a set; ``credential_id`` and ``field`` say what it points at, if at anything.

    A key that points at nothing holds a value of its own, or is a placeholder for one.
    """

    name: str
    credential_id: str | None
    field: str
    description: str

    @property
    def own(self) -> bool:
        """True where it points at nothing."""
        return self.credential_id is None


class Set(Owned, frozen=True):
    """A record of kind ``set``, read."""

    @property
    def scope(self) -> str:
        """``repo`` or ``org``."""
        return REPO if self.record.m.get("scope") == REPO else ORG

    @property
    def project_id(self) -> str | None:
        """The one project that sees it, if its scope is ``repo``."""
        return id_of(self.record.m, "project") if self.scope == REPO else None

    @property
    def revoked_at(self) -> int | None:
        """Since when nothing may use it any more, in milliseconds since 1970 UTC."""
        moment = self.record.m.get("revoked_at")
        return moment if isinstance(moment, int) else None

    @property
    def created_at(self) -> int:
        """Milliseconds since 1970 UTC."""
        return min(revision.at for revision in self.record.revisions)

    @property
    def keys(self) -> tuple[Key, ...]:
        """By name."""
        found = [_key(name, described) for name, described in under(self.record.m, "key.")]
        return tuple(sorted(found, key=lambda key: key.name))

    @property
    def key_names(self) -> tuple[str, ...]:
        """Those of the keys, in order; far cheaper than the keys."""
        return tuple(sorted(name for name, _ in under(self.record.m, "key.")))

    def key(self, name: str) -> Key | None:
        """The key of that name, or None."""
        stored = self.record.m.get(f"key.{name}")
        return None if stored is None else _key(name, stored)

    def holds(self, name: str) -> bool:
        """True where a key's own value is here; that of a placeholder is on a remote alone."""
        return name in self.record.v

    def info(self, name: str) -> ValueInfo:
        """What is known of a key's own value."""
        return value_info(self.record.m.get(f"value.{name}"), self.created_at)


def key_to_json(key: Key) -> dict[str, Json]:
    """A key as it stands in a set's metadata."""
    stored: dict[str, Json] = {"description": key.description} if key.description else {}
    if key.credential_id is not None:
        stored["from"] = [key.credential_id, key.field]
    return stored


def _key(name: str, stored: Json) -> Key:
    plain = stored if isinstance(stored, dict) else {}
    source = plain.get("from")
    if isinstance(source, list) and len(source) == 2 and all(isinstance(s, str) for s in source):
        return Key(name, source[0], source[1], text_of(plain, "description"))
    return Key(name, None, "", text_of(plain, "description"))
