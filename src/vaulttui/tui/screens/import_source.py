"""The files that an import reads, and what each would bring."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vaulttui.errors import NotFound
from vaulttui.formats.imported import SourceSecret
from vaulttui.host.reading import read_file
from vaulttui.operations import imports
from vaulttui.operations.imports import ImportPlan, OnConflict
from vaulttui.secret import Secret
from vaulttui.tui.text import shown

if TYPE_CHECKING:
    from vaulttui.session.session import Session

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
class Prepared:
    """A plan, the way to do it, and what one of its rows is."""

    plan: ImportPlan
    apply: Callable[[], None]
    noun: str = "credential"


def guess_format(path: Path) -> str:
    """The format that a file's name speaks for; dotenv where it says nothing."""
    return _ENDINGS.get(path.suffix.lower(), "dotenv")


def prepare(
    session: "Session", path: Path, chosen: str | None, passphrase: str, on_conflict: OnConflict
) -> Prepared:
    """Look into a file; where no format is chosen, its name and content say which it is.

    Raises what reading it raises.
    """
    name = chosen or guess_format(path)
    if name == _VAULT:
        return _of_vault(session, path, passphrase, on_conflict)
    data = read_file(path, imports.LARGEST)
    if chosen is None and name == "bitwarden" and _OUR_JSON.match(data):
        name = "json"
    secret = SourceSecret(Secret.from_text(passphrase), None) if passphrase else None
    plan = imports.plan(session, imports.read_file(name, str(path), data, secret), on_conflict)
    return Prepared(plan, lambda: imports.apply(session, plan))


def _of_vault(session: "Session", path: Path, passphrase: str, on_conflict: OnConflict) -> Prepared:
    from vaulttui.operations import vault_imports
    from vaulttui.vaultfile.slots import Unlocking
    from vaulttui.vaultfile.vault import VaultFile

    if not path.exists():
        raise NotFound(f"There is no file {shown(str(path), 200)}.")
    source = VaultFile.open(path, Unlocking(passphrase=Secret.from_text(passphrase)))
    try:
        planned = vault_imports.plan(session, source, on_conflict)
    finally:
        source.close()
    return Prepared(planned.told(), lambda: vault_imports.apply(session, planned), "record")
