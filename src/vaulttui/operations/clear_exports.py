"""Credentials written in clear: as JSON that can be read back, or as lines of variables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaulttui.domain.credentials import Credential
from vaulttui.domain.text import safe_text
from vaulttui.domain.types import CredentialType, Inject
from vaulttui.errors import InvalidValue
from vaulttui.formats import json_shape
from vaulttui.formats.dotenv_lines import dotenv_line
from vaulttui.host.files import write_secret
from vaulttui.inject.naming import by_rule, own_name
from vaulttui.operations.credentials import fields_of
from vaulttui.operations.exports import refuse_place, remember
from vaulttui.secret import Secret
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Clear:
    """A file in the making; ``values`` counts what it holds."""

    content: Secret
    credentials: int
    values: int


def _credentials(session: Session, chosen: Sequence[str] | None) -> list[Credential]:
    """Those chosen by their ids, or all of them, by name."""
    ids = [row.id for row in session.view.rows()] if chosen is None else chosen
    found = [session.view.credential(one) for one in ids]
    return sorted(found, key=lambda one: (one.name.casefold(), one.name, one.id))


def as_json(session: Session, chosen: Sequence[str] | None = None) -> Clear:
    """Credentials and their custom types, as ``import json`` reads them."""
    credentials = _credentials(session, chosen)
    shapes = [_shape(session, one) for one in credentials]
    types = [session.view.type(type_id) for type_id in sorted({one.type_id for one in credentials})]
    custom = [one for one in types if one is not None and not one.managed]
    content = json_shape.encode(custom, shapes)
    return Clear(content, len(shapes), sum(len(one.fields) for one in shapes))


def as_dotenv(session: Session, chosen: Sequence[str] | None = None) -> Clear:
    """One line for each value; InvalidValue where two would have one name, or one cannot be."""
    credentials = _credentials(session, chosen)
    lines: list[bytes] = []
    owners: dict[str, str] = {}
    for credential in credentials:
        for name, field in _variables(session, credential):
            whose = f"{safe_text(credential.name)}/{safe_text(field)}"
            if name in owners:
                raise InvalidValue(
                    f"{owners[name]} and {whose} would both be the variable {safe_text(name)}.",
                    hint="Rename one, narrow the query, or take the format json.",
                )
            owners[name] = whose
            value = session.peek(credential.record, field)
            lines.append(dotenv_line(name, value.reveal()))
    return Clear(Secret(b"".join(lines)), len(credentials), len(lines))


def write(session: Session, path: Path, clear: Clear, *, force: bool = False) -> None:
    """Write the file, 0600, and remember on this machine that it was written."""
    refuse_place(session, path, force=force)
    write_secret(path, clear.content, force=force)
    remember(session, clear.credentials, path)


def _variables(session: Session, credential: Credential) -> Iterator[tuple[str, str]]:
    """The names of a credential's values as variables, each with its field."""
    credential_type = session.view.type(credential.type_id)
    for field in fields_of(session, credential):
        if credential.present(field.id):
            if _is_itself(credential_type, field.id):
                yield own_name(credential.name), field.id
            else:
                yield by_rule(f"{credential.name}_{field.id}"), field.id


def _is_itself(credential_type: CredentialType | None, field: str) -> bool:
    """True for the one value of a type that is named as its credential alone."""
    return (
        credential_type is not None
        and credential_type.inject is Inject.NAME
        and credential_type.required == (field,)
    )


def _shape(session: Session, credential: Credential) -> json_shape.Credential:
    graph = session.view.graph
    return json_shape.Credential(
        id=credential.id,
        name=credential.name,
        type=credential.type_id,
        description=credential.description,
        organization=graph.organization_name(credential.organization_id),
        projects=graph.projects_of(credential.id),
        tags=list(credential.tags),
        created_at=json_shape.rfc3339(credential.created_at),
        updated_at=json_shape.rfc3339(credential.updated_at),
        source=json_shape.Origin(*credential.source) if credential.source else None,
        fields=dict(_values(session, credential)),
    )


def _values(session: Session, credential: Credential) -> Iterator[tuple[str, json_shape.Value]]:
    own = {field.id for field in credential.extra}
    for field in fields_of(session, credential):
        if not credential.present(field.id):
            continue
        text, coded = json_shape.text_or_base64(session.peek(credential.record, field.id))
        info = credential.info(field.id)
        yield (
            field.id,
            json_shape.Value(
                kind=field.kind.value,
                secret=field.secret,
                label=field.label if field.id in own else None,
                value=text,
                base64=coded,
                set_at=json_shape.rfc3339(info.set_at),
                origin=info.origin,
                expires_at=json_shape.rfc3339(info.expires_at),
            ),
        )
