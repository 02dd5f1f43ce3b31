"""``repair``: what can be saved of a damaged vault."""

from pathlib import Path

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural, safe_text
from vaulttui.host.files import refuse_taken
from vaulttui.operations import repair


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
        options.terminal.confirm(f"Let what can be saved take the place of {safe_text(str(path))}?")
    done = repair.repair(path, offer, target, allow_expensive=options.allow_expensive_kdf)
    if options.json:
        output.put_json({"path": done.path, "records": done.records, "lost": done.lost})
        return
    output.tell(f"{plural(done.records, 'record')} saved to {done.path}.")
    for sentence in done.lost:
        output.tell(f"Lost: {sentence}")
