"""Another key, and copies that were changed elsewhere, through the command line."""

import shutil
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli
from vaulttui.crypto import kdf


@pytest.fixture(autouse=True)
def small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "memory_of_machine", lambda _row: kdf.GIB // 2)


@pytest.fixture
def copy(vault: Path, cli: Cli, tmp_path: Path) -> Path:
    """A copy with a change of its own, of a vault that changed as well."""
    cli.ok("add", "login", "both", "--incomplete")
    copy = tmp_path / "copy.vtv"
    shutil.copy(vault, copy)
    cli.ok("add", "login", "here", "--incomplete")
    cli.ok("add", "login", "there", "--incomplete", "--vault", str(copy))
    return copy


def names(cli: Cli) -> set[str]:
    return {one["name"] for one in cli.json("list")}


def test_copies_come_together(copy: Path, cli: Cli) -> None:
    done = cli.json("merge", str(copy))
    assert (done["new"], done["updated"]) == (1, 0)
    assert names(cli) == {"both", "here", "there"}
    assert cli.json("merge", str(copy), str(copy))["new"] == 0


def test_a_copy_under_the_former_key(copy: Path, cli: Cli, tmp_path: Path) -> None:
    recovery = tmp_path / "recovery"
    cli.ok("rekey", "--yes", "--recovery-out", str(recovery))
    assert names(cli) == {"both", "here"}
    assert recovery.stat().st_mode & 0o777 == 0o600
    assert cli("merge", str(copy), "--no-input").code == 2
    passphrase = tmp_path / "source"
    passphrase.write_text(PASSPHRASE)
    cli.ok("merge", str(copy), "--source-passphrase-file", str(passphrase))
    assert names(cli) == {"both", "here", "there"}


def test_another_key_is_asked_for(vault: Path, cli: Cli, tmp_path: Path) -> None:
    before = vault.read_bytes()
    found = cli("rekey", "--no-input", "--recovery-out", str(tmp_path / "recovery"))
    assert found.code == 2
    assert vault.read_bytes() == before
    assert not (tmp_path / "recovery").exists()
