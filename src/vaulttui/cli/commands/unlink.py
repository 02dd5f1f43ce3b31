"""``unlink``: let a folder mean no project any more."""

from os.path import realpath
from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.operations import projects


@command("unlink")
@click.argument("folder", metavar="[DIR]", default=".")
@click.pass_obj
def entry(options: Options, folder: str) -> None:
    """DIR is the present folder unless named; it need not exist any more."""
    path = Path(realpath(folder))
    with opening.opened(options) as session:
        former = projects.unlink(session, path)
        names = [session.view.graph.full_name(one) for one in former]
    if options.json:
        output.put_json({"folder": str(path), "former": names})
        return
    output.tell(f"The folder {safe_text(str(path))} no longer means {', '.join(names)}.")
