"""Making, renaming, removing and linking projects."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vaulttui.domain.assignments import Assignment
from vaulttui.domain.projects import Project
from vaulttui.domain.text import safe_text
from vaulttui.errors import Ambiguous, Conflict, InUse, InvalidValue, NotFound
from vaulttui.operations.belonging import About, about, change_about
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def create(
    session: Session, organization_id: str | None, name: str, description: str = ""
) -> Project:
    """Make a project; raises InvalidValue for its name, Exists where it is taken."""
    draft = Draft.new("project")
    draft.m["name"] = name
    if organization_id is not None:
        draft.m["organization"] = organization_id
    if description:
        draft.m["description"] = description
    with session.edit("create", "project") as change:
        change.put(draft)
    return living(session, draft.id)


def rename(session: Session, project: Project, name: str) -> Project:
    """Give it another name in its organization; assignments and links follow."""
    change_about(session, project, replace(about(project), name=name), "rename")
    return living(session, project.id)


def edit(session: Session, project: Project, wanted: About) -> Project:
    """Give it another name, description or owner; assignments and links follow."""
    change_about(session, project, wanted)
    return living(session, project.id)


def rm(session: Session, project: Project) -> None:
    """Move it to the trash; its assignments come back with it. InUse while sets live in it."""
    own = [one.name for one in session.view.graph.sets if one.project_id == project.id]
    if own:
        raise InUse(
            f"Sets are seen from {safe_text(project.name)} only: {', '.join(own)}.",
            hint="Remove them first.",
        )
    with session.edit("rm", "project") as change:
        change.delete(project.record)


def link(session: Session, project: Project, folder: Path) -> list[Project]:
    """Let a folder mean a project; return the projects that it meant before."""
    path = str(folder.absolute())
    _refuse_other_text(path)
    former = [one for one in session.view.graph.linked(path) if one.id != project.id]
    with session.edit("link", "project") as change:
        for one in former:
            change.put(_unlinked(one, path))
        draft = Draft.of(project.record)
        draft.m[f"link.{path}"] = True
        change.put(draft)
    return former


def unlink(session: Session, folder: Path) -> list[Project]:
    """Let a folder mean no project; return those it meant, or raise NotFound."""
    path = str(folder.absolute())
    former = session.view.graph.linked(path)
    if not former:
        raise NotFound(
            f"The folder {safe_text(path)} is linked to no project.",
            hint="A link holds in the folders below it, too; unlink where it was made.",
        )
    with session.edit("unlink", "project") as change:
        for one in former:
            change.put(_unlinked(one, path))
    return former


def linked_at(session: Session, folder: Path) -> tuple[Project, Path] | None:
    """The project that a folder means: by its own link, or by that of the nearest one above.

    Raises Ambiguous where two machines linked it to different projects.
    """
    for at in _upwards(folder.absolute()):
        found = session.view.graph.linked(str(at))
        if len(found) > 1:
            raise Ambiguous(
                f"{safe_text(str(at))} is linked to {len(found)} projects.",
                [f"id:{one.id}" for one in found],
                hint="Link it again to the one that is meant.",
            )
        if found:
            return found[0], at
    return None


def assignments(session: Session, project: Project) -> tuple[Assignment, ...]:
    """What it is given."""
    return session.view.graph.assigned_to(project.id)


def living(session: Session, record_id: str) -> Project:
    """A project by its id; Conflict where another program removed it meanwhile."""
    found = session.view.graph.project(record_id)
    if found is None:
        raise Conflict("The project is not there any more.")
    return found


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents


def _unlinked(project: Project, path: str) -> Draft:
    draft = Draft.of(project.record)
    draft.m.pop(f"link.{path}", None)
    return draft


def _refuse_other_text(path: str) -> None:
    """Raise InvalidValue for a path that no record can hold."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise InvalidValue(
            f"The path {safe_text(path)} is not UTF-8 text; it cannot be linked.",
            hint="Give the folder another name, or link one above it.",
        ) from None
