"""Checking a vault whole, every sealed value included."""

from pathlib import Path

import pytest

from tests.operations.samples import BY_PASSPHRASE, BY_RECOVERY, login, values
from vaulttui.domain.revisions import Revision
from vaulttui.errors import NoVault, VaultDamaged, WrongSecret
from vaulttui.operations.check import Report
from vaulttui.operations.check import check as check_file
from vaulttui.operations.credentials import Edits, edit
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile


def check(path: Path, offer: Unlocking) -> Report:
    """Unlock and check, as the command does."""
    file = VaultFile.open(path, offer)
    try:
        return check_file(file)
    finally:
        file.close()


def misplaced(session: Session) -> None:
    """A record whose sealed value was moved there from another field, under valid frames."""
    made = login(session, "wiki\x1b[31m", password="s", totp="GEZDGNBVGY3TQOJQ")
    head = made.record.heads[0]
    moved = {**head.v, "totp": head.v["password"]}
    revision = Revision(
        k=head.k, id=head.id, rev="a" * 32, par=(head.rev,), at=head.at + 1, m=head.m, v=moved
    )
    session.file.commit([revision])


def test_a_whole_vault(session: Session, vault: Path) -> None:
    made = login(session, "wiki")
    edit(session, made, Edits(values=values(password="second")))
    report = check(vault, BY_PASSPHRASE)
    assert (report.findings, report.broken) == ((), ())
    # The credential and two notes of activity; two revisions with one value each.
    assert (report.records, report.revisions, report.values) == (3, 4, 2)
    assert report.path == str(vault)


def test_a_sealed_value_that_does_not_belong_is_named(session: Session, vault: Path) -> None:
    misplaced(session)
    report = check(vault, BY_RECOVERY)
    assert len(report.broken) == 1
    assert "totp" in report.broken[0]
    assert "wiki" in report.broken[0]
    assert "\x1b" not in report.broken[0]
    assert report.values == 4


@pytest.mark.parametrize("copy", [0, 1])
def test_a_damaged_header_copy_is_found_and_mended_by_a_save(
    session: Session, vault: Path, copy: int
) -> None:
    data = bytearray(vault.read_bytes())
    data[copy * 4096 + 100] ^= 1
    vault.write_bytes(data)
    assert "copy" in check(vault, BY_PASSPHRASE).findings[0]
    session.file.refresh()
    session.file.rewrite(lambda header: header)
    assert check(vault, BY_PASSPHRASE).findings == ()


def test_a_torn_tail_is_found(session: Session, vault: Path) -> None:
    login(session, "one")
    whole = vault.stat().st_size
    login(session, "two")
    with vault.open("r+b") as file:
        file.truncate(whole + 100)
    report = check(vault, BY_PASSPHRASE)
    assert "end of the vault file" in report.findings[0]
    assert report.values == 1


def test_what_cannot_be_opened_is_raised(session: Session, vault: Path, tmp_path: Path) -> None:
    login(session)
    session.file.rewrite(lambda header: header)
    with pytest.raises(WrongSecret):
        check(vault, Unlocking(passphrase=Secret(b"wrong")))
    with pytest.raises(NoVault):
        check(tmp_path / "other.vtv", BY_PASSPHRASE)
    data = bytearray(vault.read_bytes())
    data[8192 + 200] ^= 1
    vault.write_bytes(data)
    with pytest.raises(VaultDamaged):
        check(vault, BY_PASSPHRASE)
