"""What belongs to what: owners, projects, sets, assignments, sources, remotes and bindings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TypeVar

from vaulttui.domain.assignments import Assignment
from vaulttui.domain.bindings import Binding
from vaulttui.domain.organizations import PERSONAL, Organization
from vaulttui.domain.projects import Project
from vaulttui.domain.remotes import Remote
from vaulttui.domain.revisions import Record
from vaulttui.domain.sets import Key, Set
from vaulttui.domain.sources import Source

Records = Mapping[str, Mapping[str, Record]]
"""Living records by kind, then by id."""
T = TypeVar("T")
_Owned = TypeVar("_Owned", Project, Set)
_Named = TypeVar("_Named", Organization, Remote)


class Graph:
    """An unchanging picture of these records; each index is built when it is first asked for.

    An assignment, source or binding counts only while both its ends live, so that what
    is restored from the trash finds its own again. ``lives`` tells of a credential,
    ``is_type`` of a type's own id.
    """

    def __init__(
        self, records: Records, lives: Callable[[str], bool], is_type: Callable[[str], bool]
    ) -> None:
        self._records = records
        self._lives = lives
        self._is_type = is_type

    # Organizations

    @cached_property
    def organizations(self) -> tuple[Organization, ...]:
        """By name, without ``personal``."""
        return _by_name(map(Organization, self._of("organization")))

    def organization(self, record_id: str) -> Organization | None:
        """A living organization."""
        record = self._records.get("organization", {}).get(record_id)
        return Organization(record) if record else None

    def organization_name(self, record_id: str | None) -> str:
        """The name of an owner; one that is gone counts as ``personal``."""
        found = self.organization(record_id) if record_id else None
        return found.name if found else PERSONAL

    def full_name(self, owned: Project | Set) -> str:
        """NAME, or ORG/NAME outside of ``personal``."""
        owner = self.organization(owned.organization_id) if owned.organization_id else None
        return f"{owner.name}/{owned.name}" if owner else owned.name

    # Projects and sets

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """Those of ``personal`` first, then by organization and name."""
        return self._by_full_name(map(Project, self._of("project")))

    @cached_property
    def sets(self) -> tuple[Set, ...]:
        """Those of ``personal`` first, then by organization and name."""
        return self._by_full_name(map(Set, self._of("set")))

    def project(self, record_id: str) -> Project | None:
        """A living project."""
        record = self._records.get("project", {}).get(record_id)
        return Project(record) if record else None

    def set(self, record_id: str) -> Set | None:
        """A living set."""
        record = self._records.get("set", {}).get(record_id)
        return Set(record) if record else None

    def sets_called(self, name: str) -> tuple[Set, ...]:
        """The sets of exactly this name, each of another owner but after a merge."""
        return self._sets_called.get(name, ())

    def linked(self, folder: str) -> list[Project]:
        """The projects that are meant in exactly this folder; more than one only after a merge."""
        return [project for project in self.projects if folder in project.links]

    # Assignments

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """All that count."""
        found = map(Assignment, self._of("assignment"))
        return tuple(one for one in found if self._has_ends(one))

    def assigned_to(self, project_id: str) -> tuple[Assignment, ...]:
        """What a project is given, in a steady order."""
        return self._of_project.get(project_id, ())

    def assignments_of(self, subject_id: str) -> tuple[Assignment, ...]:
        """The assignments of a credential or set, by the project's name."""
        return self._of_subject.get(subject_id, ())

    def projects_of(self, subject_id: str) -> list[str]:
        """The full names of the projects that a credential or set is assigned to."""
        found = [self.project(one.project_id) for one in self.assignments_of(subject_id)]
        return [self.full_name(project) for project in found if project]

    # Keys and sources

    def members(self, noun: str, name: str) -> frozenset[str]:
        """The credentials that a ``project``, ``set`` or ``remote`` of a name uses.

        A project and a remote use them themselves or through sets. ``name`` is
        case-folded, with or without its organization.
        """
        if noun == "remote":
            return self._bound_to(name)
        if noun == "set":
            found = [one for one in self.sets if self._is_called(one, name)]
            return frozenset(chain.from_iterable(map(_pointed_at, found)))
        projects = [one for one in self.projects if self._is_called(one, name)]
        given = [one for project in projects for one in self.assigned_to(project.id)]
        through = (self.set(one.subject_id) for one in given if one.of_set)
        keyed = chain.from_iterable(_pointed_at(found) for found in through if found)
        return frozenset((*(one.subject_id for one in given if not one.of_set), *keyed))

    def _bound_to(self, name: str) -> frozenset[str]:
        remotes = [one for one in self.remotes if one.name.casefold() == name]
        bound = [one for remote in remotes for one in self.bindings_of(remote.id)]
        sets = (self.set(one.subject_id) for one in bound if one.kind == "set")
        keyed = chain.from_iterable(_pointed_at(found) for found in sets if found)
        return frozenset((*(one.subject_id for one in bound if one.kind == "credential"), *keyed))

    def _is_called(self, owned: Project | Set, name: str) -> bool:
        return name in (owned.name.casefold(), self.full_name(owned).casefold())

    def keys_at(self, credential_id: str) -> tuple[tuple[Set, Key], ...]:
        """The keys of sets that point at a field of a credential."""
        return self._keys_at.get(credential_id, ())

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All whose two credentials live."""
        found = map(Source, self._of("source"))
        return tuple(
            s for s in found if self._lives(s.credential_id) and self._lives(s.external_id)
        )

    def sources_of(self, credential_id: str) -> tuple[Source, ...]:
        """What feeds fields of a credential, by field."""
        return self._fed.get(credential_id, ())

    def fed_by(self, external_id: str) -> tuple[Source, ...]:
        """What an external credential feeds."""
        return self._feeds.get(external_id, ())

    # Remotes and bindings

    @cached_property
    def remotes(self) -> tuple[Remote, ...]:
        """By name."""
        return _by_name(map(Remote, self._of("remote")))

    def remote(self, record_id: str) -> Remote | None:
        """A living remote."""
        record = self._records.get("remote", {}).get(record_id)
        return Remote(record) if record else None

    def remotes_called(self, name: str) -> list[Remote]:
        """The remotes of exactly this name; more than one only after a merge."""
        return [one for one in self.remotes if one.name == name]

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """All that count, in a steady order."""
        found = map(Binding, self._of("binding"))
        return tuple(sorted(filter(self._binds, found), key=lambda one: (one.kind, one.id)))

    def bindings_of(self, remote_id: str) -> tuple[Binding, ...]:
        """What a remote is bound to."""
        return self._of_remote.get(remote_id, ())

    def bindings_at(self, kind: str, subject_id: str) -> tuple[Binding, ...]:
        """The bindings of a credential, set or project, or of a type by its own id."""
        return self._at_subject.get(f"{kind}:{subject_id}", ())

    def _binds(self, one: Binding) -> bool:
        alive: Mapping[str, Callable[[str], object]] = {
            "credential": self._lives,
            "set": self.set,
            "project": self.project,
            "type": self._is_type,
        }
        lives = alive.get(one.kind)
        return self.remote(one.remote_id) is not None and bool(lives and lives(one.subject_id))

    # Indexes

    @cached_property
    def _sets_called(self) -> Mapping[str, tuple[Set, ...]]:
        return _grouped(self.sets, lambda one: one.name)

    @cached_property
    def _of_remote(self) -> Mapping[str, tuple[Binding, ...]]:
        return _grouped(self.bindings, lambda one: one.remote_id)

    @cached_property
    def _at_subject(self) -> Mapping[str, tuple[Binding, ...]]:
        return _grouped(self.bindings, lambda one: f"{one.kind}:{one.subject_id}")

    @cached_property
    def _of_project(self) -> Mapping[str, tuple[Assignment, ...]]:
        ordered = sorted(self.assignments, key=lambda one: (one.of_set, one.id))
        return _grouped(ordered, lambda one: one.project_id)

    @cached_property
    def _of_subject(self) -> Mapping[str, tuple[Assignment, ...]]:
        place = {project.id: at for at, project in enumerate(self.projects)}
        ordered = sorted(self.assignments, key=lambda one: place[one.project_id])
        return _grouped(ordered, lambda one: one.subject_id)

    @cached_property
    def _keys_at(self) -> Mapping[str, tuple[tuple[Set, Key], ...]]:
        pairs = [(found, key) for found in self.sets for key in found.keys if not key.own]
        return _grouped(pairs, lambda pair: pair[1].credential_id or "")

    @cached_property
    def _fed(self) -> Mapping[str, tuple[Source, ...]]:
        ordered = sorted(self.sources, key=lambda source: source.field)
        return _grouped(ordered, lambda source: source.credential_id)

    @cached_property
    def _feeds(self) -> Mapping[str, tuple[Source, ...]]:
        return _grouped(self.sources, lambda source: source.external_id)

    def _of(self, kind: str) -> Iterable[Record]:
        return self._records.get(kind, {}).values()

    def _has_ends(self, one: Assignment) -> bool:
        lives = bool(self.set(one.subject_id)) if one.of_set else self._lives(one.subject_id)
        return lives and self.project(one.project_id) is not None

    def _by_full_name(self, found: Iterable[_Owned]) -> tuple[_Owned, ...]:
        def place(owned: _Owned) -> tuple[bool, str, str, str]:
            name = self.full_name(owned)
            return "/" in name, name.casefold(), owned.name, owned.id

        return tuple(sorted(found, key=place))


def _by_name(found: Iterable[_Named]) -> tuple[_Named, ...]:
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name, one.id)))


def _pointed_at(found: Set) -> Iterator[str]:
    return (key.credential_id for key in found.keys if key.credential_id is not None)


def _grouped(found: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return {name: tuple(group) for name, group in groups.items()}
