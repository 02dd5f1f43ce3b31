"""Runs of the command line, in this process where that proves as much as in another."""

import gc
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from vaulttui.cli.options import Options
from vaulttui.cli.program import run
from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

PASSPHRASE: Final = "the passphrase of the tests"


@dataclass(frozen=True)
class Done:
    """How a command ended, and all that it wrote."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """What stands below ``error`` on standard error."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


class Cli:
    """``cli("list", "--json")`` runs it; ``cli.ok`` also asserts success."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._patch = patch

    def __call__(self, *arguments: str, given: bytes = b"") -> Done:
        stdin = io.TextIOWrapper(io.BytesIO(given))
        self._patch.setattr(sys, "stdin", stdin)
        self._capture.readouterr()
        try:
            code = run(arguments, _no_interface)
        finally:
            gc.enable()
        out, err = self._capture.readouterr()
        return Done(code, out, err.decode())

    def ok(self, *arguments: str, given: bytes = b"") -> Done:
        done = self(*arguments, given=given)
        assert done.code == 0, done.err
        return done

    def json(self, *arguments: str, given: bytes = b"") -> Any:
        return self.ok(*arguments, "--json", given=given).json

    def fails(self, code: int, *arguments: str, given: bytes = b"") -> str:
        """The words of a failure, the same for people and as JSON."""
        done = self(*arguments, "--json", given=given)
        assert (done.code, done.out) == (code, b""), done
        error = done.error
        assert "Traceback" not in error["message"]
        return f"{error['code']}: {error['message']} {error['hint']}"


def _no_interface(_options: Options) -> int:
    raise AssertionError("The terminal UI was asked for.")


def make_vault(path: Path, *kinds: SlotType) -> None:
    """A vault that opens at once, with the passphrase of the tests."""
    offer = Unlocking(passphrase=Secret.from_text(PASSPHRASE))
    path.parent.mkdir(parents=True, exist_ok=True)
    VaultFile.create(
        path, lambda keys: [make_slot(keys, SlotType.PASSPHRASE, offer, CHEAPEST)]
    ).close()


def program(*arguments: str, given: bytes = b"", **options: Any) -> Done:
    """The real program, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "vaulttui", *arguments],
        input=given,
        capture_output=True,
        check=False,
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())
