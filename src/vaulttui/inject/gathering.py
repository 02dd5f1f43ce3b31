"""Bringing together what all sources offer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from vaulttui.domain.assignments import Arrangement, Assignment
from vaulttui.domain.credentials import Credential
from vaulttui.domain.projects import Project
from vaulttui.domain.sets import REPO, Set
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound
from vaulttui.inject import credentials, named, sets
from vaulttui.inject.naming import Naming
from vaulttui.inject.offers import Giving, Offer, chosen
from vaulttui.inject.origin import Origin
from vaulttui.inject.templates import Templates
from vaulttui.inject.wanted import Wanted
from vaulttui.session.session import Session

_Owned = TypeVar("_Owned", Project, Set)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What counts of all that is offered, and sentences about what does not."""

    offers: list[Offer]
    notes: list[str] = field(default_factory=list)


def gathered(session: Session, wanted: Wanted, folder: Path) -> Gathered:
    """Ask every source; NotFound or InvalidValue for sources that cannot be.

    Nothing is opened: a value is made later, and an offer that cannot be made
    says so then.
    """
    giving = Giving(session, folder, Templates())
    notes: list[str] = []
    _refuse_sets(session, wanted)
    offers = list(_all(giving, wanted, notes))
    notes = list(dict.fromkeys(notes))
    return Gathered(chosen(offers, wanted.only, notes), notes)


def _all(giving: Giving, wanted: Wanted, notes: list[str]) -> Iterator[Offer]:
    for project in _once(wanted.projects):
        assigned = giving.session.view.graph.assigned_to(project.id)
        for assignment in wanted.supposing.get(project.id, assigned):
            yield from _assigned(giving, project, assignment, notes, quiet=bool(wanted.only))
    for found in _once(wanted.sets):
        origin = Origin("key", "", by_name=True)
        yield from sets.offers(giving, found, Naming(), origin)
    for credential in {one.id: one for one in wanted.credentials}.values():
        yield from _credential(giving, credential, Naming(), Origin("", ""), notes)
    for name, credential, field_id in wanted.variables:
        yield named.offer(giving, name, credential, field_id)
    for file in {file.path: file for file in wanted.env_files}.values():
        # The formats of other tools are imported where there is a file.
        from vaulttui.inject import env_files

        yield from env_files.offers(giving, file, wanted.find, notes)


def _assigned(
    giving: Giving,
    project: Project,
    assignment: Assignment | Arrangement,
    notes: list[str],
    *,
    quiet: bool,
) -> Iterator[Offer]:
    graph = giving.session.view.graph
    naming = Naming(assignment.prefix, assignment.renames)
    origin = Origin("", "", project_id=project.id, project=graph.full_name(project))
    if not assignment.of_set:
        credential = giving.session.view.credential(assignment.subject_id)
        yield from _credential(giving, credential, naming, origin, notes, quiet=quiet)
        return
    found = graph.set(assignment.subject_id)
    if found is not None and found.revoked_at is None:
        yield from sets.offers(giving, found, naming, origin)
    elif found is not None:
        notes.append(f"The set {graph.full_name(found)} is revoked; it is left out.")


def _credential(
    giving: Giving,
    credential: Credential,
    naming: Naming,
    origin: Origin,
    notes: list[str],
    *,
    quiet: bool = False,
) -> Iterator[Offer]:
    if giving.session.view.type(credential.type_id) is None:
        notes.append(
            f"{safe_text(credential.name)} gives nothing: its type "
            f"{safe_text(credential.type_id)} is not there any more."
        )
    lacking = () if quiet else credentials.lacking(giving, credential)
    if lacking:
        notes.append(f"{safe_text(credential.name)} lacks {', '.join(lacking)}.")
    yield from credentials.offers(giving, credential, naming, origin)


def _refuse_sets(session: Session, wanted: Wanted) -> None:
    graph = session.view.graph
    projects = {project.id for project in wanted.projects}
    for found in wanted.sets:
        name = graph.full_name(found)
        if found.revoked_at is not None:
            raise InvalidValue(f"The set {name} is revoked; nothing may use it any more.")
        if found.scope == REPO and found.project_id not in projects:
            own = graph.project(found.project_id or "")
            at = graph.full_name(own) if own else "one that is not there any more"
            raise NotFound(
                f"The set {name} is seen from its project only, which is {at}.",
                hint=f"Name that project too: -p {at}." if own else "",
            )


def _once(found: Iterable[_Owned]) -> list[_Owned]:
    return list({one.id: one for one in found}.values())
