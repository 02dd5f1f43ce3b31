"""From the options of the command line to an open vault."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vaulttui import paths
from vaulttui.agent import place
from vaulttui.cli.options import Options
from vaulttui.cli.output import notice
from vaulttui.domain.text import safe_text
from vaulttui.errors import AnswerNeeded, CannotUnlock, InvalidValue, NotFound, WrongSecret
from vaulttui.host import passphrase, run_folder
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking

BY: Final = "cli"
"""What is remembered as the front end of each change."""
_TRIES: Final = 3
_LOCKED: Final = (
    "Have the agent hold the key (`vaulttui unlock`), or name where the passphrase is with "
    "VAULTTUI_PASSPHRASE_FILE or VAULTTUI_PASSPHRASE_COMMAND."
)

_opened: Final[list[Session]] = []
"""The last one is kept: the process is over before a large vault could be taken apart."""


@contextmanager
def opened(options: Options, *, ask: bool = False) -> Iterator[Session]:
    """The vault that the options name, unlocked; what is odd about its file goes to stderr.

    ``ask`` wants the secret itself, whatever the key agent holds.
    """
    run_folder.sweep()
    session = open_session(options, ask=ask)
    _opened[:] = [session]
    try:
        for sentence in session.file.notices:
            notice(sentence, as_json=options.json)
        yield session
    finally:
        session.close()


def open_session(options: Options, *, ask: bool = False, by: str = BY) -> Session:
    """The same, for whoever closes it and tells of the file itself; ``by`` is the front end."""
    if options.demo:
        from vaulttui.operations.sample import sample

        return sample(by)
    path = vault_path(options)
    found = None if ask or options.recovery else _unlocked(path, options, by)
    if found is not None:
        return found
    session = _by_secret(path, options, by)
    if not ask and not options.recovery:
        _share(session, options)
    return session


def _by_secret(path: Path, options: Options, by: str) -> Session:
    """The vault opened by what the environment names, or a person types: mistyped, typed again."""
    # Who has but one try types the next one into the shell, which remembers it.
    for _ in range(0 if passphrase.is_given() else _TRIES - 1):
        try:
            return _by_one_secret(path, options, by)
        except WrongSecret as error:
            notice(error.message, as_json=options.json)
    return _by_one_secret(path, options, by)


def _by_one_secret(path: Path, options: Options, by: str) -> Session:
    offer = offer_for(path, options)
    return vaults.open_vault(path, offer, by=by, allow_expensive=options.allow_expensive_kdf)


def _unlocked(path: Path, options: Options, by: str) -> Session | None:
    """The vault opened with the key that the agent holds, if one listens."""
    if not place.may_listen():
        return None
    from vaulttui.cli.unlocked import unlocked

    return unlocked(path, options, by=by)


def _share(session: Session, options: Options) -> None:
    """Let the agent have the key that a person typed the passphrase for, if the settings say so."""
    if passphrase.is_given() or not paths.settings_path().exists():
        return
    from vaulttui.cli.agent import share_on_demand

    share_on_demand(session, options)


def vault_path(options: Options) -> Path:
    """The vault's place; the settings are read only where they decide it."""
    decided = options.vault or os.environ.get(paths.VAULT_VARIABLE)
    if decided or not paths.settings_path().exists():
        return paths.vault_path(options.vault)
    from vaulttui.cli.preferences import user_settings

    return paths.vault_path(None, user_settings(options).vault)


def offer_for(path: Path, options: Options) -> Unlocking:
    """What the user offers to unlock a vault; the file is looked at before anything is asked."""
    types = vaults.slot_types(path)
    if options.recovery:
        return Unlocking(recovery=_recovery_key(path, options))
    key_file = read_key_file(options)
    if key_file is None and SlotType.BOTH in types and SlotType.PASSPHRASE not in types:
        raise CannotUnlock(
            "The vault asks for a key file beside the passphrase.",
            hint="Name it with --key-file or VAULTTUI_KEY_FILE.",
        )
    return Unlocking(passphrase=ask_passphrase(path, options), key_file=key_file)


def backup_offer(name: str, options: Options) -> Unlocking:
    """What the user offers to unlock a backup, which opens with the secrets that it had."""
    if options.recovery:
        return Unlocking(recovery=_recovery_key(Path(name), options))
    return Unlocking(
        passphrase=ask_passphrase(Path(name), options), key_file=read_key_file(options)
    )


def ask_passphrase(path: Path, options: Options) -> Secret:
    """The passphrase from the environment, or from the person at the terminal."""
    given = passphrase.from_environment()
    if given is not None:
        return given
    with _hinted(_LOCKED):
        return options.terminal.ask_secret(f"Passphrase for {safe_text(path.name, 80)}: ")


def new_passphrase(file: str | None, options: Options, prompt: str = "New passphrase: ") -> Secret:
    """A passphrase that is to be: from a file, or typed twice."""
    if file is not None:
        return passphrase.from_file(Path(file))
    with _hinted("Name a file that holds it with --new-passphrase-file."):
        return options.terminal.ask_secret_twice(prompt)


@contextmanager
def _hinted(hint: str) -> Iterator[None]:
    try:
        yield
    except AnswerNeeded as error:
        raise AnswerNeeded(error.message, hint=hint) from None


def read_key_file(options: Options) -> Secret | None:
    """The secret of the key file that the options name; NotFound where the file is missing."""
    path = options.key_path
    if path is None:
        return None
    if not path.exists():
        raise NotFound(f"There is no key file {safe_text(str(path))}.")
    return vaults.read_key_file(path)


def _recovery_key(path: Path, options: Options) -> Secret:
    given = passphrase.from_environment()
    if given is None:
        prompt = f"Recovery key for {safe_text(path.name, 80)}: "
        given = options.terminal.ask_secret(prompt)
    try:
        return vaults.read_recovery_key(given)
    except InvalidValue as error:
        raise WrongSecret(error.message, hint=error.hint) from None
