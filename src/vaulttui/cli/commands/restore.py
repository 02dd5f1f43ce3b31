"""``restore``: a field back to a former value."""

import click

from vaulttui.cli import opening
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_written
from vaulttui.domain.identifiers import check_identifier
from vaulttui.operations import addresses, history


@command("restore")
@click.argument("address", metavar="CREDENTIAL")
@click.argument("field")
@click.option("--to", "rev", metavar="REV", required=True, help="As `vaulttui history` prints it.")
@click.pass_obj
def entry(options: Options, address: str, field: str, rev: str) -> None:
    """The value that it holds now stays in the history."""
    check_identifier(field, "field")
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        put_written(session, history.restore_field(session, found, field, rev), "Restored", options)
