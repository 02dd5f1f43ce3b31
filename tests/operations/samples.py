"""Vaults and credentials to operate on, and everything that a vault file holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.domain.credentials import Credential
from vaulttui.domain.revisions import Revision, canonical
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

START: Final = 1_700_000_000_000
PASSPHRASE: Final = Secret.from_text("correct horse")
RECOVERY: Final = new_secret()
BY_PASSPHRASE: Final = Unlocking(passphrase=PASSPHRASE)
BY_RECOVERY: Final = Unlocking(recovery=RECOVERY)
PASSWORD: Final = "first pässword"


@dataclass
class Moments:
    """A clock that moves when a test says so; milliseconds since 1970 UTC."""

    at: int = START

    def __call__(self) -> int:
        return self.at


def make_vault(path: Path) -> None:
    """An empty vault with a passphrase slot of the least cost and a recovery slot."""
    VaultFile.create(path, _slots).close()


def _slots(keys: VaultKeys) -> list[bytes]:
    return [
        make_slot(keys, SlotType.PASSPHRASE, BY_PASSPHRASE, CHEAPEST),
        make_slot(keys, SlotType.RECOVERY, BY_RECOVERY, None),
    ]


def opened(path: Path, offer: Unlocking = BY_PASSPHRASE) -> VaultFile:
    """The file as another program opens it."""
    return VaultFile.open(path, offer)


def session_on(path: Path, offer: Unlocking = BY_PASSPHRASE, by: str = "other") -> Session:
    """Another program's session."""
    return Session(opened(path, offer), by=by)


def given(text: str | bytes) -> Given:
    return Given(Secret(text.encode() if isinstance(text, str) else text))


def values(**texts: str | bytes) -> dict[str, Given]:
    return {name: given(text) for name, text in texts.items()}


def login(session: Session, name: str = "wiki", **texts: str | bytes) -> Credential:
    """A login with a password, or with the values named."""
    return add(
        session, "login", Edits(name=name, values=values(**(texts or {"password": PASSWORD})))
    )


def secret_of(session: Session, credential: Credential, field: str = "password") -> bytes:
    """A value as it lies in the vault, sealed or public."""
    record = session.view.credential(credential.id).record
    return session.peek(record, field).reveal()


def values_in(file: VaultFile) -> Iterator[bytes]:
    """Every sealed value of every revision, opened."""
    for revision in file.document.revisions():
        for field, sealed in revision.v.items():
            yield file.keys.open_value(revision.id, field, sealed).reveal()


def clear_text(revisions: Iterator[Revision]) -> bytes:
    """The JSON of revisions: all that one sees without opening a value."""
    return b"\n".join(canonical(revision) for revision in revisions)


def contents(path: Path, offer: Unlocking = BY_RECOVERY) -> bytes:
    """All that can be read from a file by who has its key: metadata, and values opened."""
    file = VaultFile.open(path, offer)
    try:
        return b"\n".join((clear_text(file.document.revisions()), *values_in(file)))
    finally:
        file.close()
