"""``env``: what a program would be given, as lines or as JSON."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, asking, source_options, wanted
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, UsageError
from vaulttui.inject.environment import Environment, compose, outline
from vaulttui.inject.outline import Outline

_NOWHERE = Path("/nonexistent")
_DEFAULT = "dotenv"


@command("env")
@source_options
@click.option(
    "--format", "format_", type=click.Choice(("dotenv", "shell", "json")),
    help=f"How it is written; {_DEFAULT} unless said otherwise.",
)  # fmt: skip
@click.pass_obj
def entry(options: Options, given: SourcesGiven, format_: str | None) -> None:
    """Without a source, what the project is given that the folder is linked to.

    Files and extra variables have no place in it: `run` gives them.
    """
    chosen = _format(format_, options)
    with opening.opened(options) as session:
        asked_for = wanted(session, given)
        _refuse_others(outline(session, asked_for))
        made = compose(session, asked_for, folder=_NOWHERE, answers=asking(options), verb="env")
    for note in made.notes:
        output.notice(note, as_json=options.json)
    if chosen == "json":
        output.put_json(_texts(made))
    else:
        output.put_bytes(_lines(made, chosen))


def _format(named: str | None, options: Options) -> str:
    if options.json and named not in (None, "json"):
        raise UsageError(f"--json and --format {named} cannot both be.")
    return "json" if options.json else named or _DEFAULT


def _refuse_others(whole: Outline) -> None:
    """Raise InvalidValue where something is given that is no variable."""
    found = [f"the file {one.name} ({one.origins[0]})" for one in whole.files]
    found += [f"the extra variable {one.name} ({one.origins[0]})" for one in whole.extra_vars]
    if found:
        raise InvalidValue(
            f"This cannot be written as variables: {'; '.join(found)}.",
            hint="`vaulttui run` gives files and extra variables; --only leaves them out.",
        )


def _lines(made: Environment, chosen: str) -> bytes:
    from vaulttui.formats.dotenv_lines import dotenv_line, shell_line

    line = dotenv_line if chosen == "dotenv" else shell_line
    return b"".join(line(name, value.reveal()) for name, value in made.variables.items())


def _texts(made: Environment) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in made.variables.items():
        try:
            texts[name] = value.reveal().decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidValue(
                f"The value of {safe_text(name, 128)} is not UTF-8 text, which JSON needs.",
                hint="Take the format shell.",
            ) from None
    return texts
