"""Where nothing may be written, nothing fits, or somebody has planted a link."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.vaultfile.samples import (
    NAME,
    opened,
    recovery_slot,
    revision,
    small_vault,
    state,
    state_at,
)
from vaulttui.errors import InUse, NoVault, ReadOnly, VaulttuiError
from vaulttui.vaultfile import vault as vault_module
from vaulttui.vaultfile.vault import VaultFile

_ROOT: Final = Path(__file__).parents[2]
_NOBODY: Final = 65534


@cache
def _no_mounts() -> str | None:
    """Why nothing can be mounted here; None where it can."""
    if shutil.which("unshare") is None:
        return "unshare is not installed"
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    tried = subprocess.run(probe, capture_output=True, check=False)
    return None if tried.returncode == 0 else "mounting is not permitted here"


@pytest.mark.skipif(_no_mounts() is not None, reason=str(_no_mounts()))
@pytest.mark.parametrize("play", ["fill", "lock_the_door"])
def test_a_small_disk(play: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=160k tmpfs {disk} && "
        f"{sys.executable} -m tests.vaultfile.small_disk {play} {disk}"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], cwd=_ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().endswith("well\n")


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may write anywhere, so a test of permissions has to become somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(_NOBODY)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _append(vault: VaultFile) -> None:
    vault.commit([revision()])


def _checkpoint(vault: VaultFile) -> None:
    vault.rewrite(lambda header: header, [revision()])


def _owned(folder: Path) -> Path:
    place = folder / "place"
    place.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(place, _NOBODY, _NOBODY)
    return place


def test_a_folder_that_may_not_be_written(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_module, "_TORN_PATIENCE", 0.0)
    place = _owned(public)
    with _as_nobody():
        vault = small_vault(place / NAME)
        (place / f".{NAME}.lock").unlink()
        with (place / NAME).open("ab") as file:
            file.write(b"half a frame")
        place.chmod(0o500)
        again = opened(place / NAME, vault.keys)
        assert any("never completely" in notice for notice in again.notices)
        before = (place / NAME).read_bytes()
        for save in (_append, _checkpoint):
            with pytest.raises(ReadOnly):
                save(again)
        with pytest.raises(ReadOnly):
            VaultFile.create(place / "new.vtv", recovery_slot)
        assert (place / NAME).read_bytes() == before
        place.chmod(0o700)
        again.commit([revision()])
        assert state_at(place / NAME, vault.keys) == state(again.document)


def test_a_folder_that_may_not_be_written_with_a_lock_in_it(public: Path) -> None:
    """The file itself may be appended to; what must be written anew cannot be."""
    place = _owned(public)
    with _as_nobody():
        vault = small_vault(place / NAME)
        place.chmod(0o500)
        vault.commit([revision()])
        was = state(vault.document)
        with pytest.raises(ReadOnly):
            vault.rewrite(lambda header: header, [revision()])
        assert state_at(place / NAME, vault.keys) == was == state(vault.document)
        place.chmod(0o700)


def test_a_file_that_may_not_be_read(public: Path) -> None:
    place = _owned(public)
    with _as_nobody():
        vault = small_vault(place / NAME)
        (place / NAME).chmod(0)
        with pytest.raises(ReadOnly):
            opened(place / NAME, vault.keys)
        with pytest.raises(ReadOnly):
            vault.commit([revision()])
        place.chmod(0)
        with pytest.raises(VaulttuiError):
            opened(place / NAME, vault.keys)
        place.chmod(0o700)


def test_a_link_to_the_vault_stays_and_its_target_is_saved(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    vault = small_vault(real / "target.vtv")
    link = tmp_path / NAME
    link.symlink_to(real / "target.vtv")
    through = opened(link, vault.keys)
    through.commit([revision()])
    through.rewrite(lambda header: header, [revision()])
    assert link.is_symlink()
    assert not (real / "target.vtv").is_symlink()
    assert state_at(real / "target.vtv", vault.keys) == state(through.document)
    assert {*os.listdir(tmp_path)} == {"home", "real", NAME}


def test_a_link_in_the_place_of_the_lock(tmp_path: Path) -> None:
    path, target = tmp_path / NAME, tmp_path / "target"
    vault = small_vault(path)
    lock = tmp_path / f".{NAME}.lock"
    lock.unlink()
    target.write_bytes(b"precious")
    lock.symlink_to(target)
    before = path.read_bytes()
    with pytest.raises(InUse, match="link"):
        vault.commit([revision()])
    assert (path.read_bytes(), target.read_bytes()) == (before, b"precious")
    lock.unlink()
    vault.commit([revision()])


def test_a_link_that_takes_the_name_of_an_open_vault(tmp_path: Path) -> None:
    path, target = tmp_path / NAME, tmp_path / "target"
    vault = small_vault(path)
    path.rename(target)
    before = target.read_bytes()
    path.symlink_to(target)
    for look in (_append, _checkpoint, VaultFile.refresh):
        with pytest.raises(VaulttuiError):
            look(vault)
    assert target.read_bytes() == before
    assert path.is_symlink()


def test_a_link_in_the_place_of_the_backups(tmp_path: Path) -> None:
    path, elsewhere = tmp_path / NAME, tmp_path / "elsewhere"
    vault = VaultFile.create(path, recovery_slot)
    elsewhere.mkdir()
    (tmp_path / f".{NAME}.backups").symlink_to(elsewhere)
    was, before = state(vault.document), path.read_bytes()
    with pytest.raises(VaulttuiError):
        vault.rewrite(lambda header: header, [revision()])
    assert os.listdir(elsewhere) == []
    assert (state(vault.document), path.read_bytes()) == (was, before)
    vault.place.disk.unlink(vault.place.folder, f".{NAME}.backups")
    vault.rewrite(lambda header: header)


def test_links_among_the_temporary_names(tmp_path: Path) -> None:
    path, target = tmp_path / NAME, tmp_path / "target"
    vault = small_vault(path)
    target.write_bytes(b"precious")
    (tmp_path / f".{NAME}.tmp-0123456789abcdef").symlink_to(target)
    (tmp_path / f".{NAME}.tmp-fedcba9876543210").mkdir()
    vault.rewrite(lambda header: header, [revision()])
    assert target.read_bytes() == b"precious"
    assert state_at(path, vault.keys) == state(vault.document)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_something_else_in_the_place_of_the_vault(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / NAME
    keys = small_vault(tmp_path / "other.vtv").keys
    make(path)
    with pytest.raises(VaulttuiError):
        opened(path, keys)


def test_no_vault_and_no_folder(tmp_path: Path) -> None:
    keys = small_vault(tmp_path / NAME).keys
    for path in (tmp_path / "absent.vtv", tmp_path / "absent" / NAME, tmp_path / NAME / "x"):
        with pytest.raises(VaulttuiError):
            opened(path, keys)
    with pytest.raises(NoVault):
        opened(tmp_path / "absent.vtv", keys)
    with pytest.raises(VaulttuiError):
        VaultFile.create(tmp_path / ("x" * 250), recovery_slot)


def test_a_vault_with_a_second_name_is_not_appended_to(tmp_path: Path) -> None:
    """Whoever made a hard link meant to keep a copy as it is."""
    path, copy = tmp_path / NAME, tmp_path / "copy"
    vault = small_vault(path)
    os.link(path, copy)
    before = copy.read_bytes()
    vault.commit([revision()])
    assert copy.read_bytes() == before
    assert state_at(path, vault.keys) == state(vault.document)


def test_the_mode_stays_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / NAME
    former = os.umask(0)
    try:
        vault = small_vault(path)
        path.chmod(0o644)
        vault.rewrite(lambda header: header)
    finally:
        os.umask(former)
    modes = {
        found.name: found.lstat().st_mode & 0o777
        for found in tmp_path.iterdir()
        if found.name != "home"
    }
    assert modes == {NAME: 0o600, f".{NAME}.lock": 0o600, f".{NAME}.backups": 0o700}
