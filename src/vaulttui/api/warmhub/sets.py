"""What the procedures do: credential sets are the vault's sets, repositories its projects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vaulttui.api.problems import Problem, Refusal
from vaulttui.api.warmhub.audit import entries
from vaulttui.api.warmhub.rate import Window
from vaulttui.api.warmhub.refusals import Fails
from vaulttui.domain.organizations import PERSONAL
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import ORG, REPO, Set
from vaulttui.domain.text import safe_text
from vaulttui.operations import sets
from vaulttui.operations.sets import NewSet
from vaulttui.session.session import Session
from vaulttui.wire import warmhub as wire

_CLIENTS: Final = {"warmhub-sdk-py": "0.27.0", "warmhub-sdk-ts": "0.27.0", "vaulttui": "0.0.0"}
"""The least versions that this server is known to understand."""


@dataclass(frozen=True, slots=True)
class Place:
    """From where one looks; without a project from the organization, which sees its own sets."""

    organization_id: str | None
    project: Project | None

    def sees(self, found: Set) -> bool:
        """True for a set of the whole organization, and for one of this very project."""
        own = self.project is not None and found.project_id == self.project.id
        return found.organization_id == self.organization_id and (found.scope == ORG or own)


class Sets:
    """Each method does the procedure of its name; it may be called again after a Conflict."""

    def __init__(self, fails: Fails, window: Window) -> None:
        self.fails = fails
        self._window = window

    def create_set(self, session: Session, given: wire.CreateSet) -> wire.SetInfo:
        """An empty set; one of a repository is assigned there."""
        place = _place(session, given.org_name, given.repo_name)
        self._window.check(place.organization_id)
        scope = given.scope or REPO
        project = place.project if scope == REPO else None
        new = NewSet(place.organization_id, given.name, scope, project, given.description or "")
        made = sets.create(session, new)
        self._window.count(place.organization_id)
        return _told(made)

    def get_set(self, session: Session, given: wire.GetSet) -> wire.SetInfo:
        """One that can be seen."""
        return _told(_seen(session, given, given.name))

    def list_sets(self, session: Session, given: wire.InOrg) -> tuple[wire.SetInfo, ...]:
        """By name."""
        place = _place(session, given.org_name, given.repo_name)
        return tuple(map(_told, _all(session, place)))

    def set_key(self, session: Session, given: wire.SetKey) -> wire.Keys:
        """A key that pointed at a credential holds a value of its own from then on."""
        found = _seen(session, given, given.set_name)
        done = sets.put_values(session, found, {given.key_name: given.value})
        return _keys(done, given.key_name)

    def set_keys(self, session: Session, given: wire.SetKeys) -> wire.Keys:
        """All of them or none; other keys stay."""
        found = _seen(session, given, given.set_name)
        return _keys(sets.put_values(session, found, given.secrets))

    def unset_key(self, session: Session, given: wire.UnsetKey) -> wire.Keys:
        """NotFound where the set has no such key."""
        found = _seen(session, given, given.set_name)
        return _keys(sets.unset(session, found, [given.key_name]), given.key_name)

    def revoke_set(self, session: Session, given: wire.RevokeSet) -> wire.Revoked:
        """The reason is kept nowhere."""
        found = _seen(session, given, given.set_name)
        sets.revoke(session, found)
        return wire.Revoked(found.revoked_at is None)

    def delete_set(self, session: Session, given: wire.OfSet) -> wire.Deleted:
        """Into the trash, from where only the vault's owner brings it back."""
        found = _seen(session, given, given.set_name)
        sets.rm(session, found)
        return wire.Deleted(ok=True, name=found.name)

    def list_audit_log(
        self, session: Session, given: wire.ListAuditLog
    ) -> tuple[wire.AuditEntry, ...]:
        """What was done to a set that is there, by whatever program."""
        found = _seen(session, given, given.set_name)
        return entries(session, found, None if given.limit is None else int(given.limit))

    def capabilities(self, _session: Session, _given: wire.Nothing | None) -> wire.Capabilities:
        """What a client asks before its first write."""
        return wire.Capabilities(
            _CLIENTS,
            wire.WRITE_CONTRACT,
            api_version=_CLIENTS["warmhub-sdk-py"],
            min_supported_sdk=_CLIENTS["warmhub-sdk-ts"],
            features={},
            honored_client_flags=(),
        )


def _place(session: Session, org: str, repo: str | None) -> Place:
    graph = session.view.graph
    owners = {one.name: one.id for one in graph.organizations}
    if org != PERSONAL and org not in owners:
        raise Refusal(Problem.NOT_FOUND, f"There is no organization {safe_text(org, 128)}.")
    owner = None if org == PERSONAL else owners[org]
    if repo is None:
        return Place(owner, None)
    for project in graph.projects:
        if (project.name, project.organization_id) == (repo, owner):
            return Place(owner, project)
    place = safe_text(f"{org}/{repo}", 256)
    raise Refusal(Problem.NOT_FOUND, f"There is no repository {place}.")


def _all(session: Session, place: Place) -> Iterator[Set]:
    return (one for one in session.view.graph.sets if place.sees(one))


def _seen(session: Session, given: wire.InRepo, name: str) -> Set:
    place = _place(session, given.org_name, given.repo_name)
    for found in session.view.graph.sets_called(name):
        if place.sees(found):
            return found
    raise Refusal(
        Problem.NOT_FOUND,
        f"The credential set {safe_text(name, 128)} is not there, or not visible to this "
        "repository.",
    )


def _told(found: Set) -> wire.SetInfo:
    return wire.SetInfo(
        name=found.name,
        scope=found.scope,
        description=found.description or None,
        key_names=found.key_names,
        created_at=found.created_at,
        updated_at=found.record.latest.at,
        revoked_at=found.revoked_at,
    )


def _keys(found: Set, name: str | None = None) -> wire.Keys:
    return wire.Keys(ok=True, key_names=found.key_names, key_name=name)
