"""The key agent, as the screens show it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vaulttui.domain.text import lasting
from vaulttui.errors import AgentFailed, WrongSecret
from vaulttui.tui.frames.screen import VaultScreen
from vaulttui.tui.vault import BY

if TYPE_CHECKING:
    from vaulttui.agent.holding import Limits, State
    from vaulttui.session.session import Session

_CLOSE: Final = ("close", "Close")
_STOP: Final = ("stop", "End the agent")
_DONE: Final = {
    "unlock": "The agent holds the key of this vault now.",
    "forget": "The agent has forgotten the key of this vault.",
    "stop": "The agent has ended.",
}


def holds(path: Path) -> "Limits | None":
    """How long the agent holds the key of a vault; None where it does not, or is not trusted."""
    from vaulttui.operations import agent, vaults

    try:
        state = agent.state()
    except AgentFailed:
        return None
    return _left(state, vaults.vault_id(path)) if state is not None else None


def open_by_agent(path: Path) -> "Session":
    """Open a vault with the agent's key; the person has asked for it here."""
    from vaulttui.operations import agent

    session = agent.open_unlocked(path, by=BY, agree=lambda: None)
    if session is None:
        raise WrongSecret("The agent does not hold the key of this vault any more.", hint="")
    return session


def show_agent(screen: VaultScreen[Any]) -> None:
    """Tell what the agent holds, and offer what can be done about it."""
    from vaulttui.operations import agent

    vault = screen.vault
    if vault.sample:
        vault.tell("The sample vault needs no agent.")
        return
    vault.perform(agent.state, lambda state: _ask(screen, state))


def _ask(screen: VaultScreen[Any], state: "State | None") -> None:
    from vaulttui.tui.dialogs.question import Question

    def answered(answer: str | None) -> None:
        if answer in _DONE:
            screen.vault.perform(jobs[answer], lambda _: screen.vault.tell(_DONE[answer]))

    jobs = _jobs(screen)
    left = _left(state, screen.vault.open_session.keys.vault_id) if state else None
    screen.app.push_screen(Question(*_told(state, left)), answered)


def _told(state: "State | None", left: "Limits | None") -> tuple[str, list[tuple[str, str]]]:
    """What is so, and the ways from there."""
    if state is None:
        told = "No agent runs. With one, commands open this vault without asking."
        return told, [("unlock", "Start and unlock"), _CLOSE]
    if left is None:
        told = "The agent runs, and does not hold the key of this vault."
        return told, [("unlock", "Unlock"), _STOP, _CLOSE]
    told = (
        f"The agent holds the key of this vault: {lasting(left.idle)} more if nobody uses it, "
        f"{lasting(left.hard)} at most."
    )
    return told, [("forget", "Lock the agent"), _STOP, _CLOSE]


def _jobs(screen: VaultScreen[Any]) -> dict[str, Callable[[], object]]:
    from vaulttui.operations import agent

    session, settings = screen.vault.open_session, screen.vault.settings
    return {
        "unlock": lambda: agent.hand_over(session, agent.limits(settings)),
        "forget": lambda: agent.forget(session),
        "stop": agent.stop,
    }


def _left(state: "State | None", vault_id: bytes) -> "Limits | None":
    vaults = state.vaults if state is not None else ()
    return next((one.left for one in vaults if one.vault_id == vault_id), None)
