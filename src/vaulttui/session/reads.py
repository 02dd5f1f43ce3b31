"""What this machine read of a vault: a sealed log outside of it, kept as best one can.

Looking must not write the vault. Each line is one sealed entry, so that an
append is all that a read costs; a line that cannot be opened is passed over.
"""

import base64
import binascii
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from vaulttui.crypto.keys import VaultKeys
from vaulttui.errors import VaulttuiError
from vaulttui.secret import Secret

_PURPOSE: Final = "reads"
_LARGEST: Final = 1 << 20
_OPEN: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


class Read(msgspec.Struct, frozen=True, array_like=True):
    """One look at a value: when (ms since 1970 UTC), what was done, of which record and field.

    ``to`` names the remote that a value was sent to.
    """

    at: int
    verb: str
    record_id: str
    name: str
    field: str
    by: str
    to: str = ""


class ReadLog:
    """The log of one vault on this machine."""

    def __init__(self, folder: Path, keys: VaultKeys) -> None:
        self._path = folder / keys.vault_id.hex()
        self._keys = keys

    def append(self, *reads: Read) -> None:
        """Remember reads; where that is not possible, they go on all the same."""
        lines = b"".join(map(self._line, reads))
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._shorten()
            descriptor = os.open(self._path, _OPEN, 0o600)
            try:
                os.write(descriptor, lines)
            finally:
                os.close(descriptor)

    def anew(self, keys: VaultKeys, reads: Sequence[Read]) -> "ReadLog":
        """The log under the vault's present key; where that is another one, it is sealed anew."""
        log = ReadLog(self._path.parent, keys)
        if keys.vault_key != self._keys.vault_key:
            with contextlib.suppress(OSError):
                self._path.unlink()
            log.append(*reads)
        return log

    def entries(self) -> list[Read]:
        """What can be read of the log, oldest first."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return []
        return [read for line in lines if (read := self._read(line)) is not None]

    def _line(self, read: Read) -> bytes:
        sealed = self._keys.seal_state(_PURPOSE, Secret(msgspec.json.encode(read)))
        return base64.b64encode(sealed) + b"\n"

    def _read(self, line: bytes) -> Read | None:
        try:
            sealed = base64.b64decode(line, validate=True)
            entry = self._keys.open_state(_PURPOSE, sealed).reveal()
            return msgspec.json.decode(entry, type=Read)
        except (binascii.Error, VaulttuiError, msgspec.DecodeError):
            return None

    def _shorten(self) -> None:
        if self._path.is_file() and self._path.stat().st_size > _LARGEST:
            lines = self._path.read_bytes().splitlines(keepends=True)
            temporary = self._path.with_suffix(".tmp")
            temporary.unlink(missing_ok=True)
            with os.fdopen(os.open(temporary, _OPEN | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(lines[len(lines) // 2 :])
            temporary.replace(self._path)
