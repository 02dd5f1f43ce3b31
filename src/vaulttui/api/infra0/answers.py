"""What the vault holds, as Infra0 tells of it: without any value."""

import msgspec
from starlette.responses import Response

from vaulttui.api.infra0.fails import Failing
from vaulttui.api.problems import Refusal
from vaulttui.domain.assignments import Assignment
from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Record
from vaulttui.domain.types import CredentialType
from vaulttui.session.session import Session
from vaulttui.wire import infra0 as wire
from vaulttui.wire.moments import moment


def answer(told: object, status: int = 200) -> Response:
    """One document of JSON."""
    return Response(msgspec.json.encode(told), status, media_type="application/json")


def refuse(refusal: Refusal, _path: str) -> Response:
    """The shape of every error, which we had to choose."""
    status = refusal.status if isinstance(refusal, Failing) else refusal.problem.status
    return answer(wire.Failure(refusal.message), status)


def told(session: Session, credential: Credential) -> wire.Credential:
    """A credential; of its fields those of its type that hold a value, each of them blank."""
    known = session.view.type(credential.type_id)
    held = [field.id for field in known.fields if credential.present(field.id)] if known else []
    return wire.Credential(
        id=credential.id,
        credential_name=credential.name,
        credential_type_id=credential.type_id,
        description=credential.description,
        keys=tuple(wire.Key(field_id, "") for field_id in held),
        project_ids=tuple(one.project_id for one in assignments_of(session, credential)),
        created_at=moment(credential.created_at),
        updated_at=moment(credential.updated_at),
    )


def told_type(session: Session, known: CredentialType) -> wire.Type:
    """A type; one that ships with the program was never made or changed."""
    record = session.view.type_record(known.id)
    return wire.Type(
        id=known.id,
        type_name=known.name,
        description=known.description,
        fields=tuple(
            wire.TypeField(one.id, one.id, one.id, one.label, wire.word_of(one))
            for one in known.fields
        ),
        created_at=moment(_born(record)) if record else None,
        updated_at=moment(record.at) if record else None,
    )


def told_assignment(one: Assignment) -> wire.Assignment:
    """That a credential is assigned to a project."""
    return wire.Assignment(one.id, one.subject_id, one.project_id, moment(_born(one.record)))


def assignments_of(session: Session, credential: Credential) -> tuple[Assignment, ...]:
    """Its own ones, by the project's name."""
    return session.view.graph.assignments_of(credential.id)


def _born(record: Record) -> int:
    return min(revision.at for revision in record.revisions)
