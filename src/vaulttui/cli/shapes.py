"""Credentials and types as JSON shows them."""

from vaulttui.cli.moments import rfc3339
from vaulttui.domain.credentials import Credential
from vaulttui.domain.types import CredentialType
from vaulttui.operations.credentials import fields_of
from vaulttui.operations.where_used import Use, uses_of
from vaulttui.session.session import Session

Shape = dict[str, object]


def listed(session: Session, credential: Credential) -> Shape:
    """One element of ``list``."""
    graph = session.view.graph
    return {
        "id": credential.id,
        "name": credential.name,
        "type": credential.type_id,
        "description": credential.description,
        "organization": graph.organization_name(credential.organization_id),
        "tags": credential.tags,
        "projects": graph.projects_of(credential.id),
        "created_at": rfc3339(credential.created_at),
        "updated_at": rfc3339(credential.updated_at),
    }


def shown(session: Session, credential: Credential) -> Shape:
    """What ``show`` prints, and every command that changes a credential."""
    fields: dict[str, Shape] = {}
    values: dict[str, Shape] = {}
    for field in fields_of(session, credential):
        present = credential.present(field.id)
        fields[field.id] = {"kind": field.kind, "secret": field.secret, "present": present}
        if present and not field.secret and field.id in credential.public:
            fields[field.id]["value"] = credential.public[field.id]
        if present:
            values[field.id] = _value_info(credential, field.id)
    return {
        **listed(session, credential),
        "fields": fields,
        "value_info": values,
        "managed": credential.managed,
        "conflicts": sorted(credential.conflicts),
        "used_by": [_use(use) for use in uses_of(session, credential)],
    }


def _use(use: Use) -> Shape:
    return {
        "kind": use.kind,
        "id": use.id,
        "name": use.name,
        "field": use.field or None,
        "detail": use.detail,
    }


def _value_info(credential: Credential, field_id: str) -> Shape:
    info = credential.info(field_id)
    shape: Shape = {"set_at": rfc3339(info.set_at), "origin": info.origin}
    if info.expires_at is not None:
        shape["expires_at"] = rfc3339(info.expires_at)
    return shape


def type_listed(found: CredentialType) -> Shape:
    """One element of ``type list``."""
    return {
        "id": found.id,
        "name": found.name,
        "version": found.version,
        "kind": found.kind,
        "managed": found.managed,
    }
