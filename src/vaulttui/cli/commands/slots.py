"""``slot``: what unlocks the vault."""

from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from vaulttui.cli import opening, output, recovery
from vaulttui.cli.command import group, verb
from vaulttui.cli.moments import local
from vaulttui.cli.options import Options
from vaulttui.cli.slots import describe, slot_shape
from vaulttui.cli.table import put_table
from vaulttui.errors import UsageError
from vaulttui.operations import slots, vaults
from vaulttui.operations.slots import SlotInfo

PASSPHRASE, BOTH, RECOVERY = "passphrase", "both", "recovery"
_KINDS: Final = (PASSPHRASE, BOTH, RECOVERY)


@verb("list")
@click.pass_obj
def listing(options: Options) -> None:
    """List the key slots."""
    with opening.opened(options) as session:
        found = slots.slots(session)
    if options.json:
        output.put_json([slot_shape(info) for info in found])
        return
    put_table(("ID", "ASKS FOR", "A GUESS COSTS", "MADE", ""), [_row(info) for info in found])


@verb("add")
@click.argument("kind", metavar="|".join(_KINDS), type=click.Choice(_KINDS))
@click.argument("key_path", metavar="[KEYFILE]", required=False)
@click.option("--new-passphrase-file", metavar="PATH", help="The passphrase of the new slot.")
@click.option("--recovery-out", metavar="PATH", help="Write the recovery key into a new file.")
@click.pass_obj
def add(
    options: Options,
    kind: str,
    key_path: str | None,
    new_passphrase_file: str | None,
    recovery_out: str | None,
) -> None:
    """Add a passphrase, a passphrase with a key file (made if it is missing), or a recovery key."""
    if (kind == BOTH) is not bool(key_path):
        raise UsageError("KEYFILE is named for `both`, and only for it.")
    if kind == RECOVERY:
        _add_recovery(options, recovery_out)
        return
    if recovery_out is not None:
        raise UsageError("--recovery-out is for `slot add recovery`.")
    with opening.opened(options, ask=True) as session:
        passphrase = opening.new_passphrase(new_passphrase_file, options)
        with ExitStack() as undo:
            secret = vaults.key_file_at(Path(key_path), undo) if key_path else None
            info = slots.add_passphrase(session, passphrase, secret)
            undo.pop_all()
        _put(info, options)


@verb("rm")
@click.argument("slot_id", metavar="ID")
@click.pass_obj
def rm(options: Options, slot_id: str) -> None:
    """Remove a slot; what it asked for opens the vault no more, but still its former copies."""
    with opening.opened(options, ask=True) as session:
        found = slots.slot_at(session, slot_id)
        options.terminal.confirm(f"Remove slot {found.id[:8]}, {describe(found)}?")
        slots.rm(session, found.id)
    if options.json:
        output.put_json(slot_shape(found))
    else:
        output.tell(f"Removed slot {found.id[:8]}, {describe(found)}. Backups still open with it.")


def _add_recovery(options: Options, out: str | None) -> None:
    keeper = recovery.keeper(out, options)
    with opening.opened(options, ask=True) as session:
        slots.refuse_full(session)
        secret, line = slots.new_recovery()
        # A slot whose key nobody has would look like one that is of use.
        keeper(line)
        _put(slots.add_recovery(session, secret), options)


def _put(info: SlotInfo, options: Options) -> None:
    if options.json:
        output.put_json(slot_shape(info))
    else:
        output.tell(f"Added slot {info.id[:8]}, {describe(info)}.")


def _row(info: SlotInfo) -> tuple[str, str, str, str, str]:
    made = "" if info.created_at is None else local(info.created_at)
    return info.id[:8], info.type.title, info.guess, made, "in use" if info.opened_now else ""


entry = group("slot", (listing, add, rm))
