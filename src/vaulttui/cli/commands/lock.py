"""``lock``: nobody holds a key any more."""

import click

from vaulttui.cli import output
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.domain.text import plural
from vaulttui.operations import agent


@command("lock")
@click.pass_obj
def entry(options: Options) -> None:
    """The agent forgets and stays, every open terminal UI asks for the passphrase again.
    Returns when they have forgotten; it is no error if nothing was unlocked.
    """
    count = agent.lock()
    if options.json:
        output.put_json({"locked": count})
    elif count:
        output.tell(f"Locked: {plural(count, 'program')} forgot the keys.")
    else:
        output.tell("No program held a key.")
