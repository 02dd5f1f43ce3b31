"""``unassign``: take a credential or set from projects."""

import click

from vaulttui.cli import opening
from vaulttui.cli.addressing import check_owned, check_subject
from vaulttui.cli.assigned import put_assigned
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.operations import addresses, assignments


@command("unassign")
@click.argument("subject", metavar="CRED|set:SET")
@click.argument("projects", metavar="PROJECT…", nargs=-1, required=True)
@click.pass_obj
def entry(options: Options, subject: str, projects: tuple[str, ...]) -> None:
    """It is an error where one of them was not assigned."""
    check_subject(subject)
    for project in projects:
        check_owned(project, "project")
    with opening.opened(options) as session:
        found = addresses.subject_at(session, subject)
        assignments.unassign(
            session, found, [addresses.project_at(session, one) for one in projects]
        )
        put_assigned(session, found, options)
