"""``backups``: former states of the vault file."""

from datetime import UTC, datetime

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local, rfc3339
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import NotFound
from vaulttui.operations import backups
from vaulttui.vaultfile.backups import Backup


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List the backups, newest first."""
    found = backups.backups(opening.vault_path(options))
    if options.json:
        output.put_json(
            [
                {
                    "name": one.name,
                    "taken_at": rfc3339(_taken_ms(one)),
                    "epoch": one.epoch,
                    "size": one.size,
                }
                for one in found
            ]
        )
        return
    rows = [(one.name, local(_taken_ms(one)), str(one.epoch), f"{one.size:,}") for one in found]
    put_table(("NAME", "TAKEN", "EPOCH", "BYTES"), rows)
    if not rows:
        output.tell("There are no backups yet.")


@verb("restore")
@click.argument("name")
@click.pass_obj
def restore(options: Options, name: str) -> None:
    """Let a backup take the vault's place; the present file becomes a backup itself."""
    path = opening.vault_path(options)
    if all(one.name != name for one in backups.backups(path)):
        raise NotFound(
            f"There is no backup {safe_text(name)}.", hint="See `vaulttui backups list`."
        )
    offer = opening.backup_offer(name, options)
    done = backups.restore(path, name, offer, allow_expensive=options.allow_expensive_kdf)
    if options.json:
        output.put_json({"name": done.name, "records": done.records})
    else:
        what = plural(done.records, "record")
        output.tell(f"Restored {safe_text(done.name)}, with {what}.")


def _taken_ms(backup: Backup) -> int:
    taken = datetime.strptime(backup.taken_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return int(taken.timestamp() * 1000)


entry = group("backups", (listing, restore))
