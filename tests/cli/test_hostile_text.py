"""Names and values that a terminal could obey, or that do not fit it."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, Cli
from tests.host.pty_child import start
from vaulttui.cli.output import put_json
from vaulttui.cli.table import cells, cut, fit, table

HOSTILE = "\x1b]52;c;RVZJTA==\x1b\\ \x1b]0;PWN\x07 \x9b31m \u202eabc [@click=app.quit]x[/] [/foo]"


@pytest.fixture
def hostile(vault: Path, cli: Cli) -> str:
    """The id of a credential that is hostile wherever it can be."""
    words = ["add", "login", HOSTILE, "username==ada [red]", "notes=-", "--tag", "a\u202eb"]
    return str(cli.json(*words, "--description", HOSTILE, given=HOSTILE.encode())["id"])


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["show", HOSTILE],
        ["history", HOSTILE],
        ["activity"],
        ["rm", HOSTILE],
        ["get", HOSTILE, "password"],
        ["edit", HOSTILE, "--name", HOSTILE + "2"],
        ["show", HOSTILE + "none"],
        ["type", "show", HOSTILE],
        ["import", "dotenv", HOSTILE],
        ["--vault", HOSTILE, "list"],
        ["help", HOSTILE],
        [HOSTILE],
        ["list", "--" + HOSTILE],
    ],
)
def test_nothing_that_a_terminal_obeys(hostile: str, cli: Cli, words: list[str]) -> None:
    done = cli(*words)
    shown = done.text + done.err
    assert shown
    assert not [char for char in shown if char != "\n" and not char.isprintable()]


def test_json_keeps_it_exactly(hostile: str, cli: Cli) -> None:
    assert cli.json("show", f"id:{hostile}")["name"] == HOSTILE


def test_get_gives_the_bytes(hostile: str, cli: Cli) -> None:
    assert cli.ok("get", HOSTILE, "notes", "--raw").out == HOSTILE.encode()


def test_ten_thousand_characters(vault: Path, cli: Cli) -> None:
    long = "n" * 10_000
    assert "10000 characters long" in cli.fails(7, "add", "generic-secret", long, "value=-")
    assert len(cli.fails(7, "show", long)) < 400
    cli.ok("add", "generic-secret", "n" * 512, "value=-", given=b"x")
    assert cli.ok("get", "n" * 512).out == b"x\n"


def test_bytes_that_are_no_text(vault: Path, cli: Cli) -> None:
    assert "UTF-8" in cli.fails(7, "add", "generic-secret", os.fsdecode(b"\xff"), "value=-")


def test_the_list_fits_the_terminal(vault: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("銀行" * 40, "e\u0301" * 30, "plain " * 20):
        cli.ok("add", "login", name, "--tag", "a/very/long/tag/" + "x" * 60)
    for columns in (40, 80, 160):
        monkeypatch.setenv("COLUMNS", str(columns))
        child = start([sys.executable, "-m", "vaulttui", "list"])
        code, shown = child.end()
        lines = shown.decode().replace("\r", "").splitlines()
        assert (code, len(lines)) == (0, 4)
        assert max(map(cells, lines)) <= columns
        assert all("id:" in line for line in lines[1:]) or columns == 40


def test_cells() -> None:
    assert [cells(text) for text in ("abc", "銀行", "e\u0301", "")] == [3, 4, 1, 0]
    assert cut("銀行銀行", 5) == "銀行…"
    assert fit("銀行", 3) == "銀…"
    assert fit("銀行銀行", 4) == "銀… "
    assert list(table([["a", "b"], ["cc", "d"]], None)) == ["a   b", "cc  d"]


def test_no_secret_on_the_way(hostile: str, cli: Cli) -> None:
    cli.ok("edit", f"id:{hostile}", "password=-", given=b"canary-55f0")
    for words in (["list"], ["show", f"id:{hostile}"], ["activity"], ["history", f"id:{hostile}"]):
        for option in ([], ["--json"]):
            done = cli.ok(*words, *option)
            assert "canary-55f0" not in done.text + done.err
            assert PASSPHRASE not in done.text + done.err


class _Terminal(io.TextIOWrapper):
    """Standard output that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_json_commands_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = {"name": "a\x9b2J\x90\u202eb\u2066\u200b\u2028\U000e0041é漢"}
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", _Terminal(held, encoding="utf-8"))
    put_json(hostile)
    sys.stdout.flush()
    text = held.getvalue().decode()
    assert json.loads(text) == hostile
    assert text == '{"name":"a\\u009b2J\\u0090\\u202eb\\u2066\\u200b\\u2028\\udb40\\udc41é漢"}\n'
