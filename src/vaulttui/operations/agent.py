"""The key agent: started, asked, handed a key, and locked with all others that hold one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vaulttui.agent import place
from vaulttui.errors import AgentFailed, WrongSecret
from vaulttui.operations import vaults
from vaulttui.session.session import Session

if TYPE_CHECKING:
    from vaulttui.agent.holding import Limits, State
    from vaulttui.settings import Settings


def open_unlocked(path: Path, *, by: str, agree: Callable[[], None]) -> Session | None:
    """Open a vault with the key that the agent holds; None where it holds none that fits.

    ``agree`` is called where the person has to agree to each use, and raises where they
    do not. Raises AgentFailed where the agent is not to be used, and what is wrong with the file.
    """
    if not place.may_listen():
        return None
    from vaulttui.agent import client

    vault_id = vaults.vault_id(path)
    key = client.key_of(vault_id, agree)
    if key is None:
        return None
    try:
        return vaults.open_with_key(path, vault_id, key, by=by)
    except WrongSecret:
        # The vault got another key, and the one that was held is of no more use to anybody.
        client.forget(vault_id)
        return None


def limits(settings: "Settings", *, ask: bool = False) -> "Limits":
    """How long the agent holds a key, as the settings say."""
    from vaulttui.agent.holding import Limits

    return Limits(settings.agent_idle_minutes * 60, settings.agent_hours * 3600, ask)


def state() -> "State | None":
    """What the agent holds; None where none runs."""
    if not place.may_listen():
        return None
    from vaulttui.agent import client

    return client.status()


def start() -> bool:
    """Start the agent, without any key; False where one runs already."""
    from vaulttui.agent import client
    from vaulttui.operations.agent_process import spawn

    try:
        with place.opened(make=True) as folder, place.starting(folder):
            if client.status() is not None:
                return False
            spawn()
            return True
    except OSError as error:
        raise AgentFailed(f"The agent could not be started: {error.strerror or error}.") from None


def hand_over(session: Session, limits: "Limits") -> None:
    """Hand the key of an open vault to the agent, which is started where none runs."""
    if not _unlock(session, limits):
        start()
        if not _unlock(session, limits):
            raise AgentFailed("The agent ended before it took the key.")


def _unlock(session: Session, limits: "Limits") -> bool:
    from vaulttui.agent import client

    keys = session.keys
    return client.unlock(keys.vault_id, keys.vault_key, limits, session.file.place.path)


def forget(session: Session) -> None:
    """Let the agent forget the key of this vault alone."""
    from vaulttui.agent import client

    client.forget(session.keys.vault_id)


def lock() -> int:
    """Let the agent and every other program of this user forget their keys; how many did."""
    if not place.folder().exists():
        return 0
    from vaulttui.agent import client

    return client.lock_all()


def stop() -> bool:
    """End the agent; False where none ran."""
    if not place.may_listen():
        return False
    from vaulttui.agent import client

    return client.stop()
