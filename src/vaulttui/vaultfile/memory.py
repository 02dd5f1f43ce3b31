"""A disk that exists only in memory: for the sample vault, and for tests of crashes."""

import errno
import itertools
import os
import stat
from dataclasses import dataclass, field

from vaulttui.vaultfile.disk import Disk

ROOT = "/"


@dataclass(slots=True)
class _File:
    inode: int
    data: bytearray = field(default_factory=bytearray)
    links: int = 1


@dataclass(slots=True)
class _Folder:
    names: dict[str, "_File | _Folder"] = field(default_factory=dict)


class MemoryDisk(Disk):
    """One root folder, and what is made in it; gone with the object."""

    def __init__(self) -> None:
        self._root = _Folder()
        self._numbers = itertools.count(1)
        self._open: dict[int, _File | _Folder] = {}

    def open_folder(self, path: str) -> int:
        return self._opened(self._root)

    def open_to_read(self, folder: int, name: str) -> int:
        return self._opened(self._file(folder, name))

    def open_to_append(self, folder: int, name: str) -> int:
        return self._opened(self._file(folder, name))

    def create(self, folder: int, name: str) -> int:
        names = self._folder(folder).names
        if name in names:
            raise FileExistsError(errno.EEXIST, "exists", name)
        names[name] = made = _File(next(self._numbers))
        return self._opened(made)

    def open_lock(self, folder: int, name: str) -> int:
        return self._opened(_File(0))

    def lock(self, descriptor: int, how: int) -> None:
        """Nobody else has this disk."""

    def close(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)

    def read_at(self, descriptor: int, size: int, offset: int) -> bytes:
        return bytes(self._data(descriptor)[offset : offset + size])

    def write_at(self, descriptor: int, data: bytes, offset: int) -> None:
        held = self._data(descriptor)
        held.extend(bytes(max(0, offset - len(held))))
        held[offset : offset + len(data)] = data

    def sync(self, descriptor: int) -> None:
        """Memory is as durable as it gets."""

    def sync_folder(self, folder: int) -> None:
        """So are its names."""

    def status(self, descriptor: int) -> os.stat_result:
        return _status(self._open[descriptor])

    def status_of(self, folder: int, name: str) -> os.stat_result | None:
        found = self._folder(folder).names.get(name)
        return None if found is None else _status(found)

    def link(self, folder: int, name: str, to_folder: int, to_name: str) -> None:
        names = self._folder(to_folder).names
        if to_name in names:
            raise FileExistsError(errno.EEXIST, "exists", to_name)
        found = self._file(folder, name)
        found.links += 1
        names[to_name] = found

    def rename(self, folder: int, name: str, to_name: str) -> None:
        names = self._folder(folder).names
        found = self._file(folder, name)
        replaced = names.get(to_name)
        if isinstance(replaced, _File):
            replaced.links -= 1
        del names[name]
        names[to_name] = found

    def unlink(self, folder: int, name: str) -> None:
        self._file(folder, name).links -= 1
        del self._folder(folder).names[name]

    def make_folder(self, folder: int, name: str) -> None:
        names = self._folder(folder).names
        if name in names:
            raise FileExistsError(errno.EEXIST, "exists", name)
        names[name] = _Folder()

    def open_folder_in(self, folder: int, name: str) -> int:
        found = self._folder(folder).names.get(name)
        if not isinstance(found, _Folder):
            raise FileNotFoundError(errno.ENOENT, "no such folder", name)
        return self._opened(found)

    def names(self, folder: int) -> list[str]:
        return sorted(self._folder(folder).names)

    def _opened(self, node: _File | _Folder) -> int:
        descriptor = next(self._numbers)
        self._open[descriptor] = node
        return descriptor

    def _folder(self, descriptor: int) -> _Folder:
        node = self._open[descriptor]
        if not isinstance(node, _Folder):
            raise NotADirectoryError(errno.ENOTDIR, "no folder")
        return node

    def _file(self, folder: int, name: str) -> _File:
        found = self._folder(folder).names.get(name)
        if not isinstance(found, _File):
            raise FileNotFoundError(errno.ENOENT, "no such file", name)
        return found

    def _data(self, descriptor: int) -> bytearray:
        node = self._open[descriptor]
        if not isinstance(node, _File):
            raise IsADirectoryError(errno.EISDIR, "a folder")
        return node.data


def _status(node: _File | _Folder) -> os.stat_result:
    if isinstance(node, _Folder):
        return os.stat_result((stat.S_IFDIR | 0o700, 0, 0, 2, 0, 0, 0, 0, 0, 0))
    mode = stat.S_IFREG | 0o600
    return os.stat_result((mode, node.inode, 0, node.links, 0, 0, len(node.data), 0, 0, 0))
