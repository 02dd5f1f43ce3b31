"""``show``: a credential without its secrets."""

import click

from vaulttui.cli import opening
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_credential
from vaulttui.operations import addresses


@command("show")
@click.argument("credential")
@click.pass_obj
def entry(options: Options, credential: str) -> None:
    """CREDENTIAL is its exact name, TYPE:NAME, or id: and at least 6 digits of its id."""
    with opening.opened(options) as session:
        put_credential(session, addresses.credential_at(session, credential), options)
