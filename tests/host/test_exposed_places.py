"""Places from which a file gets away: asked of git itself, and read off what tools leave."""

import os
import subprocess
from pathlib import Path

import pytest

from vaulttui.host.exposed_places import exposure


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "code"
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    (place / ".gitignore").write_text("ignored\nsecrets/\n")
    (place / "sub").mkdir()
    (place / "secrets").mkdir()
    return place


def git(place: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(place), *arguments], check=True, capture_output=True)


def test_an_ordinary_folder(tmp_path: Path) -> None:
    assert exposure(tmp_path / "file") == ""


@pytest.mark.parametrize("name", ["new", "sub/new", "a*b", ":x", "-q", "é n"])
def test_a_work_tree(repository: Path, name: str) -> None:
    assert exposure(repository / name) == "in a git work tree, and not ignored there"


@pytest.mark.parametrize("name", ["ignored", "sub/ignored", "secrets/x"])
def test_what_is_ignored(repository: Path, name: str) -> None:
    assert exposure(repository / name) == ""


def test_what_is_tracked_though_ignored(repository: Path) -> None:
    (repository / "ignored").write_text("x")
    git(repository, "add", "-f", "ignored")
    assert exposure(repository / "ignored") == "tracked by git"


def test_through_a_link(repository: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(repository / "sub")
    assert exposure(link / "new") == "in a git work tree, and not ignored there"
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository / "out").symlink_to(outside)
    assert exposure(repository / "out" / "new") != ""


def test_without_git_nothing_is_taken_to_be_ignored(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert exposure(repository / "ignored") == "in a git work tree, and not ignored there"


def test_nothing_of_the_repository_is_run(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho ran >> '{trace}'\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand"):
        git(repository, "config", key, str(script))
    git(repository, "config", "core.hooksPath", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert exposure(repository / "new") != ""
    assert not trace.exists()


@pytest.mark.parametrize("marker", [".hg", ".svn", ".jj"])
def test_other_version_control(tmp_path: Path, marker: str) -> None:
    (tmp_path / "code" / marker).mkdir(parents=True)
    assert "tracks" in exposure(tmp_path / "code" / "file")


@pytest.mark.parametrize(
    ("folder", "tool"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Acme)", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Acme Ltd", "OneDrive"),
        ("iCloud Drive", "iCloud Drive"),
        ("Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Google Drive", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-ada@x.example", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("pCloudDrive", "pCloud"),
        ("MEGA", "MEGA"),
        ("Library/CloudStorage/Other", "a cloud service"),
    ],
)
def test_names_of_synchronized_folders(tmp_path: Path, folder: str, tool: str) -> None:
    inside = tmp_path / folder / "deep" / "down"
    inside.mkdir(parents=True)
    assert exposure(inside / "file") == f"in a folder that {tool} synchronizes"


@pytest.mark.parametrize(
    ("marker", "tool"),
    [
        (".stfolder", "Syncthing"),
        (".dropbox", "Dropbox"),
        (".sync_1a2b.db", "Nextcloud"),
        ("._sync_1a2b.db", "ownCloud"),
        (".owncloudsync.log", "ownCloud"),
    ],
)
def test_what_tools_leave_behind(tmp_path: Path, marker: str, tool: str) -> None:
    place = tmp_path / "files"
    (place / "sub").mkdir(parents=True)
    (place / marker).touch()
    assert exposure(place / "sub" / "file") == f"in a folder that {tool} synchronizes"


def test_names_that_only_sound_alike(tmp_path: Path) -> None:
    for name in ("dropbox-clone-src", "megaphone", "nextcloud-docker", "my drivers"):
        (tmp_path / name).mkdir()
        assert exposure(tmp_path / name / "file") == ""


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dropbox").mkdir()
    monkeypatch.chdir(tmp_path / "Dropbox")
    assert exposure(Path("file")) != ""
    assert os.path.basename(os.getcwd()) == "Dropbox"
