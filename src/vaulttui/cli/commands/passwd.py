"""``passwd``: another passphrase."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.cli.slots import describe, slot_shape
from vaulttui.operations import slots
from vaulttui.vaultfile.slots import SlotType, known_slots


@command("passwd")
@click.option("--new-passphrase-file", metavar="PATH", help="The new passphrase.")
@click.pass_obj
def entry(options: Options, new_passphrase_file: str | None) -> None:
    """Only the slot that opened the vault changes; with --recovery the first with a passphrase.
    Copies and backups of the vault still open with the former passphrase.
    """
    with opening.opened(options, ask=True) as session:
        present = known_slots(session.file.header)
        wants_key = any(slot.type is SlotType.BOTH for slot in present)
        key_file = opening.read_key_file(options) if wants_key else None
        passphrase = opening.new_passphrase(new_passphrase_file, options)
        stay = slots.passwd(session, passphrase, key_file)
    if options.json:
        output.put_json({"stay": [slot_shape(info) for info in stay]})
        return
    output.tell("The passphrase is changed. Backups still open with the former one.")
    for info in stay:
        output.tell(f"Stays as it was: slot {info.id[:8]}, {describe(info)}.")
