"""``rm``: credentials into the trash."""

from collections.abc import Sequence

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.shapes import shown
from vaulttui.cli.telling import tell_uses
from vaulttui.domain.credentials import Credential
from vaulttui.domain.text import safe_text
from vaulttui.operations import addresses, trash
from vaulttui.operations.where_used import uses_of


@command("rm")
@click.argument("address", metavar="CREDENTIAL…", nargs=-1, required=True)
@click.pass_obj
def entry(options: Options, address: tuple[str, ...]) -> None:
    """`vaulttui trash restore` brings them back."""
    with opening.opened(options) as session:
        found = [addresses.credential_at(session, one) for one in dict.fromkeys(address)]
        shapes = [shown(session, credential) for credential in found]
        uses = [(one, uses_of(session, one)) for one in found]
        trash.rm(session, found)
    if options.json:
        output.put_json(shapes)
    else:
        _tell(found)
    for credential, known in uses:
        tell_uses(safe_text(credential.name), known, options)


def _tell(found: Sequence[Credential]) -> None:
    names = ", ".join(safe_text(credential.name) for credential in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    output.tell(f"Moved to the trash: {names}{more}.")
