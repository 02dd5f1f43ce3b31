"""``rekey``: another key for the vault, under which every value is sealed anew."""

from contextlib import closing

import click
from msgspec.structs import replace

from vaulttui.cli import opening, output, recovery
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.slots import describe, slot_shape
from vaulttui.errors import UsageError
from vaulttui.operations import slots, vaults
from vaulttui.vaultfile.slots import SlotType


@command("rekey")
@click.option("--recovery-out", metavar="PATH", help="Write the recovery key into a new file.")
@click.pass_obj
def entry(options: Options, recovery_out: str | None) -> None:
    """It opens with the same passphrase and key file as before, and a new recovery key; other
    slots go. Copies and backups stay under the former key.
    """
    from vaulttui.operations.rekey import rekey

    if options.recovery:
        raise UsageError("A new key is made with the passphrase, not with the recovery key.")
    path = opening.vault_path(options)
    keeper = recovery.keeper(recovery_out, options)
    offer = opening.offer_for(path, options)
    allow = options.allow_expensive_kdf
    with closing(vaults.open_vault(path, offer, by=opening.BY, allow_expensive=allow)) as session:
        gone = [info for info in slots.slots(session) if not info.opened_now]
        for info in gone:
            output.notice(f"Would go: slot {info.id[:8]}, {describe(info)}.", as_json=options.json)
        options.terminal.confirm("Seal every value anew under another key?")
        secret, line = slots.new_recovery()
        # Before the change: a vault whose recovery key nobody has would look like a good one.
        keeper(line)
        opened = session.file.slot
        if opened is not None and opened.type is SlotType.PASSPHRASE:
            offer = replace(offer, key_file=None)
        rekey(session, offer, secret)
        present = slots.slots(session)
    if options.json:
        output.put_json({"slots": [slot_shape(info) for info in present]})
    else:
        output.tell("The vault has another key. Backups and copies stay under the former one.")
