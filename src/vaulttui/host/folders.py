"""What is in a folder, for whoever looks for a file by walking."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound, VaulttuiError

_NUMBER: Final = re.compile(r"([0-9]{1,15})")
LIMIT: Final = 100_000
"""More than this of one folder is not looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """One name in a folder; ``changed`` is in milliseconds, links are what they lead to."""

    name: str
    is_folder: bool = False
    size: int = 0
    changed: int = 0

    @property
    def is_hidden(self) -> bool:
        """By the custom of Unix."""
        return self.name.startswith(".")


def look_into(folder: str) -> Sequence[Found]:
    """All names of a folder: folders first, each by its name; raises NotFound, VaulttuiError."""
    shown = safe_text(folder, 200)
    try:
        with os.scandir(folder) as entries:
            found = [_found(entry) for entry in islice(entries, LIMIT)]
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no folder {shown}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the path is none"
        raise VaulttuiError(f"{shown} cannot be read: {reason}.") from None
    return sorted(found, key=lambda one: (not one.is_folder, _natural(one.name)))


def _natural(name: str) -> tuple[list[str | int], str]:
    """The order of people: ``f2`` before ``f10``, whatever the case."""
    parts = _NUMBER.split(name.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], name


def _found(entry: os.DirEntry[str]) -> Found:
    try:
        state = entry.stat()
    except OSError:
        # A link that leads nowhere, or something that is gone again.
        return Found(entry.name)
    changed = int(state.st_mtime * 1000)
    return Found(entry.name, S_ISDIR(state.st_mode), state.st_size, changed)


def from_home(path: str) -> str:
    """The path with ``~`` in place of the user's own folder."""
    home = os.path.expanduser("~").rstrip("/")
    inside = bool(home) and (path == home or path.startswith(f"{home}/"))
    return f"~{path[len(home) :]}" if inside else path


def typed_path(text: str) -> Path:
    """A path as a person types it, ``~`` among it; of nobody's home it is the name of a file."""
    # Path's own expanduser raises where there is no such user.
    return Path(os.path.expanduser(text.strip())).absolute()


def part(folder: str, typed: str) -> tuple[str, str]:
    """What is typed, seen from a folder: the folder that it leads to, and the rest, a name's part.

    The rest has no slash; without any slash all of it is the rest.
    """
    typed = _unquoted(typed)
    if "/" not in typed:
        return folder, typed
    head, rest = os.path.split(os.path.expanduser(typed))
    return os.path.abspath(os.path.join(folder, head)), rest


def _unquoted(typed: str) -> str:
    # Terminals give the path of a file that is dropped into them in quotes.
    quoted = len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\""
    return typed[1:-1] if quoted else typed


def completed(rest: str, names: Sequence[Found]) -> str:
    """The rest as far as all names that begin with it go on; a slash behind the only folder."""
    fitting = [one for one in names if one.name.startswith(rest)]
    if not fitting:
        folded = rest.casefold()
        fitting = [one for one in names if one.name.casefold().startswith(folded)]
    if len(fitting) == 1 and fitting[0].is_folder:
        return f"{fitting[0].name}/"
    alike = zip(*(one.name for one in fitting), strict=False)
    common = "".join(column[0] for column in takewhile(lambda all_: len(set(all_)) == 1, alike))
    return common if len(common) >= len(rest) else rest


def fitting(rest: str, names: Sequence[Found], *, hidden: bool) -> Sequence[Found]:
    """The names that have the rest in them: the same first, then those that begin with it.

    Hidden ones only where they are wanted, or where the rest begins as they do.
    """
    seen = names if hidden or rest.startswith(".") else [one for one in names if not one.is_hidden]
    if not rest:
        return seen
    folded = rest.casefold()
    ranked: tuple[list[Found], list[Found], list[Found]] = ([], [], [])
    for one in seen:
        name = one.name.casefold()
        if folded in name:
            rank = 0 if one.name == rest else 1 if name.startswith(folded) else 2
            ranked[rank].append(one)
    same, begin, inside = ranked
    return [*same, *begin, *inside]
