"""``assign``: give a credential or set to projects."""

from collections.abc import Sequence

import click

from vaulttui.cli import opening
from vaulttui.cli.addressing import check_owned, check_subject
from vaulttui.cli.assigned import put_assigned, tell_names
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import UsageError
from vaulttui.operations import addresses, assignments


@command("assign")
@click.argument("subject", metavar="CRED|set:SET")
@click.argument("projects", metavar="PROJECT…", nargs=-1, required=True)
@click.option("--replace", is_flag=True, help="Let these be its only projects.")
@click.option("--prefix", metavar="P", default="", help="Put before every variable as it is: OLD_.")
@click.option("--rename", multiple=True, metavar="VAR=NEW", help="Another name of one variable.")
@click.pass_obj
def entry(
    options: Options,
    subject: str,
    projects: tuple[str, ...],
    replace: bool,
    prefix: str,
    rename: tuple[str, ...],
) -> None:
    """Assigned again, a project's prefix and renames are replaced.

    Two sources for one variable are told here, and refused by run and env.
    """
    check_subject(subject)
    for project in projects:
        check_owned(project, "project")
    renames = _renames(rename)
    with opening.opened(options) as session:
        found = addresses.subject_at(session, subject)
        wanted = [addresses.project_at(session, one) for one in projects]
        assignments.assign(session, found, wanted, prefix=prefix, renames=renames, replace=replace)
        put_assigned(session, found, options)
        tell_names(session, wanted, found, options)


def _renames(words: Sequence[str]) -> dict[str, str]:
    renames: dict[str, str] = {}
    for variable, name in map(_pair, words):
        if variable in renames:
            raise UsageError(f"--rename names {safe_text(variable, 80)} twice.")
        renames[variable] = name
    return renames


def _pair(word: str) -> tuple[str, str]:
    variable, equals, name = word.partition("=")
    if not equals or not variable or not name:
        raise UsageError(f"{safe_text(word, 80)} is not of the form VAR=NEW.")
    return variable, name
