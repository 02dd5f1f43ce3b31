"""``env``: what a program would be given, as lines or as JSON."""

from dataclasses import replace
from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.sources_given import SourcesGiven, asking, source_options, wanted
from vaulttui.cli.telling import some
from vaulttui.domain.text import plural, safe_text
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
@click.option("--no-files", is_flag=True, help="Leave out files, their paths, extra variables.")
@click.pass_obj
def entry(options: Options, given: SourcesGiven, format_: str | None, no_files: bool) -> None:
    """Without a source, what the project is given that the folder is linked to.

    Files and extra variables have no place in it: `run` gives them.
    """
    chosen = _format(format_, options)
    with opening.opened(options) as session:
        asked_for = wanted(session, given)
        whole = outline(session, asked_for)
        if no_files:
            asked_for = replace(asked_for, no_files=True)
            _tell_left_out(whole, options)
        else:
            _refuse_others(whole)
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
            hint="`vaulttui run` gives files and extra variables; --no-files leaves them out, and "
            "the variables that hold the paths of files.",
        )


def _tell_left_out(whole: Outline, options: Options) -> None:
    extra = [one.name for one in whole.extra_vars]
    paths = [one.name for one in whole.variables if one.holds_path]
    parts = [plural(len(whole.files), "file")] if whole.files else []
    if paths:
        parts.append(f"{plural(len(paths), 'variable')} with the path of a file ({some(paths)})")
    if extra:
        parts.append(f"{plural(len(extra), 'extra variable')} ({some(extra)})")
    if parts:
        output.notice(f"Left out: {', '.join(parts)}.", as_json=options.json)


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
