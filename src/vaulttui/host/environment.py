"""What of this machine bears on how safe a secret is in it."""

import os
from enum import StrEnum
from pathlib import Path
from shutil import which
from typing import Final

_CLIPBOARD_TOOLS: Final = ("wl-copy", "tmux")


class Swap(StrEnum):
    """Where memory may be written to."""

    NONE = "none"
    MEMORY = "memory"
    ENCRYPTED = "encrypted"
    PLAIN = "plain"
    UNKNOWN = "unknown"


def swap() -> Swap:
    """The worst of all areas in use; zram counts as memory."""
    try:
        rows = Path("/proc/swaps").read_text("utf-8", "replace").splitlines()[1:]
    except OSError:
        return Swap.UNKNOWN
    kinds = {_kind(Path(row.split()[0])) for row in rows if row.split()}
    ranked = (Swap.PLAIN, Swap.ENCRYPTED, Swap.MEMORY)
    return next((kind for kind in ranked if kind in kinds), Swap.NONE)


def _kind(area: Path) -> Swap:
    name = area.resolve().name
    if name.startswith("zram"):
        return Swap.MEMORY
    try:
        uuid = Path(f"/sys/class/block/{name}/dm/uuid").read_text("ascii")
    except (OSError, ValueError):
        return Swap.PLAIN
    return Swap.ENCRYPTED if uuid.startswith("CRYPT-") else Swap.PLAIN


def core_dumps() -> bool:
    """Whether a crash of this process may leave its memory on disk."""
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0


def is_remote() -> bool:
    """Whether the person sits at another machine."""
    return bool(os.environ.get("SSH_TTY") or os.environ.get("SSH_CONNECTION"))


def inside_tmux() -> bool:
    """Whether tmux stands between the program and the terminal."""
    return bool(os.environ.get("TMUX"))


def clipboard_tools() -> tuple[str, ...]:
    """The clipboard programs that are installed."""
    return tuple(name for name in _CLIPBOARD_TOOLS if which(name))
