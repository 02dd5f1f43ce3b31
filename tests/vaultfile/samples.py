"""Vaults to break: small ones made with cheap or no slots, and what to compare of them."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Final

from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Json, Revision, canonical
from vaulttui.secret import Secret
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.memory import ROOT, MemoryDisk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

NAME: Final = "v.vtv"
RECOVERY: Final = new_secret()
"""Opens the sample vaults without a run of Argon2."""
OFFER: Final = Unlocking(recovery=RECOVERY)
REAL: Final = Disk()

State = frozenset[bytes]
"""All revisions of a document, each in the one spelling that equal ones share."""


def new_id(random: Random | None = None) -> str:
    return (random.randbytes(16) if random else os.urandom(16)).hex()


def revision(
    record_id: str | None = None,
    par: Iterable[str] = (),
    *,
    kind: str = "note",
    at: int = 1,
    m: Mapping[str, Json] | None = None,
) -> Revision:
    """A revision of a record without values; a new record unless one is named."""
    return Revision(
        k=kind, id=record_id or new_id(), rev=new_id(), par=tuple(par), at=at, m=dict(m or {})
    )


def sealed(keys: VaultKeys, field: str, value: bytes, former: Revision | None = None) -> Revision:
    """A credential of one sealed value, new or following ``former``."""
    record_id = former.id if former else new_id()
    secret = Secret(value)
    return Revision(
        k="credential",
        id=record_id,
        rev=new_id(),
        par=(former.rev,) if former else (),
        at=former.at + 1 if former else 1,
        m={"name": f"with {field}", "type": "login"},
        v={field: keys.seal_value(record_id, field, secret)},
        fp={field: keys.fingerprint(secret)},
    )


def recovery_slot(keys: VaultKeys) -> list[bytes]:
    return [make_slot(keys, SlotType.RECOVERY, OFFER, None)]


def small_vault(path: str | os.PathLike[str], disk: Disk = REAL, commits: int = 2) -> VaultFile:
    """A vault with a snapshot of two records, and commits behind it."""
    vault = VaultFile.create(path, recovery_slot, disk)
    first = sealed(vault.keys, "password", b"first value")
    vault.rewrite(lambda header: header, [first, revision(m={"name": "plain"})])
    for number in range(commits):
        vault.commit([revision(m={"number": number})])
    return vault


def in_memory() -> tuple[MemoryDisk, VaultFile]:
    disk = MemoryDisk()
    return disk, small_vault(f"/{NAME}", disk)


def memory_place(disk: Disk) -> Place:
    return Place(disk, disk.open_folder(ROOT), NAME, f"/{NAME}")


def opened(path: Path, keys: VaultKeys, disk: Disk = REAL) -> VaultFile:
    return VaultFile.open_with_keys(Place.find(path, disk), keys, None)


def state(document: Document) -> State:
    return frozenset(canonical(one) for one in document.revisions())


def state_at(path: Path, keys: VaultKeys) -> State:
    """What the file holds when somebody else opens it."""
    vault = opened(path, keys)
    try:
        return state(vault.document)
    finally:
        vault.close()


_OWN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\.NAME\.lock",
        r"\.NAME\.tmp-([0-9a-f]{16}|copy)",
        r"\.NAME\.torn-\d+-[0-9a-f]{8}",
        r"\.NAME\.backups",
        r"\d{8}T\d{6}Z-\d+-[0-9a-f]{8}\.vtv",
        r"NAME",
    )
)


def strangers(folder: Path, name: str = NAME) -> list[str]:
    """Files that the format does not speak of, or that others may read."""
    found = []
    for path in sorted(folder.rglob("*")):
        known = any(pattern.fullmatch(path.name.replace(name, "NAME")) for pattern in _OWN)
        # The lock of a backup that was opened lies beside it.
        known = known or path.name.endswith(".vtv.lock")
        if not known or path.lstat().st_mode & 0o077:
            found.append(f"{path.relative_to(folder)} {path.lstat().st_mode:o}")
    return found
