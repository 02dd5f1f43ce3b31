"""``run``: a program with what it needs, and nothing else of the vault."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import Command, command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, asking, source_options, wanted
from vaulttui.errors import UsageError
from vaulttui.host import run_folder
from vaulttui.host.run import run
from vaulttui.inject.collisions import EXTRA_VARIABLES
from vaulttui.inject.environment import Environment, compose, refuse_too_large
from vaulttui.secret import Secret


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
        made = compose(session, wanted(session, given), folder=path, answers=asking(options))
    refuse_too_large(made)
    for note in made.notes:
        output.notice(note, as_json=options.json)
    _run(words, made, path, allow_disk)


def _run(words: Sequence[str], made: Environment, path: Path, allow_disk: bool) -> NoReturn:
    files = {one.name: one.content for one in made.files}
    variables = dict(made.variables)
    if made.extra_vars:
        from vaulttui.inject.extra_vars import extra_vars_file

        beside = extra_vars_file(made.extra_vars)
        files[beside.name] = beside.content
        variables[EXTRA_VARIABLES] = Secret.from_text(str(path / beside.name))
    folder = run_folder.make(path, allow_disk=allow_disk) if files else None
    output.finish()
    run(words, variables, folder=folder, files=files)
