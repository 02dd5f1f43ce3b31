"""Making, unlocking, checking and mending vaults."""

import os
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli
from vaulttui.crypto.kdf import CHEAPEST

LEAST = ["--kdf-memory", "64MiB", "--kdf-time", "3", "--kdf-lanes", "4"]


@pytest.fixture
def place(home: Path, passphrase_file: Path) -> Path:
    """Where a vault may be made."""
    return home / "vaulttui" / "data" / "vault.vtv"


def test_init(place: Path, cli: Cli) -> None:
    assert cli.json("init", *LEAST, "--no-recovery") == {"path": str(place), "recovery": False}
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert cli.fails(5, "init", "--no-recovery").startswith("exists:")
    assert cli.json("list") == []
    (slot,) = cli.json("slot")
    assert slot["kdf"] == {"memory_kib": 65536, "passes": 3, "lanes": 4}


@pytest.mark.parametrize(
    "words",
    [
        ["--kdf-memory", "63MiB"],
        ["--kdf-memory", "64"],
        ["--kdf-memory", "5GiB"],
        ["--kdf-time", "2"],
        ["--kdf-lanes", "0"],
        ["--kdf-lanes", "17"],
    ],
)
def test_costs_that_cannot_be(place: Path, cli: Cli, words: list[str]) -> None:
    assert cli.fails(7, "init", "--no-recovery", *words).startswith("invalid:")
    assert not place.parent.exists()


