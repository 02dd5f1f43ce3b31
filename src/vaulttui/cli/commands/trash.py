"""``trash``: what was deleted and can come back."""

from collections import Counter
from collections.abc import Sequence

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.showing import put_record
from vaulttui.cli.table import put_table
from vaulttui.domain.revisions import Record
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
                    "kind": one.kind,
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
    """Bring a deleted credential back as it was; also set:SET, project:PROJECT,
    organization:NAME and remote:NAME.
    """
    with opening.opened(options) as session:
        record = trash.restore(session, addresses.trashed_at(session, address))
        put_record(session, record, "Restored", options)


@verb("purge")
@click.argument("address", metavar="[CREDENTIAL…]", nargs=-1)
@click.pass_obj
def purge(options: Options, address: tuple[str, ...]) -> None:
    """Forget what was deleted for good, all of it where nothing is named."""
    with opening.opened(options) as session:
        if address:
            records = [addresses.trashed_at(session, one) for one in dict.fromkeys(address)]
        else:
            records = [one.record for one in trash.trashed(session)]
        if records:
            what = _counted(records)
            options.terminal.confirm(f"Forget {what} for good?")
            trash.purge(session, records)
    if options.json:
        output.put_json({"purged": len(records)})
    elif records:
        output.tell(f"Forgotten: {what}. Backups of the vault still hold them.")
    else:
        output.tell("The trash is empty.")


def _counted(records: Sequence[Record]) -> str:
    kinds = Counter(record.kind for record in records)
    return " and ".join(plural(count, kind) for kind, count in kinds.items())


entry = group("trash", (listing, restore, purge))
