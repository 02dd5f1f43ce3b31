"""What uses anything that has a name, by its kind and id: for screens that lead from one to all."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from vaulttui.domain.credentials import CredentialRow
from vaulttui.domain.sets import Key, Set
from vaulttui.errors import NotFound
from vaulttui.operations.bindings import bound
from vaulttui.operations.where_used import (
    Use,
    remotes_of,
    told,
    uses_of,
    uses_of_project,
    uses_of_set,
)
from vaulttui.session.session import Session

NOBODY: Final = "-"
"""Stands for ``personal`` where an organization's id does."""


class Used(NamedTuple):
    """Under which name something is known, and all that uses it."""

    name: str
    uses: list[Use]


def used(session: Session, kind: str, record_id: str, part: str = "") -> Used:
    """What uses a thing; ``part`` is a credential's field or a set's key. NotFound if it is gone.

    ``kind`` is credential, set, project, organization, type, tag or remote.
    """
    return _READERS[kind](session, record_id, part)


def _credential(session: Session, record_id: str, field: str) -> Used:
    found = session.view.credential(record_id)
    name = f"{found.name} / {field}" if field else found.name
    return Used(name, uses_of(session, found, field or None))


def _set(session: Session, record_id: str, key_name: str) -> Used:
    graph = session.view.graph
    found = graph.set(record_id)
    if found is None:
        raise NotFound("The set is not there any more.")
    key = found.key(key_name) if key_name else None
    if key is None:
        return Used(graph.full_name(found), uses_of_set(session, found))
    return Used(f"{graph.full_name(found)} / {key.name}", _of_key(session, found, key))


def _of_key(session: Session, found: Set, key: Key) -> list[Use]:
    """Where its value comes from, and the projects that are given it, under which name."""
    graph = session.view.graph
    uses = []
    for one in graph.assignments_of(found.id):
        project = graph.project(one.project_id)
        if project is not None:
            uses.append(Use("project", project.id, graph.full_name(project), "", told(one)))
    if key.own or not key.credential_id:
        return uses
    try:
        credential = session.view.credential(key.credential_id)
    except NotFound:
        return uses
    return [*uses, Use("credential", credential.id, credential.name, key.field, "it points at")]


def _project(session: Session, record_id: str, _part: str) -> Used:
    graph = session.view.graph
    project = graph.project(record_id)
    if project is None:
        raise NotFound("The project is not there any more.")
    given = [_given(session, one.subject_id, told(one)) for one in graph.assigned_to(project.id)]
    return Used(graph.full_name(project), [*given, *uses_of_project(session, project)])


def _given(session: Session, subject_id: str, names: str) -> Use:
    found = session.view.graph.set(subject_id)
    detail = f"it is given, {names}" if names else "it is given"
    if found is not None:
        return Use("set", found.id, session.view.graph.full_name(found), "", detail)
    return Use("credential", subject_id, session.view.credential(subject_id).name, "", detail)


def _organization(session: Session, record_id: str, _part: str) -> Used:
    graph = session.view.graph
    owner = None if record_id == NOBODY else record_id
    if owner is not None and graph.organization(owner) is None:
        raise NotFound("The organization is not there any more.")
    name = graph.organization_name(owner)
    projects = [
        one for one in graph.projects if graph.organization_name(one.organization_id) == name
    ]
    sets = [one for one in graph.sets if graph.organization_name(one.organization_id) == name]
    ids = session.view.owned_by(name)
    return Used(
        name,
        [
            *(Use("project", one.id, one.name, "", "it owns") for one in projects),
            *(Use("set", one.id, one.name, "", "it owns") for one in sets),
            *_rows((row for row in session.view.rows() if row.id in ids), "it owns"),
        ],
    )


def _type(session: Session, type_id: str, _part: str) -> Used:
    found = session.view.type(type_id)
    rows = session.view.of_type(type_id)
    uses = [*_rows(rows, "is of the type"), *remotes_of(session, "type", type_id)]
    return Used(found.name if found else type_id, uses)


def _remote(session: Session, record_id: str, _part: str) -> Used:
    remote = session.view.graph.remote(record_id)
    if remote is None:
        raise NotFound("The remote is not there any more.")
    uses = [
        Use(one.part.kind, one.part.id, one.part.title, "", f"is bound to it, as {one.name}")
        for one in bound(session, remote)
    ]
    for key, (credential_id, field) in remote.auth.items():
        record = session.view.record(credential_id)
        if record is not None and not record.deleted:
            name = session.view.credential(credential_id).name
            uses.append(Use("credential", credential_id, name, field, f"logs in by {key} with its"))
    return Used(remote.name, uses)


def _tag(session: Session, tag: str, _part: str) -> Used:
    below = tag + "/"
    rows = (
        row for row in session.view.rows() if any(f"{one}/".startswith(below) for one in row.tags)
    )
    return Used(f"#{tag}", _rows(rows, "has the tag"))


def _rows(rows: Iterable[CredentialRow], detail: str) -> list[Use]:
    return [Use("credential", row.id, row.name, "", detail) for row in rows]


_READERS: Final[Mapping[str, Callable[[Session, str, str], Used]]] = {
    "credential": _credential,
    "set": _set,
    "project": _project,
    "organization": _organization,
    "type": _type,
    "tag": _tag,
    "remote": _remote,
}
