"""The key agent, as commands use it and show it."""

from pathlib import Path
from typing import Final

from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.cli.table import put_table
from vaulttui.domain.text import safe_text
from vaulttui.errors import AgentFailed, AnswerNeeded, CannotUnlock, VaulttuiError
from vaulttui.host import passphrase
from vaulttui.operations import agent
from vaulttui.operations.agent import State, Unlocked
from vaulttui.session.session import Session
from vaulttui.settings import ON_DEMAND, Settings, load

_MINUTE: Final = 60
_HOUR: Final = 3600


def unlocked(path: Path, options: Options, *, by: str) -> Session | None:
    """The vault opened with the key that the agent holds; None where the secret must be asked for.

    An agent that is not to be used is told of, and not used.
    """
    try:
        return agent.open_unlocked(path, by=by, agree=lambda: _agree(path, options))
    except AgentFailed as error:
        output.notice(error.message, as_json=options.json)
    except AnswerNeeded:
        if not passphrase.is_given():
            raise
    return None


def _agree(path: Path, options: Options) -> None:
    """Ask the person at the terminal; --yes does not answer, for it comes from the caller."""
    from vaulttui.host.terminal import Terminal

    try:
        Terminal(no_input=options.no_input).confirm(
            f"Let this command use the key of {safe_text(path.name, 80)}?"
        )
    except AnswerNeeded:
        raise
    except VaulttuiError:
        raise CannotUnlock("The key was not used, because you did not agree.") from None


def share_on_demand(session: Session, options: Options) -> None:
    """Hand over the key, to an agent that is started for it, if the settings say so."""
    settings = load()
    if settings.agent != ON_DEMAND:
        return
    try:
        hand_over(session, settings)
    except AgentFailed as error:
        output.notice(error.message, as_json=options.json)


def hand_over(session: Session, settings: Settings, *, ask: bool = False) -> None:
    """Hand the key of an open vault to the agent, which is started where none runs."""
    limits = agent.limits(settings, ask=ask)
    if not agent.unlock(session, limits):
        agent.start()
        if not agent.unlock(session, limits):
            raise AgentFailed("The agent ended before it took the key.")


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


def lasting(seconds: int) -> str:
    """A time to come, in the units that people count it in."""
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
