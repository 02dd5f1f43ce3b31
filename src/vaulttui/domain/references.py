"""Which records a record names in its metadata (``docs/format.md``, *Metadata by kind*)."""

from collections.abc import Mapping
from typing import Final

from vaulttui.domain.assignments import assignment_id
from vaulttui.domain.bindings import binding_id
from vaulttui.domain.metadata import text_of
from vaulttui.domain.revisions import Json
from vaulttui.domain.sources import source_id

_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "credential": ("organization",),
    "project": ("organization",),
    "set": ("organization", "project"),
    "assignment": ("credential", "set", "project"),
    "source": ("credential", "external"),
    # A copy of a credential or set is another thing than what answers for an object there.
    "binding": ("project",),
}


def redirected(kind: str, m: Mapping[str, Json], ids: Mapping[str, str]) -> dict[str, Json]:
    """The metadata with each record that ``ids`` knows named by its other id."""
    found = dict(m)
    for key in _PLAIN.get(kind, ()):
        if isinstance(found.get(key), str):
            found[key] = ids.get(found[key], found[key])
    if kind == "set":
        found |= {key: _key(value, ids) for key, value in m.items() if key.startswith("key.")}
    return found


def derived(kind: str, m: Mapping[str, Json]) -> str | None:
    """The id that follows from what the record names; None for a kind whose ids are random."""
    if kind == "assignment":
        subject = text_of(m, "set") or text_of(m, "credential")
        return assignment_id(subject, text_of(m, "project"))
    if kind == "binding" and "project" in m:
        return binding_id(text_of(m, "remote"), "project", text_of(m, "project"))
    return source_id(text_of(m, "credential"), text_of(m, "field")) if kind == "source" else None


def _key(stored: Json, ids: Mapping[str, str]) -> Json:
    source = stored.get("from") if isinstance(stored, dict) else None
    if not (isinstance(source, list) and source and isinstance(source[0], str)):
        return stored
    return {**stored, "from": [ids.get(source[0], source[0]), *source[1:]]}
