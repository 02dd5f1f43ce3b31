"""What uses a credential, a field, a set, a project or a type."""

from dataclasses import dataclass

from vaulttui.domain.assignments import Assignment
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import Set
from vaulttui.session.session import Session


@dataclass(frozen=True, slots=True)
class Use:
    """One place that would notice: ``kind`` is a key of the table below.

    ``name`` is the project, the set, the other credential, the folder, the remote or the
    type. ``field`` is the credential's field it is about, empty for all of it. ``detail``
    is the key's name, the prefix and renames, the fed field, the name on the remote, or in
    words how it belongs together.
    """

    kind: str
    id: str
    name: str
    field: str = ""
    detail: str = ""

    def __str__(self) -> str:
        words = {
            "project": f"assigned to the project {self.name}",
            "key": f"its {self.field} is the key {self.detail} of the set {self.name}",
            "feeds": f"feeds the field {self.detail} of {self.name}",
            "fed": f"{self.field} is fed by {self.name}",
            "folder": f"linked to the folder {self.name}",
            "set": f"{self.detail or 'seen by'} the set {self.name}",
            "credential": f"{self.detail} {self.name}",
            "type": f"{self.detail} the type {self.name}",
            "remote": f"{self._goes} the remote {self.name}",
            "login": f"its {self.field} logs in to the remote {self.name}",
        }
        told = words[self.kind]
        more = self.kind in ("project", "remote") and self.detail
        return f"{told} ({self.detail})" if more else told

    @property
    def _goes(self) -> str:
        return f"its {self.field} goes to" if self.field else "bound to"


def uses_of(session: Session, credential: Credential, field: str | None = None) -> list[Use]:
    """What uses a credential or one of its fields: projects, keys, sources, remotes, in this order.

    A project that is given the credential uses every field, and so does a remote that it
    is bound to.
    """
    graph = session.view.graph
    found = [*_projects(session, credential.id)]
    found += [
        Use("key", one.id, graph.full_name(one), key.field, key.name)
        for one, key in graph.keys_at(credential.id)
    ]
    found += [
        Use("fed", one.external_id, session.view.credential(one.external_id).name, one.field)
        for one in graph.sources_of(credential.id)
    ]
    found += [
        Use(
            "feeds",
            one.credential_id,
            session.view.credential(one.credential_id).name,
            "",
            one.field,
        )
        for one in graph.fed_by(credential.id)
    ]
    found += remotes_of(session, "credential", credential.id)
    found += [
        Use("remote", remote.id, remote.name, key.field, f"the key {key.name} of {there.name}")
        for there, key in graph.keys_at(credential.id)
        for binding in graph.bindings_at("set", there.id)
        if (remote := graph.remote(binding.remote_id))
    ]
    found += [
        Use("login", remote.id, remote.name, field_id, key)
        for remote in graph.remotes
        for key, (credential_id, field_id) in remote.auth.items()
        if credential_id == credential.id
    ]
    return [use for use in found if field is None or use.field in ("", field)]


def uses_of_set(session: Session, found: Set) -> list[Use]:
    """The projects that a set is assigned to, and the remotes that it is bound to."""
    return [*_projects(session, found.id), *remotes_of(session, "set", found.id)]


def uses_of_project(session: Session, project: Project) -> list[Use]:
    """The folders that mean a project, the sets that only it sees, and its remotes."""
    graph = session.view.graph
    own = [one for one in graph.sets if one.project_id == project.id]
    return [
        *(Use("folder", project.id, path) for path in project.links),
        *(Use("set", one.id, graph.full_name(one)) for one in own),
        *remotes_of(session, "project", project.id),
    ]


def remotes_of(session: Session, kind: str, subject_id: str) -> list[Use]:
    """The remotes that a credential, set, project or type is bound to, and as what."""
    graph = session.view.graph
    return [
        Use("remote", remote.id, remote.name, "", f"as {called}" if called else "")
        for one in graph.bindings_at(kind, subject_id)
        if (remote := graph.remote(one.remote_id))
        for called in (one.object_id if kind == "project" else one.name,)
    ]


def told(assignment: Assignment) -> str:
    """Prefix and renames of an assignment in words; empty where it has none."""
    parts = [f"prefix {assignment.prefix}"] if assignment.prefix else []
    parts += [f"{variable} as {name}" for variable, name in assignment.renames.items()]
    return ", ".join(parts)


def _projects(session: Session, subject_id: str) -> list[Use]:
    graph = session.view.graph
    found = []
    for one in graph.assignments_of(subject_id):
        project = graph.project(one.project_id)
        if project is not None:
            found.append(Use("project", project.id, graph.full_name(project), "", told(one)))
    return found
