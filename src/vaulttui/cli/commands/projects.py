"""``project``: what credentials and sets are assigned to."""

import click

from vaulttui.cli import belonging, opening, output
from vaulttui.cli.addressing import check_owned
from vaulttui.cli.command import group, verb
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_pairs, put_table
from vaulttui.cli.telling import tell_uses
from vaulttui.domain.identifiers import check_identifier
from vaulttui.domain.projects import Project
from vaulttui.domain.text import plural
from vaulttui.operations import addresses, projects
from vaulttui.operations.where_used import told, uses_of_project
from vaulttui.session.session import Session


@verb("create")
@click.argument("project")
@click.option("--description", metavar="TEXT", default="", help="A line or more for people.")
@click.pass_obj
def create(options: Options, project: str, description: str) -> None:
    """Make a project, NAME or ORGANIZATION/NAME."""
    addresses.split_owner(project, "project")
    with opening.opened(options) as session:
        owner, name = addresses.new_owned(session, project, "project")
        made = projects.create(session, owner, name, description)
        _put(session, made, f"Made the project {project}.", options)


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List projects."""
    with opening.opened(options) as session:
        graph = session.view.graph
        if options.json:
            output.put_json([belonging.project(session, one) for one in graph.projects])
            return
        rows = [
            (
                graph.full_name(one),
                str(len(graph.assigned_to(one.id))),
                one.description,
                ", ".join(one.links),
            )
            for one in graph.projects
        ]
    if not put_table(("NAME", "ASSIGNED", "DESCRIPTION", "FOLDERS"), rows):
        output.tell("The vault holds no projects yet.")


@verb("show")
@click.argument("project")
@click.pass_obj
def show(options: Options, project: str) -> None:
    """Show a project and what is assigned to it."""
    check_owned(project, "project")
    with opening.opened(options) as session:
        found = addresses.project_at(session, project)
        if options.json:
            output.put_json(belonging.project(session, found))
            return
        graph = session.view.graph
        put_pairs(
            [
                ("name", graph.full_name(found)),
                ("id", found.id),
                ("description", found.description),
                *(("folder", path) for path in found.links),
            ]
        )
        rows = sorted(
            ("set" if one.of_set else "credential", belonging.name_of(session, one), told(one))
            for one in graph.assigned_to(found.id)
        )
    if rows:
        output.put("")
        put_table(("KIND", "ASSIGNED", "NAMES"), rows)


@verb("rename")
@click.argument("project")
@click.argument("new")
@click.pass_obj
def rename(options: Options, project: str, new: str) -> None:
    """Give a project a NEW name in its organization; what is assigned follows."""
    check_owned(project, "project")
    check_identifier(new, "project")
    with opening.opened(options) as session:
        changed = projects.rename(session, addresses.project_at(session, project), new)
        _put(session, changed, f"Renamed {project} to {new}; {_holds(session, changed)}.", options)
        tell_uses(new, uses_of_project(session, changed), options)


@verb("rm")
@click.argument("project")
@click.pass_obj
def rm(options: Options, project: str) -> None:
    """Move a project to the trash; `vaulttui trash restore project:NAME` brings it back."""
    check_owned(project, "project")
    with opening.opened(options) as session:
        found = addresses.project_at(session, project)
        shape, holds = belonging.project(session, found), _holds(session, found)
        uses = uses_of_project(session, found)
        projects.rm(session, found)
    if options.json:
        output.put_json(shape)
    else:
        output.tell(f"Moved the project {project} to the trash; {holds}.")
    tell_uses(project, uses, options)


def _holds(session: Session, found: Project) -> str:
    given = session.view.graph.assigned_to(found.id)
    sets = sum(one.of_set for one in given)
    counts = [(len(given) - sets, "credential"), (sets, "set")]
    words = [plural(count, noun) for count, noun in counts if count]
    return f"assigned to it: {' and '.join(words)}" if words else "nothing was assigned to it"


def _put(session: Session, found: Project, did: str, options: Options) -> None:
    if options.json:
        output.put_json(belonging.project(session, found))
    else:
        output.tell(did)


entry = group("project", (create, listing, show, rename, rm))
