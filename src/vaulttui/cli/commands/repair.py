"""``repair``: what can be saved of a damaged vault."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural
from vaulttui.host.files import refuse_taken
from vaulttui.operations import repair
from vaulttui.vaultfile.slots import Unlocking


@command("repair")
@click.option("--out", metavar="NEW", help="Write it there, and leave the damaged vault alone.")
@click.pass_obj
def entry(options: Options, out: str | None) -> None:
    """Without --out the repaired vault takes the place of the damaged one, which is kept."""
    path = opening.vault_path(options)
    target = Path(out) if out else None
    if target is not None:
        refuse_taken(target)
    offer = opening.offer_for(path, options)
    if target is None:
        _ask(path, offer, options)
    done = repair.repair(path, offer, target, allow_expensive=options.allow_expensive_kdf)
    if options.json:
        output.put_json({"path": done.path, "credentials": done.credentials, "lost": done.lost})
        return
    output.tell(f"{plural(done.credentials, 'credential')} saved to {done.path}.")
    for sentence in done.lost:
        output.tell(f"Lost: {sentence}")


def _ask(path: Path, offer: Unlocking, options: Options) -> None:
    """Show what would be left, beside what the best backup holds, before anybody agrees."""
    found = repair.forecast(path, offer, allow_expensive=options.allow_expensive_kdf)
    for sentence in found.lost:
        output.notice(f"Would be lost: {sentence}", as_json=options.json)
    if found.backup is not None and found.backup_credentials > found.credentials:
        held = plural(found.backup_credentials, "credential")
        output.notice(f"The backup {found.backup} holds {held}.", as_json=options.json)
    saved = plural(found.credentials, "credential")
    options.terminal.confirm(f"Let the {saved} that can be saved take the vault's place?")
