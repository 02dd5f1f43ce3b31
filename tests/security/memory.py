"""Looking for canaries in the memory of another process, which root may."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.security.canaries import Canaries

_STEP: Final = 16 << 20
_LINE: Final = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (r)")


def memory_of(pid: int, canaries: Canaries, names: Iterable[str]) -> list[str]:
    """The canaries of those names that the process holds, as "name (shape)"."""
    wanted = Canaries({name: canaries.values[name] for name in names})
    found: dict[str, None] = {}
    for part in _parts(pid):
        found.update(dict.fromkeys(wanted.in_memory(part)))
    return list(found)


def _parts(pid: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{pid}/maps").read_text("utf-8", "replace").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            if (match := _LINE.match(line)) and not line.endswith(("[vvar]", "[vsyscall]")):
                yield from _area(memory.fileno(), int(match[1], 16), int(match[2], 16))


def _area(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    import os

    overlap = 4096
    for at in range(start, end, _STEP):
        try:
            yield os.pread(descriptor, min(end - at, _STEP + overlap), at)
        except (OSError, OverflowError):
            continue
