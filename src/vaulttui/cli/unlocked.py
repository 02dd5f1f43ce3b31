"""The vault opened with the key that the agent holds: what every command tries first."""

from pathlib import Path

from vaulttui.cli import output
from vaulttui.cli.options import Options
from vaulttui.domain.text import safe_text
from vaulttui.errors import AgentFailed, AnswerNeeded, CannotUnlock, VaulttuiError
from vaulttui.host import passphrase
from vaulttui.operations import agent
from vaulttui.session.session import Session


def unlocked(path: Path, options: Options, *, by: str) -> Session | None:
    """The open vault; None where the secret must be asked for.

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
