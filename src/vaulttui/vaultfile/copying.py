"""Another vault file, made of revisions and closed again at once."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from vaulttui.crypto.keys import VaultKeys, new_secret
from vaulttui.crypto.primitives import random_bytes
from vaulttui.domain.document import Document
from vaulttui.domain.revisions import Revision
from vaulttui.domain.text import safe_text
from vaulttui.vaultfile.checkpoint import create_file
from vaulttui.vaultfile.disk import Disk, told
from vaulttui.vaultfile.header import Header
from vaulttui.vaultfile.place import Place

_DISK: Final = Disk()


def write_vault(
    path: Path,
    make_slots: Callable[[VaultKeys], Sequence[bytes]],
    contents: Callable[[VaultKeys], Iterable[Revision]],
    *,
    overwrite: bool = False,
    disk: Disk = _DISK,
) -> None:
    """Write a vault of its own id and key; whole, verified and durable, or not at all.

    Raises Exists where the name is taken, unless ``overwrite``; a link there is
    replaced by the file, never followed.
    """
    keys = VaultKeys(random_bytes(16), new_secret())
    header = Header(keys.vault_id, random_bytes(16), epoch=1, base_seq=1)
    for index, slot in enumerate(make_slots(keys)):
        header = header.with_slot(index, slot)
    document = Document(contents(keys))
    folder = os.path.realpath(path.parent)
    with told(f"open the folder {safe_text(folder)}"):
        descriptor = disk.open_folder(folder)
    place = Place(disk, descriptor, path.name, os.path.join(folder, path.name))
    try:
        with place.writing():
            create_file(place, header, keys, document, overwrite=overwrite)
    finally:
        place.close()
