"""``agent``: the process that holds vault keys."""

import click

from vaulttui.agent.holding import State
from vaulttui.cli import opening, output
from vaulttui.cli.agent import put_state
from vaulttui.cli.command import group, verb
from vaulttui.cli.options import Options
from vaulttui.cli.preferences import user_settings
from vaulttui.errors import NotFound, UsageError
from vaulttui.operations import agent, vaults

NONE_RUNS = "No agent runs."


@verb("start")
@click.option("--confirm", is_flag=True, help="Ask before each use of the key.")
@click.pass_obj
def start(options: Options, confirm: bool) -> None:
    """Start the agent and hand it the vault's key; asks nothing where it holds that already."""
    refuse_sample(options)
    found = agent.state()
    if found is None or not _holds(found, vaults.vault_id(opening.vault_path(options))):
        found = unlock(options, ask=confirm)
    put_state(found, options)


@verb("status")
@click.pass_obj
def status(options: Options) -> None:
    """Show which vaults are unlocked, and for how long. Exit code 3: no agent runs."""
    found = agent.state()
    if found is None:
        raise NotFound(NONE_RUNS, hint="`vaulttui agent start` starts one.")
    put_state(found, options)


@verb("stop")
@click.pass_obj
def stop(options: Options) -> None:
    """End the agent; what it held is forgotten."""
    stopped = agent.stop()
    if options.json:
        output.put_json({"stopped": stopped})
    else:
        output.tell("The agent has ended." if stopped else NONE_RUNS)


def unlock(options: Options, *, ask: bool) -> State:
    """Ask for the secret and hand over the key; what the agent then holds."""
    settings = user_settings(options)
    with opening.opened(options, ask=True) as session:
        agent.hand_over(session, agent.limits(settings, ask=ask))
    found = agent.state()
    if found is None:
        raise NotFound("The agent has ended meanwhile.")
    return found


def refuse_sample(options: Options) -> None:
    """The sample vault has no key that would be of use to another program."""
    if options.demo:
        raise UsageError("The sample vault needs no agent.")


def _holds(state: State, vault_id: bytes) -> bool:
    return any(one.vault_id == vault_id for one in state.vaults)


entry = group("agent", (start, status, stop), untold="status")
