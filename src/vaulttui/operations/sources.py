"""Linking fields to the external credentials that feed them."""

from collections.abc import Mapping

from vaulttui.domain.credentials import Credential
from vaulttui.domain.sources import Source, source_id
from vaulttui.domain.text import safe_text
from vaulttui.errors import Conflict, NotFound
from vaulttui.operations.credentials import field_of, refuse_managed
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def sources(session: Session) -> tuple[Source, ...]:
    """All that count, by the fed credential's name and field."""
    names = {one.id: session.view.credential(one.credential_id).name for one in _all(session)}
    return tuple(sorted(_all(session), key=lambda one: (names[one.id].casefold(), one.field)))


def put(
    session: Session,
    credential: Credential,
    field: str,
    external: Credential,
    metadata: Mapping[str, str],
) -> Source:
    """Let an external credential feed a field, in place of what fed it.

    Raises NotFound for a field or a metadata name that is not there, InvalidValue
    for a credential of no external type, for what a lookup lacks, and for a circle.
    """
    refuse_managed(credential)
    field_of(session, credential, field)
    record = session.view.record(source_id(credential.id, field))
    draft = Draft.of(record) if record else Draft.new("source", source_id(credential.id, field))
    draft.m = {key: value for key, value in draft.m.items() if not key.startswith("meta.")}
    draft.m |= {"credential": credential.id, "field": field, "external": external.id}
    draft.m |= {f"meta.{name}": value for name, value in metadata.items() if value}
    with session.edit("set", "source") as change:
        change.mention(credential.name, external.name)
        change.put(draft)
    found = next((one for one in _all(session) if one.id == draft.id), None)
    if found is None:
        raise Conflict("One of the two credentials is not there any more.")
    return found


def unset(session: Session, credential: Credential, field: str) -> None:
    """Let nothing feed a field; NotFound where nothing did."""
    for source in session.view.graph.sources_of(credential.id):
        if source.field == field:
            with session.edit("unset", "source") as change:
                change.mention(credential.name)
                change.delete(source.record)
            return
    raise NotFound(
        f"Nothing feeds the field {safe_text(field)} of {safe_text(credential.name)}.",
        hint="See `vaulttui source list`.",
    )


def _all(session: Session) -> tuple[Source, ...]:
    return session.view.graph.sources
