"""Handing a key to the agent, and showing what it holds."""

from vaulttui.agent.holding import State, Unlocked
from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import lasting, safe_text
from vaulttui.errors import AgentFailed
from vaulttui.operations import agent
from vaulttui.session.session import Session
from vaulttui.settings import ON_DEMAND, load


def share_on_demand(session: Session, options: Options) -> None:
    """Hand over the key, to an agent that is started for it, if the settings say so."""
    settings = load()
    if settings.agent != ON_DEMAND:
        return
    try:
        agent.hand_over(session, agent.limits(settings))
    except AgentFailed as error:
        output.notice(error.message, as_json=options.json)


def put_state(state: State, options: Options) -> None:
    """Show what the agent holds."""
    if options.json:
        output.put_json({"pid": state.pid, "vaults": [_shape(one) for one in state.vaults]})
        return
    output.tell(f"The agent runs, as process {state.pid}.")
    if state.vaults:
        put_table(("UNLOCKED", "LOCKS UNUSED IN", "AND AT LAST IN", ""), map(_row, state.vaults))
    else:
        output.tell("It holds no key; `vaulttui unlock` hands it one.")


def _shape(one: Unlocked) -> dict[str, object]:
    return {
        "id": one.vault_id.hex(),
        "path": _path(one),
        "idle_seconds_left": one.left.idle,
        "seconds_left": one.left.hard,
        "confirm": one.left.ask,
    }


def _row(one: Unlocked) -> tuple[str, str, str, str]:
    asks = "asks at each use" if one.left.ask else ""
    return safe_text(_path(one)), lasting(one.left.idle), lasting(one.left.hard), asks


def _path(one: Unlocked) -> str:
    return one.path.decode("utf-8", "backslashreplace")
