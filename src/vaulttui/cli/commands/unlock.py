"""``unlock``: the vault's key for the agent."""

import click

from vaulttui.cli.agent import put_state
from vaulttui.cli.command import command
from vaulttui.cli.commands.agent import NONE_RUNS, refuse_sample, unlock
from vaulttui.cli.options import Options
from vaulttui.cli.preferences import user_settings
from vaulttui.errors import NotFound
from vaulttui.operations import agent
from vaulttui.settings import ON_DEMAND


@command("unlock")
@click.option("--confirm", is_flag=True, help="Ask before each use of the key.")
@click.pass_obj
def entry(options: Options, confirm: bool) -> None:
    """Asks for the passphrase even where the key is held: its time begins anew.
    Exit code 3: no agent runs, and the settings do not say that it is started on demand.
    """
    refuse_sample(options)
    if agent.state() is None and user_settings(options).agent != ON_DEMAND:
        raise NotFound(NONE_RUNS, hint="`vaulttui agent start` starts one and unlocks it.")
    put_state(unlock(options, ask=confirm), options)
