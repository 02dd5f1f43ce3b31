"""The rule of sources."""

from collections.abc import Iterator

from vaulttui.domain.metadata import text_of, under
from vaulttui.domain.sources import source_id
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.session.draft import Draft
from vaulttui.session.rules.seen import Seen


def check_source(seen: Seen, draft: Draft) -> None:
    """A field that is there, fed by an external credential that it does not feed itself."""
    fed, field = text_of(draft.m, "credential"), text_of(draft.m, "field")
    external = text_of(draft.m, "external")
    m = seen.living("credential", fed)
    fed_type = seen.type(text_of(m, "type"))
    if fed_type is None or (fed_type.field(field) is None and f"extra.{field}" not in m):
        raise NotFound(f"{safe_text(text_of(m, 'name'))} has no field {safe_text(field)}.")
    if draft.id != source_id(fed, field):
        raise InvalidValue("A source has the id that follows from its field.")
    if _waits(seen, fed, external):
        return
    looks_up = seen.living("credential", external)
    found = seen.type(text_of(looks_up, "type"))
    if found is None or found.kind != "external":
        raise InvalidValue(
            f"{safe_text(text_of(looks_up, 'name'))} is of no external type; it looks nothing up.",
            hint="See `vaulttui type list` for the types of the kind external.",
        )
    _check_metadata(draft, found)
    _refuse_cycle(seen, fed, external)


def _waits(seen: Seen, fed: str, external: str) -> bool:
    """True where a source may move to another field while what it looks up by is in the trash."""
    record = seen.view.record(external)
    if record is None or not record.deleted or external in seen.beside:
        return False
    known = (one.m for one in seen.view.records("source"))
    return any((m.get("credential"), m.get("external")) == (fed, external) for m in known)


def _check_metadata(draft: Draft, external: CredentialType) -> None:
    given = {name for name, value in under(draft.m, "meta.") if value}
    known = {field.id: field for field in external.metadata}
    for name in sorted(given - known.keys()):
        raise NotFound(
            f"The type {external.id} asks for no {safe_text(name)} at a lookup.",
            hint=f"It asks for {', '.join(known) or 'nothing'}.",
        )
    lacking = [name for name, field in known.items() if field.required and name not in given]
    if lacking:
        raise InvalidValue(
            f"A lookup by {external.id} needs {', '.join(lacking)}.", hint="Give META=TEXT for it."
        )


def _refuse_cycle(seen: Seen, fed: str, external: str) -> None:
    """Follow what feeds the external credential: the fed one must not be among it."""
    waiting, met = [external], set[str]()
    while waiting:
        at = waiting.pop()
        if at == fed:
            raise InvalidValue(
                "This source closes a circle: the field would feed itself.",
                hint="See `vaulttui source list`.",
            )
        if at not in met:
            met.add(at)
            waiting += _feeding(seen, at)


def _feeding(seen: Seen, credential_id: str) -> Iterator[str]:
    yield from (source.external_id for source in seen.view.graph.sources_of(credential_id))
    yield from (
        text_of(draft.m, "external")
        for draft in seen.beside.values()
        if draft.kind == "source" and text_of(draft.m, "credential") == credential_id
    )
