"""What a power cut may leave behind, as the authors of ALICE (OSDI 2014) model it.

A disk that writes down what it was told, and a wheel of fortune over that log:
of what was not synced when the power went, any subset of 512-byte sectors and
of names may be there, in any order, and what is not there is old, zero or noise.
A sector is written whole or not at all; one that held bytes before is never noise.
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeAlias

from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.memory import ROOT, MemoryDisk

SECTOR: Final = 512
Node: TypeAlias = int
"""A file's inode, or the negative number of a folder; the root is -1."""
Names: TypeAlias = tuple[tuple[str, Node | None], ...]
"""Names given (or, by None, taken away) at once."""
_ROOT: Final = -1


@dataclass(frozen=True)
class Write:
    node: Node
    offset: int
    data: bytes


@dataclass(frozen=True)
class Naming:
    folder: Node
    names: Names


@dataclass(frozen=True)
class Synced:
    """A file or folder of which everything before is durable."""

    node: Node


Step: TypeAlias = Write | Naming | Synced


class LoggedDisk(MemoryDisk):
    """Memory that remembers each change; ``refuse_folders`` lets so many folder syncs fail."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Step] = []
        self.refuse_folders = 0
        self._folders: dict[int, Node] = {}
        self._inodes: dict[int, Node] = {}

    def _folder_node(self, descriptor: int) -> Node:
        key = id(self._open[descriptor])
        return self._folders.setdefault(key, -1 - len(self._folders))

    def _node_of(self, folder: int, name: str) -> Node:
        status = self.status_of(folder, name)
        assert status is not None
        return status.st_ino

    def _named(self, folder: int, *names: tuple[str, Node | None]) -> None:
        self.log.append(Naming(self._folder_node(folder), names))

    def open_folder(self, path: str) -> int:
        descriptor = super().open_folder(path)
        self._folder_node(descriptor)
        return descriptor

    def create(self, folder: int, name: str) -> int:
        descriptor = super().create(folder, name)
        self._named(folder, (name, self._node_of(folder, name)))
        return descriptor

    def write_at(self, descriptor: int, data: bytes, offset: int) -> None:
        super().write_at(descriptor, data, offset)
        self.log.append(Write(self.status(descriptor).st_ino, offset, bytes(data)))

    def sync(self, descriptor: int) -> None:
        self.log.append(Synced(self.status(descriptor).st_ino))

    def sync_folder(self, folder: int) -> None:
        if self.refuse_folders:
            self.refuse_folders -= 1
            raise OSError(errno.EIO, "the folder was not synced")
        self.log.append(Synced(self._folder_node(folder)))

    def link(self, folder: int, name: str, to_folder: int, to_name: str) -> None:
        super().link(folder, name, to_folder, to_name)
        self._named(to_folder, (to_name, self._node_of(folder, name)))

    def rename(self, folder: int, name: str, to_name: str) -> None:
        node = self._node_of(folder, name)
        super().rename(folder, name, to_name)
        self._named(folder, (name, None), (to_name, node))

    def unlink(self, folder: int, name: str) -> None:
        super().unlink(folder, name)
        self._named(folder, (name, None))

    def make_folder(self, folder: int, name: str) -> None:
        super().make_folder(folder, name)
        descriptor = self.open_folder_in(folder, name)
        self._named(folder, (name, self._folder_node(descriptor)))
        self.close(descriptor)


@dataclass
class _Held:
    """A file: what is durable, and the writes that are not."""

    durable: bytes = b""
    pending: list[Write] = field(default_factory=list)

    def latest(self) -> bytes:
        held = bytearray(self.durable)
        for write in self.pending:
            held.extend(bytes(max(0, write.offset - len(held))))
            held[write.offset : write.offset + len(write.data)] = write.data
        return bytes(held)


class Wreck:
    """What is durable and what is in flight after the first steps of a log."""

    def __init__(self) -> None:
        self.files: dict[Node, _Held] = {}
        self.names: dict[Node, dict[str, Node]] = {_ROOT: {}}
        self.loose: list[Naming] = []

    def take(self, step: Step) -> None:
        if isinstance(step, Write):
            self.files.setdefault(step.node, _Held()).pending.append(step)
        elif isinstance(step, Naming):
            self.loose.append(step)
        elif step.node < 0:
            self._settle(step.node)
        else:
            held = self.files.setdefault(step.node, _Held())
            held.durable, held.pending = held.latest(), []

    def _settle(self, folder: Node) -> None:
        for naming in [one for one in self.loose if one.folder == folder]:
            _name(self.names, naming)
        self.loose = [one for one in self.loose if one.folder != folder]

    def raise_from(self, random: Random) -> Disk:
        """One of the disks that may be found when the power is back."""
        share = random.choice((0.0, 0.5, 0.9, 1.0))
        names = {folder: dict(held) for folder, held in self.names.items()}
        for naming in self.loose:
            if random.random() < share:
                _name(names, naming)
        disk = MemoryDisk()
        files = {node: _survives(held, random) for node, held in self.files.items()}
        _build(disk, disk.open_folder(ROOT), names, names[_ROOT], files, {})
        return disk


def _name(names: dict[Node, dict[str, Node]], naming: Naming) -> None:
    held = names.setdefault(naming.folder, {})
    for name, node in naming.names:
        if node is None:
            held.pop(name, None)
        else:
            held[name] = node


def _survives(held: _Held, random: Random) -> bytes:
    if not held.pending:
        return held.durable
    old, new = held.durable, held.latest()
    share = random.choice((0.0, 0.3, 0.7, 0.95, 1.0))
    found = bytearray(new if random.random() < 0.8 else new[: random.randint(len(old), len(new))])
    for start in range(0, len(found), SECTOR):
        sector = slice(start, min(start + SECTOR, len(found)))
        if new[sector] == old[sector] or random.random() < share:
            continue
        size = sector.stop - sector.start
        if start < len(old):
            found[sector] = old[sector].ljust(size, b"\0")
        else:
            found[sector] = random.choice((bytes(size), random.randbytes(size)))
    return bytes(found)


def _build(
    disk: Disk,
    folder: int,
    names: Mapping[Node, Mapping[str, Node]],
    held: Mapping[str, Node],
    files: Mapping[Node, bytes],
    placed: dict[Node, tuple[int, str]],
) -> None:
    for name, node in held.items():
        if node < 0:
            disk.make_folder(folder, name)
            inner = disk.open_folder_in(folder, name)
            _build(disk, inner, names, names.get(node, {}), files, placed)
        elif node in placed:
            disk.link(*placed[node], folder, name)
        else:
            descriptor = disk.create(folder, name)
            disk.write_at(descriptor, files.get(node, b""), 0)
            disk.close(descriptor)
            placed[node] = (folder, name)
