"""The grammar of VALUE, and what it refuses before or after the vault is open."""

from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.mark.parametrize(
    ("code", "words", "says"),
    [
        (2, ["password=typed"], "no place for its value"),
        (2, ["+pin:secret=typed"], "no place for its value"),
        (2, ["nothing"], "no VALUE"),
        (2, ["username=a", "username=b"], "given twice"),
        (2, ["password=-", "username=-"], "Standard input can"),
        (2, ["password=-", "--generate", "password"], "given twice"),
        (2, ["+extra=x"], "+FIELD:KIND"),
        (2, ["--expires", "password"], "password=DATE"),
        (3, ["nofield=x"], "no field nofield"),
        (3, ["password=@/no/such/file"], "There is no file"),
        (7, ["bad field=x"], "cannot be the name of a field"),
        (7, ["+x:nokind=1"], "no kind"),
        (7, ["url=no address"], "whole address"),
        (7, ["username="], "empty"),
        (7, ["--generate", "password=chars:1"], "8 to 1024"),
        (7, ["--generate", "password=nonsense"], "no recipe"),
        (7, ["password=-", "--expires", "password=soon"], "no date"),
        (7, ["--tag", "a//b"], "empty step"),
        (1, ["password=@/proc"], "cannot be read"),
    ],
)
def test_refused(vault: Path, cli: Cli, code: int, words: list[str], says: str) -> None:
    assert says in cli.fails(code, "add", "login", "x", *words, given=b"secret")
    assert cli.json("list") == []


def test_grammar_before_anything_is_looked_up(home: Path, cli: Cli) -> None:
    cli.fails(7, "add", "bad type", "x")
    cli.fails(7, "add", "login", "   ")
    cli.fails(7, "add", "login", "x", "bad field=1")
    cli.fails(7, "type", "show", "bad type")
    cli.fails(6, "add", "login", "x")


def test_one_newline_less(vault: Path, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_bytes(b"two newlines\n\n")
    cli.ok("add", "login", "x", f"password=@{path}", f"notes=@{path}")
    assert cli.ok("get", "x", "password", "--raw").out == b"two newlines\n"
    assert cli.ok("get", "x", "notes", "--raw").out == b"two newlines\n\n"


def test_file_keeps_every_byte(vault: Path, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_bytes(bytes(range(256)) + b"\n")
    cli.ok("add", "login", "x", f"+blob:file=@{path}", "--incomplete")
    assert cli.ok("get", "x", "blob", "--raw").out == path.read_bytes()


def test_above_a_mebibyte(vault: Path, cli: Cli) -> None:
    words = ["add", "generic-secret", "x", "value=-"]
    assert "1 MiB" in cli.fails(7, *words, given=b"x" * ((1 << 20) + 1))
    cli.ok(*words, given=b"x" * (1 << 20))


def test_public_fields_hold_text(vault: Path, cli: Cli) -> None:
    words = cli.fails(7, "add", "login", "x", "username=-", "--incomplete", given=b"\xff")
    assert "not valid UTF-8" in words


def test_missing_required(vault: Path, cli: Cli) -> None:
    assert "needs key" in cli.fails(7, "add", "api-key", "x", "--no-input")
    assert "client_id" in cli.fails(7, "add", "oauth-client", "x")
    found = cli.json("add", "api-key", "x", "--incomplete")
    assert not found["fields"]["key"]["present"]
    assert "Still without a value: key." in cli.ok("show", "x").err


def test_set_and_cleared(vault: Path, cli: Cli) -> None:
    cli.fails(2, "edit", "x", "username=a", "--clear", "username")
