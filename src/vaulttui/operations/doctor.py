"""A look at this machine and a vault's surroundings, with advice where not all is well."""

import importlib.util
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vaulttui import __version__
from vaulttui.crypto.kdf import FLOOR, MIB
from vaulttui.domain.text import plural, safe_text
from vaulttui.errors import VaulttuiError
from vaulttui.vaultfile.backups import list_backups
from vaulttui.vaultfile.disk import Disk
from vaulttui.vaultfile.place import Place
from vaulttui.vaultfile.slots import SlotType, known_slots
from vaulttui.vaultfile.vault import peek


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and what to do where something is not well."""

    level: Level
    what: str
    advice: str = ""


def doctor(path: Path | None) -> list[Finding]:
    """Look around without any secret, and at the vault if there is one; nothing is written."""
    return [*_program(), *_machine(), *(_vault(path) if path is not None else ())]


def _program() -> Iterator[Finding]:
    yield Finding(
        Level.OK, f"vaulttui {__version__} on Python {platform.python_version()}, {sys.platform}."
    )
    if importlib.util.find_spec("pykeepass") is None:
        yield Finding(
            Level.WARN,
            "KDBX files cannot be imported: pykeepass is not installed.",
            "Install the extra: pip install 'vaulttui[keepass]'.",
        )


def _machine() -> Iterator[Finding]:
    swaps = _plain_swaps()
    if swaps:
        yield Finding(
            Level.WARN,
            f"Swap on {', '.join(map(safe_text, swaps))} may hold what was in memory.",
            "Encrypt it, or use zram.",
        )
    else:
        yield Finding(Level.OK, "No unencrypted swap was seen.")
    found = [tool for tool in ("wl-copy", "xclip", "tmux") if shutil.which(tool)]
    display = bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))
    if not display and not os.environ.get("TMUX"):
        yield Finding(
            Level.WARN,
            "There is no display: copying goes through the terminal, which does not confirm it.",
            "Use get --out, or reveal the value.",
        )
    elif found or display:
        yield Finding(Level.OK, "Copying to a clipboard is possible.")


def _plain_swaps() -> list[str]:
    try:
        lines = Path("/proc/swaps").read_text("utf-8").splitlines()[1:]
    except OSError:
        return []
    names = [line.split()[0] for line in lines if line.strip()]
    return [name for name in names if "zram" not in name and not _is_encrypted(name)]


def _is_encrypted(device: str) -> bool:
    try:
        uuid = Path("/sys/class/block", Path(device).resolve().name, "dm/uuid").read_text("ascii")
    except OSError:
        return False
    return uuid.startswith("CRYPT-")


def _vault(path: Path) -> Iterator[Finding]:
    shown = safe_text(str(path))
    if not os.path.lexists(path):
        yield Finding(Level.WARN, f"There is no vault at {shown}.", "Make one: vaulttui init.")
        return
    try:
        place = Place.find(path, Disk())
    except VaulttuiError as error:
        yield Finding(Level.BAD, error.message, error.hint)
        return
    try:
        yield from _file(place)
    except VaulttuiError as error:
        yield Finding(Level.BAD, error.message, error.hint)
    finally:
        place.close()


def _file(place: Place) -> Iterator[Finding]:
    reading = peek(place)
    yield Finding(Level.OK, f"The vault {place.shown} has a whole header.")
    if reading.damaged_copy:
        yield Finding(
            Level.WARN,
            f"The {reading.damaged_copy} copy of its header is damaged.",
            "Any change of the vault mends it.",
        )
    for slot in known_slots(reading.header):
        if slot.cost and slot.cost.memory < FLOOR.memory:
            yield Finding(
                Level.WARN,
                f"A key slot costs a guesser only {slot.cost.memory // MIB} MiB.",
                "Set the passphrase again: vaulttui passwd.",
            )
    if all(slot.type is not SlotType.RECOVERY for slot in known_slots(reading.header)):
        yield Finding(
            Level.WARN,
            "The vault has no recovery key: a forgotten passphrase would lose it.",
            "Make one: vaulttui slot add recovery.",
        )
    status = place.disk.status_of(place.folder, place.name)
    if status is not None and stat.S_IMODE(status.st_mode) & 0o077:
        yield Finding(Level.WARN, "Others may read the vault file.", f"chmod 600 {place.shown}")
    yield Finding(Level.OK, f"Beside it: {plural(len(list_backups(place)), 'backup')}.")
