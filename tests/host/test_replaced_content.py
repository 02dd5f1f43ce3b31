"""A file gets other content, and keeps all else."""

import os
import stat
from pathlib import Path

import pytest

from vaulttui.errors import Conflict, InUse, NotFound
from vaulttui.host.files import refuse_irreplaceable, replace_content
from vaulttui.secret import Secret


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o750])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"before")
    path.chmod(mode)
    replace_content(path, b"before", Secret(b"after"))
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert sorted(os.listdir(tmp_path)) == [".env", "home"]


def test_what_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    for there in (b"before and more", b"other", b""):
        path.write_bytes(there)
        with pytest.raises(Conflict):
            replace_content(path, b"before", Secret(b"after"))
        assert path.read_bytes() == there


def test_never_through_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    with pytest.raises(InUse):
        refuse_irreplaceable(link)
    with pytest.raises(InUse):
        replace_content(link, b"before", Secret(b"after"))
    assert target.read_bytes() == b"before"


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InUse):
        refuse_irreplaceable(tmp_path)
    with pytest.raises(NotFound):
        refuse_irreplaceable(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InUse):
        replace_content(tmp_path / "pipe", b"", Secret(b"after"))
