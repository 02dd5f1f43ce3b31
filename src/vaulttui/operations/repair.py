"""Salvage: a new vault from every frame of a damaged one that is still authentic."""

from dataclasses import dataclass, replace
from pathlib import Path

from vaulttui.crypto.primitives import random_bytes
from vaulttui.errors import Exists
from vaulttui.vaultfile.checkpoint import create_file, replace_file
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.salvage import Salvage, salvage
from vaulttui.vaultfile.slots import Unlocking


@dataclass(frozen=True, slots=True)
class Repaired:
    """Where the repaired vault lies, how many records it holds, and what was lost, in sentences."""

    path: str
    records: int
    lost: tuple[str, ...]


def repair(
    path: Path, offer: Unlocking, out: Path | None = None, *, allow_expensive: bool = False
) -> Repaired:
    """Write what can be saved to ``out``, or in the vault's place, keeping the damaged file."""
    place = Place.find(path, Disk())
    try:
        if out is None:
            with place.writing():
                found = salvage(place, offer, allow_expensive=allow_expensive)
                _replace(place, found)
            return Repaired(place.path, len(found.document), found.lost)
        found = salvage(place, offer, allow_expensive=allow_expensive)
        return _create(out, found)
    finally:
        place.close()


def _replace(place: Place, found: Salvage) -> None:
    replace_file(place, _fresh(found), found.keys, found.document, found.opaque)


def _create(out: Path, found: Salvage) -> Repaired:
    target = Place.find(out, Disk())
    try:
        with target.writing():
            if target.disk.status_of(target.folder, target.name) is not None:
                raise Exists(f"{target.shown} exists already.", hint="Choose another path.")
            create_file(target, _fresh(found), found.keys, found.document, found.opaque)
        return Repaired(target.path, len(found.document), found.lost)
    finally:
        target.close()


def _fresh(found: Salvage) -> Header:
    return replace(
        found.header,
        file_id=random_bytes(16),
        epoch=found.header.epoch + 1,
        base_seq=found.next_seq,
    )
