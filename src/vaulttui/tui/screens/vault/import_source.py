"""The files that an import reads, and what each would bring."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vaulttui.errors import NotFound, VaulttuiError
from vaulttui.formats.imported import SourceSecret
from vaulttui.host.folders import typed_path
from vaulttui.host.reading import read_file, refuse_endless
from vaulttui.operations import imports, vaults
from vaulttui.operations.imports import ImportPlan, OnConflict
from vaulttui.secret import Secret
from vaulttui.tui.dialogs.offer import offered
from vaulttui.tui.text import shown
from vaulttui.vaultfile.slots import SlotType

if TYPE_CHECKING:
    from vaulttui.session.session import Session
    from vaulttui.vaultfile.vault import VaultFile

_VAULT: Final = "vtv"
FORMATS: Final = (
    ("KeePass XML", "keepass-xml"),
    ("KeePass KDBX", "kdbx"),
    ("Bitwarden JSON", "bitwarden"),
    ("dotenv", "dotenv"),
    ("vaulttui JSON", "json"),
    ("vaulttui vault", _VAULT),
)
ENCRYPTED: Final = ("kdbx", _VAULT)
"""The formats that ask for a passphrase."""
_ENDINGS: Final = {".xml": "keepass-xml", ".kdbx": "kdbx", ".json": "bitwarden", ".vtv": _VAULT}
_OUR_JSON: Final = re.compile(rb'\s*\{\s*"format"\s*:\s*"vaulttui"')


@dataclass(frozen=True, slots=True)
class Request:
    """Which file is to be looked into, as what if that was chosen, and what opens it."""

    path: Path
    chosen: str | None = None
    passphrase: str = ""
    key_file: str = ""
    on_conflict: OnConflict = OnConflict.SKIP

    @property
    def format_name(self) -> str:
        """The format chosen, or that which the name speaks for."""
        return self.chosen or guess_format(self.path)

    @property
    def key_path(self) -> Path | None:
        """Where the key file is, if one is named."""
        return typed_path(self.key_file) if self.key_file else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, the way to do it, and what one of its rows is.

    ``both_changed`` names what was changed here and there otherwise.
    """

    plan: ImportPlan
    apply: Callable[[], None]
    noun: str = "credential"
    both_changed: tuple[str, ...] = ()


def guess_format(path: Path) -> str:
    """The format that a file's name speaks for; dotenv where it says nothing."""
    return _ENDINGS.get(path.suffix.lower(), "dotenv")


def takes_key_file(request: Request) -> bool:
    """Whether a key file may belong to what opens the file: its header says so, or may not."""
    if request.format_name == "kdbx":
        return True
    # Reading a header leaves a lock beside the file, and a path is asked about at each key.
    if request.format_name != _VAULT or not request.path.is_file():
        return False
    try:
        return SlotType.BOTH in vaults.slot_types(request.path)
    except VaulttuiError:
        return False


def opens_by_itself(session: "Session", request: Request) -> bool:
    """True for a copy of this very vault: the key that is in hand opens it."""
    from vaulttui.operations.copies import copy_of

    if request.format_name != _VAULT:
        return False
    try:
        copy_of(session, request.path).close()
    except VaulttuiError:
        return False
    return True


def prepare(session: "Session", request: Request) -> Prepared:
    """Look into a file; where no format is chosen, its name and content say which it is.

    Raises what reading it raises.
    """
    for path in filter(None, (request.path, request.key_path)):
        refuse_endless(path)
    name = request.format_name
    if name == _VAULT:
        return _of_vault(session, request)
    data = read_file(request.path, imports.LARGEST)
    if request.chosen is None and name == "bitwarden" and _OUR_JSON.match(data):
        name = "json"
    found = imports.read_file(name, str(request.path), data, _source_secret(request))
    plan = imports.plan(session, found, request.on_conflict)
    return Prepared(plan, lambda: imports.apply(session, plan))


def _source_secret(request: Request) -> SourceSecret | None:
    if not (request.passphrase or request.key_file):
        return None
    typed = Secret.from_text(request.passphrase) if request.passphrase else None
    return SourceSecret(typed, request.key_path)


def _of_vault(session: "Session", request: Request) -> Prepared:
    from vaulttui.operations import vault_imports

    source = _opened(session, request)
    try:
        planned = vault_imports.plan(session, source, request.on_conflict)
    finally:
        source.close()
    both = tuple(
        str(taken.after.m.get("name", taken.after.kind))
        for taken in planned.taken
        if taken.after.conflicts
    )
    return Prepared(planned.told(), lambda: vault_imports.apply(session, planned), "record", both)


def _opened(session: "Session", request: Request) -> "VaultFile":
    from vaulttui.operations.copies import copy_of
    from vaulttui.vaultfile.vault import VaultFile

    if not request.path.exists():
        raise NotFound(f"There is no file {shown(str(request.path), 200)}.")
    if not request.passphrase:
        return copy_of(session, request.path)
    return VaultFile.open(request.path, offered(request.passphrase, request.key_file))
