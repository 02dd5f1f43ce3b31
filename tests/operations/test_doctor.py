"""A look at machine and vault that needs no secret, writes nothing and advises."""

from pathlib import Path

import pytest

from tests.operations.samples import BY_PASSPHRASE, BY_RECOVERY, make_vault
from vaulttui.crypto import kdf
from vaulttui.operations.doctor import Finding, Level, doctor
from vaulttui.secret import Secret
from vaulttui.vaultfile.slots import SlotType, make_slot
from vaulttui.vaultfile.vault import VaultFile


def of(path: Path, level: Level) -> list[Finding]:
    return [found for found in doctor(path) if found.level is level]


def words(findings: list[Finding]) -> str:
    return " ".join(f"{found.what} {found.advice}" for found in findings)


def test_it_never_needs_a_secret(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Secret, "reveal", lambda _: pytest.fail("a secret was asked for"))
    monkeypatch.setattr(kdf, "derive", lambda *_: pytest.fail("a key was derived"))
    assert "whole header" in words(of(vault, Level.OK))


def test_it_writes_nothing(vault: Path) -> None:
    folder = vault.parent
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    doctor(vault)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_is_not_well_comes_with_advice(vault: Path) -> None:
    vault.chmod(0o644)
    found = [*of(vault, Level.WARN), *of(vault, Level.BAD)]
    assert any("Others may read" in one.what for one in found)
    assert [one.what for one in found if not one.advice] == []


def test_no_vault(tmp_path: Path) -> None:
    assert "no vault at" in words(of(tmp_path / "v.vtv", Level.WARN))


@pytest.mark.parametrize(
    "content", [b"", b"hello\n" * 3000, b"VTV1"], ids=["empty", "text", "short"]
)
def test_what_is_no_vault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.vtv"
    path.write_bytes(content)
    assert len(of(path, Level.BAD)) == 1


@pytest.mark.parametrize("copies", [(0,), (1,), (0, 1)], ids=["first", "second", "both"])
def test_header_copies(vault: Path, copies: tuple[int, ...]) -> None:
    data = bytearray(vault.read_bytes())
    for copy in copies:
        data[copy * 4096 + 100] ^= 1
    vault.write_bytes(data)
    level = Level.WARN if len(copies) == 1 else Level.BAD
    assert "header" in words(of(vault, level))
    assert bool(of(vault, Level.BAD)) == (len(copies) == 2)


def test_slots_that_are_cheap_or_missing(tmp_path: Path, vault: Path) -> None:
    assert "costs a guesser only 8 MiB" in words(of(vault, Level.WARN))
    assert "no recovery key" not in words(doctor(vault))
    floor = tmp_path / "floor.vtv"
    VaultFile.create(
        floor, lambda keys: [make_slot(keys, SlotType.PASSPHRASE, BY_PASSPHRASE, kdf.FLOOR)]
    ).close()
    assert "no recovery key" in words(of(floor, Level.WARN))
    assert "guesser" not in words(doctor(floor))


def test_backups_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "v.vtv"
    make_vault(path)
    assert "0 backups" in words(of(path, Level.OK))
    file = VaultFile.open(path, BY_RECOVERY)
    file.rewrite(lambda header: header)
    assert "1 backup" in words(of(path, Level.OK))


def test_names_do_not_obey(tmp_path: Path) -> None:
    assert "\x1b" not in words(doctor(tmp_path / "\x1b]0;title\x07.vtv"))
