"""Another vault file that is to be taken in: a path, or standard input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vaulttui.cli.options import Options
from vaulttui.cli.output import notice
from vaulttui.domain.text import safe_text
from vaulttui.errors import InvalidValue, NotFound, UsageError, VaulttuiError, WrongSecret
from vaulttui.host.passphrase import from_file
from vaulttui.operations import vaults
from vaulttui.secret import Secret
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.frames import FILE_LIMIT
from vaulttui.vaultfile.memory import MemoryDisk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.slots import SlotType, Unlocking, check_passphrase, known_slots
from vaulttui.vaultfile.vault import VaultFile, peek

_STDIN: Final = "-"
_STDIN_NAME: Final = "standard input"


class VaultSource:
    """A file that was looked at and has not been opened yet."""

    def __init__(self, file: str) -> None:
        self._disk = Disk() if file != _STDIN else _memory()
        self._path = Path(file) if file != _STDIN else Path(f"/{_STDIN_NAME}")
        if file != _STDIN and not self._path.exists():
            raise NotFound(f"There is no file {safe_text(file)}.")
        self._types = self._slot_types()

    def offer(
        self, passphrase_file: str | None, key_file: str | None, options: Options
    ) -> Unlocking:
        """What opens it; asks where no file says it."""
        key = vaults.read_key_file(Path(key_file)) if key_file else None
        if key is None and SlotType.PASSPHRASE not in self._types and SlotType.BOTH in self._types:
            raise UsageError(
                f"{safe_text(self._path.name)} asks for a key file beside the passphrase.",
                hint="Name it with --source-key-file PATH.",
            )
        passphrase = self._passphrase(passphrase_file, options)
        try:
            return Unlocking(passphrase=check_passphrase(passphrase), key_file=key)
        except InvalidValue as error:
            raise WrongSecret(error.message) from None

    def _passphrase(self, file: str | None, options: Options) -> Secret:
        if file is not None:
            return from_file(Path(file))
        if not options.terminal.answers:
            raise UsageError(
                f"{safe_text(self._path.name)} is encrypted, and nobody can be asked for its "
                "passphrase.",
                hint="Give it with --source-passphrase-file PATH.",
            )
        return options.terminal.ask_secret(f"Passphrase of {safe_text(self._path.name, 80)}: ")

    @contextmanager
    def opened(self, offer: Unlocking, options: Options) -> Iterator[VaultFile]:
        """The vault in it; raises whatever opening a vault raises."""
        file = VaultFile.open(
            self._path, offer, allow_expensive=options.allow_expensive_kdf, disk=self._disk
        )
        try:
            for sentence in file.notices:
                notice(f"{self._path.name}: {sentence}", as_json=options.json)
            yield file
        finally:
            file.close()

    def _slot_types(self) -> tuple[SlotType, ...]:
        place = Place.find(self._path, self._disk)
        try:
            with place.reading():
                return tuple(slot.type for slot in known_slots(peek(place).header))
        finally:
            place.close()


def _memory() -> MemoryDisk:
    """A disk that holds what standard input gives."""
    import sys

    if sys.stdin is None:
        raise VaulttuiError("Standard input is closed.")
    content = sys.stdin.buffer.read(FILE_LIMIT + 1)
    disk = MemoryDisk()
    folder = disk.open_folder("/")
    disk.write_at(disk.create(folder, _STDIN_NAME), content, 0)
    return disk
