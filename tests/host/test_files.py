"""Files with secrets in them: mode, refusals, and nothing left behind."""

import os
from pathlib import Path

import pytest

from vaulttui.errors import Exists, InUse, InvalidValue, NotFound, VaulttuiError
from vaulttui.host.files import refuse_taken, write_secret
from vaulttui.secret import Secret

CONTENT = Secret(b"content\n")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


@pytest.mark.parametrize("force", [False, True])
def test_new_file(tmp_path: Path, force: bool) -> None:
    path = tmp_path / "new"
    before = os.umask(0)
    try:
        write_secret(path, CONTENT, force=force)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"content\n"
    assert path.stat().st_mode & 0o7777 == 0o600
    assert names(tmp_path) == ["new"]


def test_existing_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("before")
    with pytest.raises(Exists):
        write_secret(path, CONTENT)
    assert path.read_text() == "before"
    assert names(tmp_path) == ["there"]


def test_force_replaces_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("before")
    path.chmod(0o644)
    write_secret(path, CONTENT, force=True)
    assert path.read_bytes() == b"content\n"
    assert path.stat().st_mode & 0o7777 == 0o600


@pytest.mark.parametrize("force", [False, True])
def test_never_through_a_link(tmp_path: Path, force: bool) -> None:
    target = tmp_path / "target"
    target.write_text("before")
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(InUse, match="symbolic link"):
        write_secret(link, CONTENT, force=force)
    with pytest.raises(InUse, match="symbolic link"):
        refuse_taken(link, force=force)
    assert target.read_text() == "before"


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InUse):
        write_secret(tmp_path / "folder", CONTENT, force=True)


@pytest.mark.parametrize("path", ["", ".", "/", ".."])
def test_a_path_that_names_no_file(path: str) -> None:
    with pytest.raises(InvalidValue, match="names a folder"):
        refuse_taken(Path(path))
    with pytest.raises(InvalidValue, match="names a folder"):
        write_secret(Path(path), CONTENT)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_secret(tmp_path / "none" / "file", CONTENT)


def test_a_full_disk() -> None:
    with pytest.raises(VaulttuiError):
        write_secret(Path("/proc/self/secret"), CONTENT)
