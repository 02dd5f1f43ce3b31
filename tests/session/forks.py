"""A process that others are forked from, so that a new one costs no start of Python.

Run as ``python -m tests.session.forks PLAY ARGUMENT…``: for each line read, a child plays
``PLAY`` with the arguments and the line's words; ``dead`` follows when it is gone.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_ROOT: Final = Path(__file__).parents[2]


def say(*words: object) -> None:
    """Write a line in one system call: what was said before a kill has been heard."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


@contextmanager
def forks(play: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """The process, ready to fork; it ends with the block."""
    command = [sys.executable, "-m", "tests.session.forks", play, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        try:
            assert pipe(process.stdout).readline() == b"ready\n"
            yield process
        finally:
            pipe(process.stdin).close()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def main() -> None:
    play = importlib.import_module(sys.argv[1]).play
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say("pid", os.getpid())
            play(*sys.argv[2:], *line.split())
            os._exit(0)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
