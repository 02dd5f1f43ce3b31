"""System calls of a process as strace prints them: which, on what, with what result."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_LINE: Final = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|\?)(?:<[^>]*>)?(?: (E\w+))?")
WATCHED: Final = (
    "openat,pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,"
    "mkdir,mkdirat,ftruncate,truncate,fchmod,chmod,close"
)


@dataclass(frozen=True)
class Call:
    """One call; ``text`` holds its arguments, descriptors followed by <path>."""

    name: str
    text: str
    result: str
    error: str | None

    @property
    def path(self) -> str:
        """What the first descriptor in it is open on."""
        found = re.search(r"\d+<([^>]*)>", self.text)
        return found[1] if found else ""


@cache
def why_not() -> str | None:
    """Why no process can be traced here; None where one can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "tracing is not permitted here"


def traced(
    log: Path,
    arguments: Sequence[object],
    inject: Sequence[str] = (),
    only: Sequence[Path] = (),
) -> tuple[str, list[Call]]:
    """Run ``tests.vaultfile.traced``; what it said, and its calls, ``only`` those on some paths."""
    options = ["-f", "-y", "-qq", "-s", "64", "-o", str(log), "-e", f"trace={WATCHED}"]
    for path in only:
        options += ["-P", str(path)]
    for rule in inject:
        options += ["-e", f"inject={rule}"]
    command = [sys.executable, "-B", "-m", "tests.vaultfile.traced", *map(str, arguments)]
    done = subprocess.run(
        ["strace", *options, *command], cwd=_ROOT, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    matches = map(_LINE.match, log.read_text("utf-8", errors="replace").splitlines())
    return done.stdout.decode(), [Call(*match.groups()) for match in matches if match]
