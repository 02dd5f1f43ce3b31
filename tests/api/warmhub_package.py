"""The ``warmhub`` package as its makers publish it, in an environment made once a machine."""

import fcntl
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

PINS: Final = Path(__file__).with_name("warmhub_client.txt")
SCRIPT: Final = Path(__file__).with_name("warmhub_client.py")
_PATIENCE: Final = 120
_DONE: Final = "done"

Step = tuple[str, Sequence[object], dict[str, object]]


def environment(cache: Path) -> Path:
    """The interpreter of the environment, which is made below ``cache`` where it is not there.

    Skips where the packages cannot be had. Two processes make one environment: the
    second waits for the first.
    """
    made_of = sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = cache / made_of
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "bin" / "python"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / _DONE).exists():
            _make(folder, python)
            (folder / _DONE).touch()
    return python


def _make(folder: Path, python: Path) -> None:
    venv.create(folder, with_pip=False, symlinks=True)
    quiet = (
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--retries",
        "0",
        "--timeout",
        "10",
    )
    command = (sys.executable, "-m", "pip", "--python", str(python), "install", *quiet)
    wanted = ("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(PINS))
    done = subprocess.run([*command, *wanted], capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip() or "no reason told").splitlines()[-1]
        pytest.skip(f"the warmhub package cannot be had here: {why}")


def run(python: Path, url: str, steps: Sequence[Step]) -> list[Any]:
    """What the real client makes of each step; the first is its login."""
    given = "\n".join(json.dumps(step) for step in steps)
    done = subprocess.run(
        [python, "-I", SCRIPT, url],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
        env={"PATH": os.defpath},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