def test_recovery_into_a_file(
    place: Path, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "recovery"
    cli.ok("init", *LEAST, "--recovery-out", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(path))
    assert cli.json("list", "--recovery") == []
    cli.fails(4, "list")


def test_recovery_that_cannot_be_kept(place: Path, cli: Cli, home: Path) -> None:
    taken = home / "taken"
    taken.write_text("mine")
    cli.fails(5, "init", *LEAST, "--recovery-out", str(taken))
    cli.fails(2, "init", *LEAST, "--recovery-out", str(home / "x"), "--no-recovery")
    assert "typed back" in cli.fails(2, "init", *LEAST, "--no-input")
    assert taken.read_text() == "mine"
    assert not place.exists()


def test_key_file(place: Path, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = home / "key"
    cli.ok("init", *LEAST, "--no-recovery", "--key-file", str(key))
    assert key.stat().st_mode & 0o777 == 0o600
    assert cli.json("slot", "--key-file", str(key))[0]["type"] == "both"
    assert "key file" in cli.fails(4, "list")
    assert cli.fails(3, "list", "--key-file", str(home / "none")).startswith("not_found:")
    monkeypatch.setenv("VAULTTUI_KEY_FILE", str(key))
    assert cli.json("list") == []


def test_a_key_file_that_is_none(vault: Path, cli: Cli, passphrase_file: Path) -> None:
    assert "key file" in cli.fails(7, "list", "--key-file", str(passphrase_file))


def test_passwd(vault: Path, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaulttui.operations.slots.default_cost", lambda: CHEAPEST)
    cli.ok("slot", "add", "recovery", "--recovery-out", str(home / "recovery"))
    new = home / "new"
    new.write_text("another one\n")
    (stays,) = cli.json("passwd", "--new-passphrase-file", str(new))["stay"]
    assert stays["type"] == "recovery"
    assert cli.fails(4, "list").startswith("wrong_secret:")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(new))
    assert cli.json("list") == []


def test_slots(vault: Path, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaulttui.operations.slots.default_cost", lambda: CHEAPEST)
    new = home / "new"
    new.write_text("second")
    words = ["slot", "add", "passphrase", "--new-passphrase-file", str(new)]
    added = cli.json(*words)
    assert cli.fails(5, *words).startswith("in_use:")
    both = cli.fails(5, "slot", "add", "both", str(home / "k"), *words[3:])
    assert "two passphrase slots" in both
    assert not (home / "k").exists()
    assert [slot["opened_now"] for slot in cli.json("slot", "list")] == [True, False]
    assert "--no-input forbids" in cli.fails(2, "slot", "rm", added["id"][:8], "--no-input")
    cli.ok("slot", "rm", added["id"][:8], "--yes")
    (last,) = cli.json("slot")
    assert "last key slot" in cli.fails(5, "slot", "rm", last["id"], "--yes")
    cli.fails(3, "slot", "rm", "0000000000", "--yes")


@pytest.mark.parametrize("content", ["", "not this one", "x" * 2000])
def test_wrong_passphrase(vault: Path, cli: Cli, passphrase_file: Path, content: str) -> None:
    passphrase_file.write_text(content)
    done = cli("list", "--json")
    assert done.code in (4, 7)
    assert content not in done.err or not content


def test_sources_of_the_passphrase(vault: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", f"printf '%s\\n' '{PASSPHRASE}'")
    assert "both set" in cli.fails(2, "list")
    monkeypatch.delenv("VAULTTUI_PASSPHRASE_FILE")
    assert cli.json("list") == []
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", "false")
    assert "failed with code 1" in cli.fails(4, "list")


def test_no_vault(home: Path, cli: Cli, passphrase_file: Path) -> None:
    for words in (["list"], ["check"], ["repair", "--yes"], ["passwd"], ["backups"]):
        assert cli.fails(6, *words).startswith("no_vault:")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 10_000])
def test_no_vault_at_all(vault: Path, cli: Cli, content: bytes) -> None:
    vault.write_bytes(content)
    cli.fails(6, "list")


def test_every_kind_of_flipped_byte(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "x", "value=-", given=b"x")
    whole = vault.read_bytes()
    codes = set()
    for at in (0, 5, 9, 100, 300, 4100, 8192, 8300, len(whole) - 1):
        vault.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        done = cli("check", "--json")
        codes.add(done.code)
        assert done.error["code"] != "failed", (at, done)
    assert codes <= {1, 4, 6, 9}
    assert {6, 9} <= codes


def test_a_truncated_file(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "x", "value=-", given=b"x")
    whole = vault.read_bytes()
    vault.write_bytes(whole[:-3])
    done = cli("check", "--json")
    assert (done.code, done.error["code"]) == (9, "something_to_do")
    assert done.json["findings"]
    listed = cli.ok("list")
    assert "never completely written" in listed.err


def test_check_and_repair(vault: Path, cli: Cli, tmp_path: Path) -> None:
    cli.ok("add", "generic-secret", "x", "value=-", given=b"x")
    report = cli.json("check")
    assert (report["values"], report["findings"], report["broken"]) == (1, [], [])
    out = tmp_path / "repaired.vtv"
    assert cli.json("repair", "--out", str(out))["path"] == str(out)
    assert cli.ok("get", "x", "--vault", str(out)).out == b"x\n"
    assert cli.fails(5, "repair", "--out", str(out)).startswith("exists:")
    assert cli.fails(2, "repair", "--no-input").startswith("answer_needed:")
    assert cli.json("repair", "--yes")["lost"] == []


def test_backups(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "x", "value=-", given=b"x")
    cli.ok("history", "purge", "x", "--yes")
    cli.ok("edit", "x", "value=-", given=b"y")
    cli.ok("history", "purge", "x", "--yes")
    found = cli.json("backups")
    assert set(found[0]) == {"name", "taken_at", "epoch", "size"}
    cli.ok("backups", "restore", found[0]["name"])
    assert "no backup" in cli.fails(3, "backups", "restore", "nonsense")
    assert len(cli.json("list")) == 1


def test_a_link_in_the_way(home: Path, cli: Cli, passphrase_file: Path) -> None:
    link = home / "link.vtv"
    link.symlink_to(home / "target.vtv")
    cli.fails(5, "init", *LEAST, "--no-recovery", "--vault", str(link))
    assert not (home / "target.vtv").exists()


def test_a_read_only_folder(vault: Path, cli: Cli) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    cli.ok("add", "generic-secret", "x", "value=-", given=b"x")
    vault.chmod(0o400)
    vault.parent.chmod(0o500)
    try:
        assert cli.ok("get", "x").out == b"x\n"
        assert cli.fails(1, "rm", "x").startswith("read_only:")
    finally:
        vault.parent.chmod(0o700)
