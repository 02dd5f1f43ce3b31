"""Texts with references, in and out."""

import stat
from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.fixture
def mail(vault: Path, cli: Cli) -> Cli:
    cli.ok("add", "login", "my mail", "username=ada", "password=-", given=b"pass word")
    return cli


def test_standard_input_to_standard_output(mail: Cli) -> None:
    text = b"\xff{{ vtv://my%20mail/password }}\r\n{{ other }}"
    made = b"\xffpass word\r\n{{ other }}"
    assert mail.ok("inject", given=text).out == made
    assert mail.ok("inject", "-", given=text).out == made


def test_a_file_into_a_file_of_its_owner(mail: Cli, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(b"U=vtv://my%20mail/username\nP=vtv://my%20mail/password\n")
    assert mail.ok("inject", str(before), "--out", str(after)).out == b""
    assert after.read_bytes() == b"U=ada\nP='pass word'\n"
    assert stat.S_IMODE(after.stat().st_mode) == 0o600
    assert "exists" in mail.fails(5, "inject", str(before), "--out", str(after))
    assert mail.json("inject", str(before), "--out", str(after), "--force") == {"path": str(after)}


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        (3, b"{{ vtv://my%20mail/password }}\n{{ vtv://nobody/x }}", "Line 2: There is no cred"),
        (7, b"{{ vtv://my%20mail/password", "Line 1: "),
        (7, b"{{ vtv://my%20mail }}", "names no credential and field"),
    ],
)
def test_nothing_is_written_unless_all_is_found(
    mail: Cli, tmp_path: Path, code: int, text: bytes, told: str
) -> None:
    out = tmp_path / "out"
    done = mail("inject", "--out", str(out), given=text)
    assert (done.code, done.out) == (code, b"")
    assert told in done.err
    assert "pass word" not in done.err
    assert not out.exists()
    assert mail("inject", given=text).out == b""


def test_a_key_of_a_set_has_no_reference(mail: Cli, tmp_path: Path) -> None:
    mail.ok("set", "create", "hooks")
    mail.ok("set", "put", "hooks", "KEY", "--from", "my mail/password")
    file = tmp_path / "my.env"
    file.write_text("A=vtv://set:hooks/KEY\n", "utf-8")
    for words in (["inject", str(file)], ["env", "--env-file", str(file)]):
        done = mail(*words)
        assert done.code == 3
        assert "There is no credential set:hooks." in done.err
        assert "Keys of sets have no references: name the credential and field" in done.err


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        (3, ["/nonexistent/x"], "There is no file"),
        (1, ["/"], "cannot be read"),
        (2, ["--json"], "--json needs --out"),
        (3, ["--out", "/nonexistent/folder/x"], "no folder"),
    ],
)
def test_places_that_cannot_be(mail: Cli, code: int, words: list[str], told: str) -> None:
    done = mail("inject", *words)
    assert done.code == code
    assert told in done.err


def test_ten_megabytes_pass(mail: Cli) -> None:
    text = b"x" * (10 << 20) + b"{{ vtv://my%20mail/username }}\n"
    assert mail.ok("inject", given=text).out == b"x" * (10 << 20) + b"ada\n"
