"""``link``: let a folder mean a project."""

from os.path import isdir, realpath
from pathlib import Path

import click

from vaulttui.cli import belonging, opening, output
from vaulttui.cli.addressing import check_owned
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.operations import addresses, projects


@command("link")
@click.argument("project")
@click.argument("folder", metavar="[DIR]", default=".")
@click.pass_obj
def entry(options: Options, project: str, folder: str) -> None:
    """DIR is the present folder unless named. The link holds below it, too.
    It is kept in the vault; nothing is written into the folder.
    """
    check_owned(project, "project")
    shown = safe_text(folder)
    if not isdir(folder):
        raise NotFound(f"There is no folder {shown}.")
    # Whoever comes by a symbolic link is in the folder that it points to.
    path = Path(realpath(folder))
    with opening.opened(options) as session:
        found = addresses.project_at(session, project)
        former = projects.link(session, found, path)
        names = [session.view.graph.full_name(one) for one in former]
        linked = projects.living(session, found.id)
        shape = belonging.project(session, linked) | {"folder": str(path), "former": names}
        name = session.view.graph.full_name(linked)
    if options.json:
        output.put_json(shape)
        return
    before = f", in place of {', '.join(names)}" if names else ""
    output.tell(f"The folder {safe_text(str(path))} means the project {name} now{before}.")
