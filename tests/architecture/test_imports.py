"""What a command loads: the rings keep heavy libraries apart, this proves that it works."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

HEAVY: Final = frozenset(
    {"textual", "rich", "httpx2", "stamina", "starlette", "uvicorn", "minijinja"}
    | {"pykeepass", "lxml", "zxcvbn", "dotenv", "copykitten", "asyncio"}
)

# Runs one command line in the process and reports on a pipe of its own which modules it took.
PROBE: Final = """
import json, os, sys
from vaulttui.__main__ import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
names = sorted({name.partition(".")[0] for name in sys.modules})
os.write(int(os.environ["PROBE"]), json.dumps([code or 0, names]).encode())
"""

needs_cli = pytest.mark.skipif(
    find_spec("vaulttui.__main__") is None, reason="the command line does not exist yet"
)


def loaded(*arguments: str) -> frozenset[str]:
    """The top-level modules that a successful ``vaulttui`` with these arguments loads."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as report:
        done = subprocess.run(
            [sys.executable, "-c", PROBE, *arguments],
            env={**os.environ, "PROBE": str(write)},
            pass_fds=[write],
            capture_output=True,
            text=True,
            check=False,
        )
        os.close(write)
        answer = report.read()
    assert answer, done.stderr
    code, modules = json.loads(answer)
    assert code == 0, done.stderr
    return frozenset(modules)


@pytest.fixture
def vault(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A vault with one secret, whose name is returned; the passphrase is at hand."""
    passphrase = home / "passphrase"
    passphrase.write_text("a passphrase for the probe\n", "utf-8")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(passphrase))
    (home / "value").write_text("of no worth", "utf-8")
    loaded("init", "--no-recovery", "--kdf-memory", "64MiB", "--kdf-time", "3", "--no-input")
    loaded("add", "generic-secret", "probe", f"value=@{home / 'value'}", "--no-input")
    return "probe"


@needs_cli
@pytest.mark.parametrize("command", ["--help", "--version"])
def test_words_alone_load_no_crypto(command: str) -> None:
    modules = loaded(command)
    assert "vaulttui" in modules
    assert modules & (HEAVY | {"cryptography", "argon2"}) == set()


@needs_cli
def test_get_is_light(vault: str) -> None:
    modules = loaded("get", vault)
    assert {"vaulttui", "cryptography"} <= modules
    assert modules & HEAVY == set()


@needs_cli
def test_list_is_light(vault: str) -> None:
    assert loaded("list", vault) & HEAVY == set()
