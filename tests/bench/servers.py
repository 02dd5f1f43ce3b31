"""Servers in processes of their own: the real one, whose requests are counted, and a bare one."""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.measure import PROBE
from tests.bench.programs import environment
from tests.bench.samples import offer
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import SlotType, make_slot
from vaulttui.vaultfile.vault import VaultFile

_COUNT: Final = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Served:
    """A `vaulttui serve` that listens; ``vault`` is its file, ``counter`` that of its requests."""

    url: str
    token: Secret
    vault: Path
    counter: Path

    @property
    def asked(self) -> int:
        """How many requests have come."""
        return int(_COUNT.unpack(self.counter.read_bytes())[0])

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])


def new_vault(path: Path) -> Session:
    """An empty vault that opens fast."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = VaultFile.create(
        path, lambda keys: [make_slot(keys, SlotType.PASSPHRASE, offer(), CHEAPEST)]
    )
    return Session(file, by="bench")


@contextmanager
def served(vault: Path) -> Iterator[Served]:
    """Serve a vault until the block ends."""
    home = vault.parent
    counter, token = home / "requests", home / "token"
    counter.write_bytes(_COUNT.pack(0))
    arguments = [
        sys.executable, str(PROBE / "serve_counted.py"), str(counter), "--vault", str(vault),
        "serve", "--port", "0", "--token-file", str(token),
    ]  # fmt: skip
    with _running(arguments, environment(home)) as line:
        url = str(json.loads(line)["url"])
        yield Served(url, Secret(token.read_bytes().strip()), vault, counter)


@contextmanager
def bare() -> Iterator[int]:
    """The port of a server whose path says how much it answers."""
    with _running([sys.executable, str(PROBE / "bare_route.py")], dict(os.environ)) as line:
        yield int(line)


@contextmanager
def _running(arguments: list[str], env: dict[str, str]) -> Iterator[str]:
    """The first line that a program prints, while it runs."""
    with subprocess.Popen(arguments, env=env, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield child.stdout.readline()
        finally:
            child.terminate()
