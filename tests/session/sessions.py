"""Sessions over small vaults, and the shortest ways to change them."""

from pathlib import Path
from typing import Final

from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import Record
from vaulttui.secret import Secret
from vaulttui.session.draft import Draft
from vaulttui.session.session import Session
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.memory import MemoryDisk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.vault import VaultFile

NAME: Final = "v.vtv"
REAL: Final = Disk()


class Clock:
    """Stands where it is put."""

    def __init__(self, now: int = 1_700_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def new_session(path: Path, *, by: str = "cli") -> Session:
    return Session(VaultFile.create(path, lambda keys: []), by=by)


def same_vault(path: Path, keys: VaultKeys, disk: Disk = REAL, *, by: str = "tui") -> Session:
    """Another session on a vault, as another program has it."""
    return Session(VaultFile.open_with_keys(Place.find(path, disk), keys, None), by=by)


def memory_session() -> tuple[MemoryDisk, Session]:
    disk = MemoryDisk()
    return disk, Session(VaultFile.create(f"/{NAME}", lambda keys: [], disk), by="cli")


def add(session: Session, name: str, value: bytes | None = None, **m: object) -> str:
    """A new credential; its id."""
    draft = Draft.new("credential")
    draft.m.update({"name": name, "type": "login", **m})
    if value is not None:
        draft.set("password", Secret(value))
    with session.edit("add") as change:
        change.put(draft)
    return draft.id


def record(session: Session, record_id: str) -> Record:
    found = session.view.record(record_id)
    assert found is not None
    return found


def put(session: Session, record_id: str, value: bytes) -> None:
    draft = Draft.of(record(session, record_id))
    draft.set("password", Secret(value))
    with session.edit("edit") as change:
        change.put(draft)


def describe(session: Session, record_id: str, text: str) -> None:
    draft = Draft.of(record(session, record_id))
    draft.m["description"] = text
    with session.edit("edit") as change:
        change.put(draft)


def delete(session: Session, record_id: str) -> None:
    with session.edit("rm") as change:
        change.delete(record(session, record_id))


def value(session: Session, record_id: str) -> bytes:
    return session.peek(record(session, record_id), "password").reveal()
