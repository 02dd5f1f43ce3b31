"""Where secrets come out: a count per file, and the list of what is allowed.

``python -m tests.architecture.reveals`` prints the list as it would have to be; whoever adds a
line to ``reveals.txt`` has read the place and says after the count why it must see the value.
"""

import ast
from pathlib import Path
from typing import Final

from tests.architecture.sources import PACKAGE, named, python_files, tree

ALLOWED: Final = Path(__file__).with_name("reveals.txt")


def found() -> dict[str, int]:
    """How often each source file names ``.reveal``, called or passed on."""
    counts = {
        named(path): sum(
            isinstance(node, ast.Attribute) and node.attr == "reveal"
            for node in ast.walk(tree(path))
        )
        for path in python_files(PACKAGE)
        if "reveal" in path.read_text("utf-8")
    }
    return {name: count for name, count in counts.items() if count}


def allowed() -> dict[str, tuple[int, str]]:
    """Count and reason per file, from lines ``path:count  reason``."""
    listed = {}
    for line in ALLOWED.read_text("utf-8").splitlines():
        place, _, reason = line.partition(" ")
        name, _, count = place.rpartition(":")
        listed[name] = (int(count), reason.strip())
    return listed


def as_it_is() -> str:
    """The list that fits the sources, keeping the reasons that are known."""
    reasons = {name: reason for name, (_, reason) in allowed().items()}
    lines = (f"{name}:{count}  {reasons.get(name, '')}".rstrip() for name, count in found().items())
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_it_is(), end="")  # noqa: T201  # this is what the command is for
