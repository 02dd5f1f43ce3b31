"""A leaked text through the command line: found, not found, and never shown again."""

import base64
from pathlib import Path

import pytest

from tests.cli.running import Cli

TOKEN = b"leaked-canary-93/x"


@pytest.fixture
def filled(vault: Path, cli: Cli) -> Path:
    cli.ok("add", "login", "wiki", "username=ada", "password=-", given=TOKEN)
    cli.ok("project", "create", "shop")
    cli.ok("assign", "wiki", "shop")
    return vault


def test_found(filled: Path, cli: Cli) -> None:
    (match,) = cli.json("whose", given=TOKEN + b"\n")
    assert (match["name"], match["field"], match["until"]) == ("wiki", "password", None)
    assert (match["projects"], match["sets"], match["kind"]) == (["shop"], [], "credential")
    assert match["from"].endswith("Z")
    cli.ok("edit", "wiki", "password=-", given=b"another")
    (match,) = cli.json("whose", "-", given=base64.b64encode(TOKEN))
    assert match["until"] is not None


def test_not_found(filled: Path, cli: Cli) -> None:
    assert cli.fails(3, "whose", given=b"nobody's").startswith("not_found")
    cli.fails(7, "whose", given=b"")
    cli.fails(7, "whose", given=b"x" * 10_000_000)


def test_nothing_of_it_is_shown(filled: Path, cli: Cli) -> None:
    for leaked in (TOKEN, TOKEN + b"?", base64.b64encode(TOKEN)):
        for arguments in (("whose",), ("whose", "--json")):
            done = cli(*arguments, given=leaked)
            assert done.code in (0, 3)
            assert b"canary" not in done.out
            assert "canary" not in done.err
    assert "canary" not in cli.ok("activity").text


def test_it_is_no_argument(filled: Path, cli: Cli) -> None:
    words = cli.fails(2, "whose", TOKEN.decode())
    assert "canary" not in words
