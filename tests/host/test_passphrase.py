"""The passphrase from a file, a pipe or a command."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from vaulttui.errors import CannotUnlock, UsageError
from vaulttui.host.passphrase import from_environment, from_file
from vaulttui.secret import Secret


def test_nothing_is_named() -> None:
    assert from_environment() is None


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [(b"a b\n", b"a b"), (b"a\n\n", b"a\n"), (b" a ", b" a "), (b"\xff\n", b"\xff"), (b"", b"")],
)
def test_one_newline_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, passphrase: bytes
) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(content)
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", str(path))
    assert from_environment() == Secret(passphrase)


def test_a_pipe_will_do() -> None:
    read, write = os.pipe()
    os.write(write, b"through a pipe\n")
    os.close(write)
    assert from_file(Path(f"/dev/fd/{read}")) == Secret(b"through a pipe")
    os.close(read)


def test_a_command_without_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [sys.executable, "-c", "print('$HOME; a  b')"]
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", shlex.join(words))
    assert from_environment() == Secret(b"$HOME; a  b")


def test_both_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", "/dev/null")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", "true")
    with pytest.raises(UsageError, match="both"):
        from_environment()


@pytest.mark.parametrize(
    ("command", "kind"),
    [("false", CannotUnlock), ("/no/such/program", CannotUnlock), ("'open", UsageError)],
)
def test_a_command_that_fails(
    monkeypatch: pytest.MonkeyPatch, command: str, kind: type[Exception]
) -> None:
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", command)
    with pytest.raises(kind):
        from_environment()


def test_a_command_without_end_is_not_heard_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_COMMAND", "cat /dev/zero")
    found = from_environment()
    assert found is not None
    assert len(found) == 1 << 16


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CannotUnlock, match="No such file"):
        from_file(tmp_path / "none")
