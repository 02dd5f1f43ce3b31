"""Salvage: what a damaged vault still gives, and what is named as lost."""

import stat
from pathlib import Path

import pytest

from tests.operations.samples import (
    BY_PASSPHRASE,
    BY_RECOVERY,
    contents,
    login,
    opened,
    secret_of,
    session_on,
)
from vaulttui.errors import Exists, HeaderDamaged, VaultDamaged, WrongSecret
from vaulttui.operations.backups import backups
from vaulttui.operations.check import check
from vaulttui.operations.credentials import find
from vaulttui.operations.repair import forecast, forecast_of, repair, repair_open
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import Unlocking


def flip(path: Path, offset: int) -> bytes:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x40
    path.write_bytes(data)
    return bytes(data)


@pytest.fixture
def broken(session: Session, vault: Path) -> Path:
    """Five logins, one commit each, with a byte flipped in the third; the rest is whole."""
    ends = []
    for number in range(5):
        login(session, f"login {number}", password=f"value {number}")
        ends.append(vault.stat().st_size)
    session.close()
    flip(vault, (ends[1] + ends[2]) // 2)
    return vault


def names(path: Path) -> list[str]:
    return [row.name for row in find(session_on(path), "")]


def test_a_byte_in_the_middle_costs_one_frame(broken: Path) -> None:
    done = repair(broken, BY_PASSPHRASE)
    assert names(broken) == ["login 0", "login 1", "login 3", "login 4"]
    (lost,) = done.lost
    assert "lost" in lost
    assert check(opened(broken)).broken == ()
    session = session_on(broken)
    for number in (0, 1, 3, 4):
        (row,) = session.view.named(f"login {number}")
        value = secret_of(session, session.view.credential(row.id))
        assert value == f"value {number}".encode()
    assert done.credentials == 4


def test_what_is_lost_is_named_by_its_numbers(broken: Path) -> None:
    # Frame 1 is the end of the empty snapshot, and the logins are the frames 2 to 6.
    assert repair(broken, BY_PASSPHRASE).lost == ("Frames 4 to 4 are lost.",)


def test_the_damaged_file_stays_as_a_backup(broken: Path) -> None:
    damaged = broken.read_bytes()
    repair(broken, BY_PASSPHRASE)
    newest = backups(broken)[0]
    kept = broken.parent / ".vault.vtv.backups" / newest.name
    assert kept.read_bytes() == damaged
    assert opened(broken).header.epoch > newest.epoch


def test_out_leaves_the_vault_alone(broken: Path, tmp_path: Path) -> None:
    damaged = broken.read_bytes()
    out = tmp_path / "saved.vtv"
    done = repair(broken, BY_RECOVERY, out)
    assert done.path == str(out)
    assert broken.read_bytes() == damaged
    assert names(out) == ["login 0", "login 1", "login 3", "login 4"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_out_never_replaces(broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "there"
    out.write_bytes(b"mine")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere.vtv")
    with pytest.raises(Exists):
        repair(broken, BY_PASSPHRASE, out)
    assert out.read_bytes() == b"mine"
    repair(broken, BY_PASSPHRASE, link)
    with pytest.raises(Exists):
        repair(broken, BY_PASSPHRASE, link)


def test_a_wrong_secret_changes_nothing(broken: Path) -> None:
    damaged = broken.read_bytes()
    with pytest.raises(WrongSecret):
        repair(broken, Unlocking(passphrase=Secret(b"wrong")))
    assert broken.read_bytes() == damaged
    assert backups(broken) == []


def test_both_header_copies_gone_is_beyond_repair(broken: Path) -> None:
    flip(broken, 100)
    flip(broken, 4096 + 100)
    with pytest.raises(HeaderDamaged):
        repair(broken, BY_PASSPHRASE)


def test_one_header_copy_is_enough(broken: Path) -> None:
    flip(broken, 100)
    repair(broken, BY_PASSPHRASE)
    assert check(opened(broken)).findings == ()


def test_a_snapshot_that_lost_its_first_frame(session: Session, vault: Path) -> None:
    login(session, "in the snapshot")
    session.file.rewrite(lambda header: header)
    login(session, "after it")
    session.close()
    flip(vault, 8192 + 200)
    with pytest.raises(VaultDamaged):
        opened(vault)
    done = repair(vault, BY_PASSPHRASE)
    assert len(done.lost) == 1
    assert names(vault) == ["after it"]


def test_a_whole_vault_loses_nothing(session: Session, vault: Path) -> None:
    login(session)
    before = contents(vault)
    done = repair(vault, BY_PASSPHRASE)
    assert done.lost == ()
    assert sorted(contents(vault).split(b"\n")) == sorted(before.split(b"\n"))


def test_garbage_behind_the_frames_is_left_out(session: Session, vault: Path) -> None:
    login(session, "kept")
    session.close()
    with vault.open("ab") as file:
        file.write(bytes(range(256)) * 40)
    repair(vault, BY_PASSPHRASE)
    assert names(vault) == ["kept"]


def test_a_forecast_counts_before_anything_is_written(broken: Path) -> None:
    before = broken.read_bytes()
    found = forecast(broken, BY_PASSPHRASE)
    assert found.credentials == 4
    assert len(found.lost) == 1
    assert broken.read_bytes() == before


def test_a_forecast_names_the_backup_that_holds_more(session: Session, vault: Path) -> None:
    for number in range(3):
        login(session, f"login {number}", password=f"value {number}")
    session.file.rewrite(lambda header: header)
    session.file.rewrite(lambda header: header)
    session.close()
    flip(vault, 8192 + 500)
    found = forecast(vault, BY_PASSPHRASE)
    assert found.credentials == 0
    assert found.backup_credentials == 3
    assert found.backup in [backup.name for backup in backups(vault)]


def test_an_open_vault_still_knows_what_its_file_lost(session: Session, vault: Path) -> None:
    ends = []
    for number in range(3):
        login(session, f"login {number}")
        ends.append(vault.stat().st_size)
    flip(vault, (ends[0] + ends[1]) // 2)
    assert forecast_of(session).credentials == 3
    done = repair_open(session)
    assert (done.credentials, done.path) == (3, str(vault))
    login(session, "and on")
    assert names(vault) == ["and on", "login 0", "login 1", "login 2"]


def test_an_open_vault_whose_header_is_gone(session: Session, vault: Path) -> None:
    login(session, "wiki")
    flip(vault, 100)
    flip(vault, 4096 + 100)
    with pytest.raises(HeaderDamaged):
        opened(vault)
    repair_open(session)
    assert names(vault) == ["wiki"]
