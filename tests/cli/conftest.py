"""A vault at the usual place, its passphrase at hand, and the command line."""

from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli, make_vault


@pytest.fixture
def passphrase_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = home / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", "utf-8")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(path))
    return path


@pytest.fixture
def vault(home: Path, passphrase_file: Path) -> Path:
    """The path of an empty vault."""
    path = home / "vaulttui" / "data" / "vault.vtv"
    make_vault(path)
    return path


@pytest.fixture
def cli(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line in this process."""
    return Cli(capfdbinary, monkeypatch)
