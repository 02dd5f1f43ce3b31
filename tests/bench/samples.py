"""Vaults of a size, made once per run, as an import of real logins would leave them."""

import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vaulttui.crypto.kdf import KdfCost
from vaulttui.formats.imported import ImportedCredential, ImportedFile
from vaulttui.operations.credentials import Edits, Given
from vaulttui.operations.imports import OnConflict, apply, plan
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

PASSPHRASE: Final = Secret(b"a bench passphrase")
COST: Final = KdfCost(64 * 1024, 3, 4)
SIZES: Final = (100, 10_000, 100_000)
WORDS: Final = (
    "shop",
    "mail",
    "cloud",
    "bank",
    "forum",
    "wiki",
    "build",
    "deploy",
    "photo",
    "game",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A vault file with ``size`` credentials; ``name`` is one of them."""

    path: Path
    size: int
    name: str


def offer() -> Unlocking:
    """What opens every sample."""
    return Unlocking(PASSPHRASE)


def make(folder: Path, size: int) -> Sample:
    """Write a vault with that many logins, each with a password, a user, an address and tags."""
    path = folder / f"{size}.vtv"
    file = VaultFile.create(
        path, lambda keys: [make_slot(keys, SlotType.PASSPHRASE, offer(), COST)]
    )
    session = Session(file, by="bench")
    chance = random.Random(size)
    logins = tuple(_login(number, chance) for number in range(size))
    apply(session, plan(session, ImportedFile("bench", logins, ()), OnConflict.SKIP))
    session.file.rewrite(lambda header: header)
    session.close()
    return Sample(path, size, logins[size // 2].name)


def change(number: int) -> Edits:
    """An edit as a person makes it: one new password."""
    return Edits(values={"password": Given(Secret(f"changed {number} {os.getpid()}".encode()))})


def _login(number: int, chance: random.Random) -> ImportedCredential:
    word = chance.choice(WORDS)
    host = f"{word}-{number}.example.com"
    values = {
        "username": f"user{number}@example.com",
        "password": f"{chance.getrandbits(96):024x}",
        "url": f"https://{host}/login",
    }
    return ImportedCredential(
        source_id=f"{number}",
        type_id="login",
        name=host,
        description="",
        tags=(f"imported/{word}",),
        values={key: Secret.from_text(text) for key, text in values.items()},
        extra=(),
        expires={},
        created_at=None,
        updated_at=1_700_000_000_000,
    )
