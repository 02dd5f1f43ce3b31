"""The operations that faults are put into, and what a stranger sees of a vault between them."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.vaultfile.faults import FaultyDisk
from tests.vaultfile.samples import (
    NAME,
    OFFER,
    RECOVERY,
    State,
    opened,
    recovery_slot,
    revision,
    small_vault,
    state,
)
from vaulttui.crypto.keys import VaultKeys
from vaulttui.domain.revisions import Revision
from vaulttui.errors import VaulttuiError
from vaulttui.operations import backups, repair
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.vault import VaultFile

Seen = tuple[State, tuple[bytes, ...]] | str
"""Revisions and key slots of a vault that opens, or the error's name of one that does not."""


@dataclass
class Stage:
    """One copy of a vault, a disk to break, and what the operation is to write."""

    folder: Path
    keys: VaultKeys
    change: Revision
    slot: bytes
    disk: FaultyDisk
    vault: VaultFile | None = None

    @property
    def path(self) -> Path:
        return self.folder / NAME

    @property
    def open_vault(self) -> VaultFile:
        assert self.vault is not None
        return self.vault

    def enter(self) -> None:
        """Open the vault on the disk that will break."""
        self.vault = opened(self.path, self.keys, self.disk)

    def revisions(self) -> State:
        """What it holds, where it must open."""
        seen = self.seen()
        assert not isinstance(seen, str)
        return seen[0]

    def seen(self) -> Seen:
        """What a program with a healthy disk finds under the name."""
        try:
            vault = opened(self.path, self.keys)
        except VaulttuiError as error:
            return type(error).__name__
        try:
            return state(vault.document), vault.header.slots
        finally:
            vault.close()


@dataclass(frozen=True)
class Scene:
    """``lay`` makes the files, ``act`` is the operation; ``inside`` acts on an open vault."""

    lay: Callable[[Path], VaultKeys | None]
    act: Callable[[Stage], None]
    inside: bool
    links: bool = True


def _create(stage: Stage) -> None:
    def slots(keys: VaultKeys) -> list[bytes]:
        # The keys are random, so what is made must be judged with its own.
        stage.keys = keys
        return [stage.slot]

    stage.vault = VaultFile.create(stage.path, slots, stage.disk)


def _open(stage: Stage) -> None:
    stage.enter()


def _append(stage: Stage) -> None:
    stage.open_vault.commit([stage.change])


def _checkpoint(stage: Stage) -> None:
    stage.open_vault.rewrite(lambda header: header, [stage.change])


def _passphrase(stage: Stage) -> None:
    def rewrapped(header: Header) -> Header:
        return header.with_slot(0, stage.slot)

    stage.open_vault.rewrite(rewrapped, [stage.change])


def _restore(stage: Stage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backups, "Disk", lambda: stage.disk)
        oldest = sorted(path.name for path in (stage.folder / f".{NAME}.backups").glob("*.vtv"))[0]
        backups.restore(stage.path, oldest, OFFER)


def _repair(stage: Stage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "Disk", lambda: stage.disk)
        repair.repair(stage.path, OFFER)


def _nothing(folder: Path) -> None:
    return None


def _vault(folder: Path) -> VaultKeys:
    vault = small_vault(folder / NAME)
    vault.close()
    return vault.keys


def _torn(folder: Path) -> VaultKeys:
    keys = _vault(folder)
    with (folder / NAME).open("ab") as file:
        file.write(b"VTF1" + bytes(300))
    return keys


def _damaged(folder: Path) -> VaultKeys:
    keys = _vault(folder)
    data = bytearray((folder / NAME).read_bytes())
    data[-592 - 100] ^= 1
    (folder / NAME).write_bytes(data)
    return keys


SCENES: Final[Mapping[str, Scene]] = {
    "create": Scene(_nothing, _create, inside=False),
    "create without links": Scene(_nothing, _create, inside=False, links=False),
    "open": Scene(_vault, _open, inside=False),
    "open a torn file": Scene(_torn, _open, inside=False),
    "open a torn file without links": Scene(_torn, _open, inside=False, links=False),
    "append": Scene(_vault, _append, inside=True),
    "append to a torn file": Scene(_torn, _append, inside=True),
    "checkpoint": Scene(_vault, _checkpoint, inside=True),
    "checkpoint without links": Scene(_vault, _checkpoint, inside=True, links=False),
    "change the passphrase": Scene(_vault, _passphrase, inside=True),
    "restore": Scene(_vault, _restore, inside=False),
    "repair": Scene(_damaged, _repair, inside=False),
}


class Theatre:
    """Gives each case a fresh copy of a scene's files, which are made once."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._scene = scene
        self._folder = folder
        self._template = folder / "template"
        self._template.mkdir()
        self._stages = 0
        keys = scene.lay(self._template)
        self._keys = keys or VaultKeys(bytes(16), RECOVERY)
        self._slot = recovery_slot(self._keys)[0]
        self._change = revision(m={"name": "the change"})

    def stage(self) -> Stage:
        self._stages += 1
        folder = self._folder / f"stage{self._stages}"
        shutil.copytree(self._template, folder)
        disk = FaultyDisk(links=self._scene.links)
        stage = Stage(folder, self._keys, self._change, self._slot, disk)
        if self._scene.inside:
            stage.enter()
        return stage

    def clear(self, stage: Stage) -> None:
        stage.disk.bury()
        shutil.rmtree(stage.folder)
