"""``trash``: what was deleted and can come back."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_written
from vaulttui.cli.table import put_table
from vaulttui.domain.text import plural
from vaulttui.operations import addresses, trash


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List the trash, the last deleted first."""
    with opening.opened(options) as session:
        found = trash.trashed(session)
    if options.json:
        output.put_json(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "type": one.type_id,
                    "deleted_at": rfc3339(one.deleted_at),
                }
                for one in found
            ]
        )
        return
    rows = [(one.name, one.type_id, local(one.deleted_at), f"id:{one.id[:8]}") for one in found]
    put_table(("NAME", "TYPE", "DELETED", "ID"), rows)
    if not rows:
        output.tell("The trash is empty.")


@verb("restore")
@click.argument("address", metavar="CREDENTIAL")
@click.pass_obj
def restore(options: Options, address: str) -> None:
    """Bring a deleted credential back as it was."""
    with opening.opened(options) as session:
        found = trash.restore(session, addresses.trashed_at(session, address))
        put_written(session, found, "Restored", options)


@verb("purge")
@click.argument("address", metavar="[CREDENTIAL…]", nargs=-1)
@click.pass_obj
def purge(options: Options, address: tuple[str, ...]) -> None:
    """Forget deleted credentials for good, all of them where none is named."""
    with opening.opened(options) as session:
        if address:
            records = [addresses.trashed_at(session, one) for one in dict.fromkeys(address)]
        else:
            records = [one.record for one in trash.trashed(session)]
        if records:
            what = plural(len(records), "credential")
            options.terminal.confirm(f"Forget {what} for good?")
            trash.purge(session, records)
    if options.json:
        output.put_json({"purged": len(records)})
    elif records:
        output.tell(f"Forgotten: {what}. Backups of the vault still hold them.")
    else:
        output.tell("The trash is empty.")


entry = group("trash", (listing, restore, purge))
