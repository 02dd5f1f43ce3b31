"""``duplicate``: a copy of a credential."""

import click

from vaulttui.cli import opening
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_written
from vaulttui.domain.identifiers import check_name
from vaulttui.operations import addresses, credentials


@command("duplicate")
@click.argument("address", metavar="CREDENTIAL")
@click.argument("new")
@click.pass_obj
def entry(options: Options, address: str, new: str) -> None:
    """Values, tags and extra fields are copied; the history is not."""
    check_name(new)
    with opening.opened(options) as session:
        found = addresses.credential_at(session, address)
        put_written(session, credentials.duplicate(session, found, new), "Added", options)
