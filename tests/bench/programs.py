"""Whole programs, from the first system call to the last: `get`, `list`, the first picture."""

import os
import pty
import select
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.bench.measure import PROBE, Row, argon2, timed
from tests.bench.samples import PASSPHRASE, Sample

TIMES: Final = 7
SECRETS: Final = {"keepassxc": "bench"}


def environment(home: Path) -> dict[str, str]:
    """A home of its own, and the samples' passphrase from a file."""
    passphrase = home / "passphrase"
    passphrase.write_bytes(PASSPHRASE.reveal() + b"\n")
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TERM": "xterm-256color",
        "VAULTTUI_HOME": str(home),
        "VAULTTUI_PASSPHRASE_FILE": str(passphrase),
    }


def commands(sample: Sample, home: Path) -> list[Row]:
    """`get` and `list`, each as a process of its own, less what Argon2 takes."""
    base = [sys.executable, "-m", "vaulttui", "--vault", str(sample.path)]
    env = environment(home)
    kdf = argon2()
    get = _process([*base, "get", sample.name, "password"], env)
    listed = _process([*base, "list"], env)
    floor = _process([sys.executable, "-c", "pass"], env)
    budget = {10_000: 150.0}
    return [
        Row("vaulttui get beyond Argon2", sample.size, get - kdf, "ms", floor, "python -c pass",
            budget.get(sample.size)),
        Row("vaulttui get, all of it", sample.size, get, "ms", kdf, "bare Argon2"),
        Row("vaulttui list, all of it", sample.size, listed, "ms", kdf, "bare Argon2"),
    ]  # fmt: skip


def unlocked(sample: Sample, home: Path) -> list[Row]:
    """`get` and `run true` with the key agent and without it, beside `env true`."""
    base = [sys.executable, "-m", "vaulttui", "--vault", str(sample.path)]
    ways = {
        "get": [*base, "get", sample.name, "password"],
        "run true": [*base, "run", "-e", f"PW={sample.name}/password", "--", "true"],
    }
    env = environment(home)
    floor = _process(["env", "PW=x", "true"], env)
    alone = {way: _process(command, env) for way, command in ways.items()}
    subprocess.run([*base, "agent", "start"], env=env, check=True, capture_output=True)
    try:
        # Without a passphrase at hand, only the agent can open it.
        del env["VAULTTUI_PASSPHRASE_FILE"]
        helped = {way: _process([*command, "--no-input"] if way == "get" else command, env)
                  for way, command in ways.items()}  # fmt: skip
    finally:
        subprocess.run([*base, "agent", "stop"], env=env, check=True, capture_output=True)
    budgets = {("get", 10_000): 120.0}
    return [
        row
        for way in ways
        for row in (
            Row(f"vaulttui {way}, alone", sample.size, alone[way], "ms", floor, "env true"),
            Row(f"vaulttui {way}, with the agent", sample.size, helped[way], "ms", floor,
                "env true", budgets.get((way, sample.size))),
        )
    ]  # fmt: skip


def keepassxc(sample: Sample, home: Path) -> Row | None:
    """`keepassxc-cli show` on as many entries; None where it is not installed."""
    if shutil.which("keepassxc-cli") is None:
        return None
    from tests.formats.make_keepass import make_xml

    xml, kdbx = home / f"{sample.size}.xml", home / f"{sample.size}.kdbx"
    xml.write_bytes(make_xml(sample.size))
    secret = SECRETS["keepassxc"]
    subprocess.run(
        ["keepassxc-cli", "import", "-q", "-p", str(xml), str(kdbx)],
        input=f"{secret}\n{secret}\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    found = subprocess.run(
        ["keepassxc-cli", "ls", "-q", "-R", "-f", str(kdbx)],
        input=f"{secret}\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    entries = [line for line in found.stdout.splitlines() if line and not line.endswith("/")]
    show = ["keepassxc-cli", "show", "-q", "-s", str(kdbx), entries[len(entries) // 2]]
    value = _process(show, environment(home), f"{secret}\n")
    return Row("keepassxc-cli show, all of it", sample.size, value, "ms")


def first_paint(sample: Sample, home: Path) -> Row:
    """From the start of the program to its unlock screen; floor: a Textual app with one Static."""
    env = environment(home)
    del env["VAULTTUI_PASSPHRASE_FILE"]
    env["VAULTTUI_VAULT"] = str(sample.path)
    ours = [sys.executable, "-m", "vaulttui"]
    bare = [sys.executable, str(PROBE / "one_static.py")]
    pairs = [
        (_painted(ours, env, b"assphrase"), _painted(bare, env, b"hello")) for _ in range(TIMES)
    ]
    value = statistics.median(pair[0] for pair in pairs) * 1000
    floor = statistics.median(pair[1] for pair in pairs) * 1000
    return Row("TUI, start to first painted screen", sample.size, value, "ms", floor,
               "a Textual app with one Static", 1.35 * floor)  # fmt: skip


def _process(command: Sequence[str], env: Mapping[str, str], given: str = "") -> float:
    def once() -> float:
        return timed(
            lambda: subprocess.run(
                command, env=dict(env), input=given, text=True, check=True, capture_output=True
            )
        )

    once()
    return statistics.median(once() for _ in range(TIMES)) * 1000


def _painted(command: Sequence[str], env: Mapping[str, str], mark: bytes) -> float:
    """Seconds until a program in a terminal of its own has painted some text."""
    begun = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], list(command), dict(env))  # noqa: S606 - no shell is wanted
    seen = b""
    while mark not in seen:
        ready, _, _ = select.select([terminal], [], [], 20)
        if not ready:
            raise TimeoutError(f"{command} painted nothing like {mark!r}")
        seen += os.read(terminal, 65536)
    taken = time.perf_counter() - begun
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return taken
