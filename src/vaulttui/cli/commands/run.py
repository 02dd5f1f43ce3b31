"""``run``: a program with what it needs, and nothing else of the vault."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import Command, command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, asking, source_options, wanted
from vaulttui.errors import UsageError
from vaulttui.host import run_folder
from vaulttui.host.run import run
from vaulttui.inject.launch import launch


class _Run(Command):
    """Its options end at the first word that is none: the rest belongs to the program."""

    allow_interspersed_args = False


@command("run", _Run)
@source_options
@click.option("--allow-disk", is_flag=True, help="Let files lie on a disk where no memory is.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="-- CMD [ARGUMENT]...")
@click.pass_obj
def entry(options: Options, given: SourcesGiven, allow_disk: bool, words: tuple[str, ...]) -> None:
    """Without a source, with what the project is given that the folder is linked to.
    It ends as the program does; see `vaulttui help run`.
    """
    if not words:
        raise UsageError("No program is named.", hint="Name it last: `vaulttui run -- CMD`.")
    path = run_folder.choose()
    with opening.opened(options) as session:
        made = launch(session, wanted(session, given), path, asking(options))
    for note in made.notes:
        output.notice(note, as_json=options.json)
    folder = run_folder.make(path, allow_disk=allow_disk) if made.files else None
    output.finish()
    run(words, made.variables, folder=folder, files=made.files)
