"""One of two programs that edit the same vault at once: own records and a contended one."""

from collections.abc import Callable
from pathlib import Path

from tests.session.forks import say
from tests.session.sessions import add, put, record, same_vault
from vaulttui.crypto.keys import VaultKeys
from vaulttui.errors import Conflict, InUse
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session


def play(path: str, vault_id: str, vault_key: str, contended: str, rounds: str) -> None:
    """Edit for so many rounds, then say how often the other one was in the way."""
    keys = VaultKeys(bytes.fromhex(vault_id), Secret(bytes.fromhex(vault_key)))
    session = same_vault(Path(path), keys)
    conflicts = 0
    mine = add(session, "mine", b"0")
    for number in range(int(rounds)):
        conflicts += _count_up(session, contended, mine, str(number).encode())
        if number % 20 == 10:
            _patiently(lambda: session.rewrite(lambda header: header, "checkpoint"))
    say("done", mine, conflicts)


def _patiently(save: Callable[[], None]) -> None:
    """On a busy machine five seconds may pass without a turn: that is said, and tried again."""
    while True:
        try:
            save()
        except Conflict:
            raise
        except InUse:
            say("waited")
        else:
            return


def _count_up(session: Session, contended: str, mine: str, own: bytes) -> int:
    """Add one to the counter, whatever it takes; return how many tries were refused."""
    refused = 0
    while True:
        draft = Draft.of(record(session, contended))
        draft.m["description"] = str(int(draft.m["description"]) + 1)
        # The time this takes is the other's chance.
        _patiently(lambda: put(session, mine, own))
        try:
            _put_patiently(session, draft)
        except Conflict:
            refused += 1
            assert refused < 1000, "every try is refused: what others wrote is not seen"
        else:
            return refused


def _put_patiently(session: Session, draft: Draft) -> None:
    def save() -> None:
        with session.edit("edit") as change:
            change.put(draft)

    _patiently(save)
