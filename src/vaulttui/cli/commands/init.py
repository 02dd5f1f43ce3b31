"""``init``: a new vault."""

import re
from contextlib import ExitStack
from functools import partial
from typing import Final

import click

from vaulttui.cli import opening, output, recovery
from vaulttui.cli.command import command
from vaulttui.cli.options import Options
from vaulttui.crypto.kdf import KdfCost, default_cost
from vaulttui.domain.text import safe_text
from vaulttui.errors import Exists, InvalidValue
from vaulttui.host.passphrase import from_environment
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import Unlocking, check_passphrase

_SIZE: Final = re.compile(r"([0-9]{1,9})(KiB|MiB|GiB)")
_WEAK: Final = 1
_KIB: Final = {"KiB": 1, "MiB": 1 << 10, "GiB": 1 << 20}


@command("init")
@click.option("--kdf-memory", metavar="SIZE", help="Argon2id's memory, 64MiB or more.")
@click.option("--kdf-time", metavar="N", type=int, help="Argon2id's passes, 3 or more.")
@click.option("--kdf-lanes", metavar="N", type=int, help="Argon2id's lanes, 1 or more.")
@click.option("--recovery-out", metavar="PATH", help="Write the recovery key into a new file.")
@click.option("--no-recovery", is_flag=True, help="Make no recovery key.")
@click.pass_obj
def entry(
    options: Options,
    kdf_memory: str | None,
    kdf_time: int | None,
    kdf_lanes: int | None,
    recovery_out: str | None,
    no_recovery: bool,
) -> None:
    """With --key-file K the vault asks for passphrase and key file; a missing K is made.
    Without --recovery-out and --no-recovery the recovery key is shown, to be typed back.
    """
    path = opening.vault_path(options)
    if vaults.exists(path):
        raise Exists(
            f"{safe_text(str(path))} exists already.",
            hint="Choose another place with --vault; nothing was changed.",
        )
    cost = vaults.check_cost(_cost(kdf_memory, kdf_time, kdf_lanes))
    keeper = None if no_recovery else recovery.keeper(recovery_out, options)
    if no_recovery and recovery_out is not None:
        raise recovery.both()
    passphrase = _passphrase(options)
    with ExitStack() as undo:
        key_file = _key_file(options, undo)
        offer = Unlocking(passphrase=passphrase, key_file=key_file)
        new = vaults.NewVault(path, offer, cost, recovery=keeper is not None)
        session, line = vaults.create(new, by=opening.BY)
        # An empty vault whose recovery key nobody has would look like a good one.
        undo.callback(path.unlink, missing_ok=True)
        session.close()
        if keeper is not None and line is not None:
            keeper(line)
        undo.pop_all()
    if options.json:
        output.put_json({"path": str(path), "recovery": line is not None})
    else:
        output.tell(f"The vault {path} is made.")


def _passphrase(options: Options) -> Secret:
    given = from_environment()
    if given is not None:
        return check_passphrase(given)
    return options.terminal.ask_secret_twice("New passphrase: ", partial(_judge, options))


def _judge(options: Options, passphrase: Secret) -> None:
    from vaulttui.domain.strength import estimate

    text = check_passphrase(passphrase).reveal().decode("utf-8")
    found = estimate(text)
    sentence = f"Strength: {found.score} of 4. {found.warning}".rstrip()
    output.notice(sentence, as_json=options.json)
    if found.score <= _WEAK:
        options.terminal.confirm("A guesser would have it soon. Use it all the same?")


def _key_file(options: Options, undo: ExitStack) -> Secret | None:
    path = options.key_path
    if path is None:
        return None
    if not path.exists():
        sentence = f"The key file {path} is made; without it the vault does not open."
        output.notice(sentence, as_json=options.json)
    return vaults.key_file_at(path, undo)


def _cost(memory: str | None, passes: int | None, lanes: int | None) -> KdfCost:
    usual = default_cost()
    return KdfCost(
        usual.memory if memory is None else _kib(memory),
        usual.passes if passes is None else passes,
        usual.lanes if lanes is None else lanes,
    )


def _kib(text: str) -> int:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise InvalidValue(f"{safe_text(text, 40)} is no size.", hint="Write it as 64MiB or 1GiB.")
    return int(found[1]) * _KIB[found[2]]
