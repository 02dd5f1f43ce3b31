"""Where a vault lies: one folder held open, and a name in it."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import msgspec

from vaulttui.domain.text import safe_text
from vaulttui.errors import NoVault
from vaulttui.vaultfile import lock
from vaulttui.vaultfile.disk import Disk, told


@contextmanager
def _absent_told(path: str) -> Iterator[None]:
    try:
        yield
    except NoVault:
        raise NoVault(f"There is no vault at {safe_text(path)}.") from None


class Place(msgspec.Struct, frozen=True):
    """A folder's descriptor and the vault's name in it, after links were resolved once."""

    disk: Disk
    folder: int
    name: str
    path: str

    @classmethod
    def find(cls, path: str | os.PathLike[str], disk: Disk) -> "Place":
        """Open the folder of a path; NoVault where there is no such folder."""
        real = os.path.realpath(path)
        folder, name = os.path.split(real)
        with _absent_told(real), told(f"open the folder {safe_text(folder)}"):
            return cls(disk, disk.open_folder(folder), name, real)

    @property
    def shown(self) -> str:
        """The path, safe to print."""
        return safe_text(self.path)

    def close(self) -> None:
        """Let go of the folder."""
        self.disk.close(self.folder)

    def reading(self) -> AbstractContextManager[bool]:
        """Hold the lock shared; gives False where there is none to hold."""
        return lock.shared(self.disk, self.folder, self.name)

    def writing(self) -> AbstractContextManager[None]:
        """Hold the lock alone."""
        return lock.exclusive(self.disk, self.folder, self.name)

    @contextmanager
    def opened(self) -> Iterator[int]:
        """A descriptor to read the vault file with."""
        with _absent_told(self.path), told(f"open {self.shown}"):
            descriptor = self.disk.open_to_read(self.folder, self.name)
        try:
            yield descriptor
        finally:
            self.disk.close(descriptor)

    def beside(self, rest: str) -> str:
        """The name of a hidden companion: ``.NAME.rest``."""
        return f".{self.name}.{rest}"
