"""Organizations, projects, sets and sources as JSON shows them."""

from vaulttui.cli.moments import rfc3339
from vaulttui.cli.shapes import Shape
from vaulttui.domain.assignments import Assignment
from vaulttui.domain.organizations import PERSONAL, Organization
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Key, Set
from vaulttui.domain.sources import Source
from vaulttui.operations import organizations
from vaulttui.operations.sets import target_of
from vaulttui.session.session import Session


def organization(session: Session, found: Organization | None) -> Shape:
    """An organization and how much it owns; None is ``personal``, which has no id."""
    owned = organizations.owned(session, found.id if found else None)
    return {
        "id": found.id if found else None,
        "name": found.name if found else PERSONAL,
        "description": found.description if found else "",
        "projects": owned.projects,
        "sets": owned.sets,
        "credentials": owned.credentials,
    }


def project(session: Session, found: Project) -> Shape:
    """A project, its folders, and what is assigned to it."""
    graph = session.view.graph
    assigned = [_assigned(session, one) for one in graph.assigned_to(found.id)]
    return {
        "id": found.id,
        "name": found.name,
        "organization": graph.organization_name(found.organization_id),
        "description": found.description,
        "folders": found.links,
        "assignments": sorted(assigned, key=lambda one: (str(one["kind"]), str(one["name"]))),
        "updated_at": rfc3339(found.record.at),
    }


def key_set(session: Session, found: Set) -> Shape:
    """A set, its keys without their values, and the projects it is assigned to."""
    graph = session.view.graph
    seen_from = graph.project(found.project_id) if found.project_id else None
    return {
        "id": found.id,
        "name": found.name,
        "organization": graph.organization_name(found.organization_id),
        "scope": found.scope,
        "project": graph.full_name(seen_from) if seen_from else None,
        "description": found.description,
        "revoked_at": rfc3339(found.revoked_at) if found.revoked_at is not None else None,
        "created_at": rfc3339(found.created_at),
        "updated_at": rfc3339(found.record.at),
        "keys": [_key(session, found, key) for key in found.keys],
        "projects": graph.projects_of(found.id),
        "assignments": assignments_of(session, found.id),
    }


def assignments_of(session: Session, subject_id: str) -> list[Shape]:
    """The assignments of a credential or set, by project."""
    graph = session.view.graph
    return [
        {"project": graph.full_name(found), "prefix": one.prefix, "renames": one.renames}
        for one in graph.assignments_of(subject_id)
        if (found := graph.project(one.project_id))
    ]


def source(session: Session, found: Source) -> Shape:
    """What feeds a field, and with which metadata."""
    fed = session.view.credential(found.credential_id)
    external = session.view.credential(found.external_id)
    return {
        "credential": fed.id,
        "name": fed.name,
        "field": found.field,
        "external": external.id,
        "external_name": external.name,
        "metadata": found.metadata,
    }


def name_of(session: Session, one: Assignment) -> str:
    """The name of what is assigned, with its organization where it is a set."""
    graph = session.view.graph
    found = graph.set(one.subject_id)
    return graph.full_name(found) if found else session.view.credential(one.subject_id).name


def _assigned(session: Session, one: Assignment) -> Shape:
    return {
        "kind": "set" if one.of_set else "credential",
        "id": one.subject_id,
        "name": name_of(session, one),
        "prefix": one.prefix,
        "renames": one.renames,
    }


def _key(session: Session, found: Set, key: Key) -> Shape:
    if key.own:
        info = found.info(key.name)
        return {
            "name": key.name,
            "own": True,
            "description": key.description,
            "set_at": rfc3339(info.set_at),
            "origin": info.origin,
            "present": found.holds(key.name),
        }
    target = target_of(session, key)
    return {
        "name": key.name,
        "own": False,
        "description": key.description,
        "credential": key.credential_id,
        "credential_name": target.name if target else None,
        "field": key.field,
        "present": target is not None and target.present(key.field),
    }
