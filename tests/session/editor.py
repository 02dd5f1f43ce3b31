"""Edits a vault as fast as it can and says each revision that was acknowledged."""

from pathlib import Path
from random import Random

from tests.session.forks import say
from tests.session.sessions import add, describe, put, record, same_vault
from vaulttui.crypto.keys import VaultKeys
from vaulttui.secret import Secret
from vaulttui.session.session import Session


def play(path: str, vault_id: str, vault_key: str, seed: str) -> None:
    """Never ends by itself."""
    keys = VaultKeys(bytes.fromhex(vault_id), Secret(bytes.fromhex(vault_key)))
    session = same_vault(Path(path), keys)
    random = Random(int(seed))
    mine = [add(session, "first", b"value")]
    while True:
        say("saved", *_edit(session, random, mine))


def _edit(session: Session, random: Random, mine: list[str]) -> list[str]:
    chosen = random.choice(mine[-5:])
    turn = random.randrange(12)
    if turn == 0:
        session.rewrite(lambda header: header, "checkpoint")
    elif turn < 4:
        chosen = add(session, f"number {len(mine)}", random.randbytes(random.choice([8, 3000])))
        mine.append(chosen)
    elif turn < 8:
        put(session, chosen, random.randbytes(20))
    else:
        describe(session, chosen, "x" * random.choice([1, 800]))
    return [head.rev for head in record(session, chosen).heads]
