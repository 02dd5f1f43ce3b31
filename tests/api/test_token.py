"""The token's file: whose it may be, and what may stand in it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaulttui import paths
from vaulttui.api.token import TokenFile, open_token, remove_own, take_up
from vaulttui.errors import Exists, InUse, NotFound, VaulttuiError


@pytest.fixture
def opened() -> Iterator[list[TokenFile]]:
    files: list[TokenFile] = []
    yield files
    for file in files:
        os.close(file.descriptor)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_file_of_this_server_alone(opened: list[TokenFile]) -> None:
    opened.append(open_token(None))
    path = opened[0].path
    assert path == paths.state_folder() / "serve" / f"{os.getpid()}.token"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    token = path.read_bytes()
    assert len(token) == 43
    assert token.decode().replace("-", "").replace("_", "").isalnum()
    remove_own(opened[0], None)
    assert not path.exists()
    opened.append(open_token(None))
    assert path.read_bytes() != token


def test_what_killed_servers_left_is_swept(opened: list[TokenFile]) -> None:
    folder = paths.state_folder() / "serve"
    folder.mkdir(parents=True)
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    kept = {f"{os.getppid()}.token", "other.txt"}
    for name in {f"{gone}.token", f"{os.getpid()}.token", "9999999999.token", *kept}:
        (folder / name).write_text("old")
    opened.append(open_token(None))
    assert {path.name for path in folder.iterdir()} == {*kept, f"{os.getpid()}.token"}


def test_a_file_that_is_named_stays_and_serves_again(
    tmp_path: Path, opened: list[TokenFile]
) -> None:
    path = tmp_path / "token"
    opened += [open_token(path), open_token(path)]
    assert opened[0].token == opened[1].token
    assert mode(path) == 0o600
    remove_own(opened[0], path)
    assert path.exists()
    path.write_bytes(path.read_bytes() + b"\n")
    opened.append(open_token(path))
    assert opened[0].token == opened[2].token


def test_a_token_outlives_its_name(tmp_path: Path, opened: list[TokenFile]) -> None:
    path = tmp_path / "token"
    opened.append(open_token(path))
    path.unlink()
    assert take_up(opened[0].descriptor, path).token == opened[0].token
    assert not path.exists()


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o660, 0o602, 0o700])
def test_a_file_that_others_may_open(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "token"
    path.write_text("A" * 43)
    path.chmod(bits)
    with pytest.raises(InUse, match="is open to others"):
        open_token(path)


@pytest.mark.parametrize(
    "content", ["", "short", "A" * 42, "A" * 43 + " ", "A" * 43 + "\n\n", "ä" * 43, "A" * 5000]
)
def test_a_file_that_holds_something_else(tmp_path: Path, content: str) -> None:
    path = tmp_path / "token"
    path.touch(0o600)
    path.write_text(content, "utf-8")
    with pytest.raises(Exists, match="holds no token") as raised:
        open_token(path)
    assert content[:20] not in raised.value.message or not content
    assert path.read_text("utf-8") == content


def test_links_are_never_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    path = tmp_path / "token"
    path.symlink_to(real)
    with pytest.raises(InUse, match="symbolic link"):
        open_token(path)
    assert not real.exists()
    real.touch(0o600)
    real.write_text("A" * 43)
    with pytest.raises(InUse, match="symbolic link"):
        open_token(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(InUse, match="no ordinary file"):
            open_token(path)
    with pytest.raises(NotFound, match="There is no folder"):
        open_token(tmp_path / "none" / "token")
    with pytest.raises(VaulttuiError, match="cannot be"):
        open_token(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_another_users_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.touch(0o600)
    path.write_text("A" * 43)
    os.chown(path, 65534, 65534)
    with pytest.raises(InUse, match="belongs to another user"):
        open_token(path)
