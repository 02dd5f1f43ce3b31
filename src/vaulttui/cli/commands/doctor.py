"""``doctor``: what is not well around the vault."""

import click

from vaulttui.cli import opening, output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.operations import doctor


@command("doctor")
@click.pass_obj
def entry(options: Options) -> None:
    """Asks for no secret, and writes nothing."""
    found = doctor.doctor(opening.vault_path(options))
    if options.json:
        output.put_json(
            [{"level": one.level, "what": one.what, "advice": one.advice} for one in found]
        )
        return
    for one in found:
        output.put(f"{one.level:<4}  {safe_text(one.what)}")
        if one.advice:
            output.put(f"      {safe_text(one.advice)}")
