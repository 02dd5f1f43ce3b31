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
    words = cli.fails(3, "whose", given=b"x" * 10_000_000)
    assert "too large to be searched wholly: the search ended in line 1" in words


def test_not_found_says_what_was_compared(filled: Path, cli: Cli) -> None:
    words = cli.fails(3, "whose", given=b"all is well\n")
    for what in ("whole text", "lines", "words", "base64", "shorter than 6 bytes", "public"):
        assert what in words
    assert "too large" not in words


def test_in_a_log(filled: Path, cli: Cli) -> None:
    log = b"12:00 start\n12:01 ERROR pw=" + TOKEN + b" failed\n"
    (match,) = cli.json("whose", given=log)
    assert (match["line"], match["found"], match["secret"]) == (2, "as it is", True)
    done = cli.ok("whose", given=log)
    assert "line 2, as it is" in done.text
    assert "wiki/password is live: change it." in done.err
    (match,) = cli.json("whose", given=TOKEN)
    assert match["line"] is None


def test_what_is_left_of_a_long_text_is_told(filled: Path, cli: Cli) -> None:
    long = TOKEN + b"\n" + b"x" * 10_000_000
    assert "ended in line 2" in cli.ok("whose", given=long).err
    done = cli.ok("whose", "--json", given=long)
    assert (len(done.json), "ended in line 2" in done.err) == (1, True)


def test_a_public_value_is_no_secret(filled: Path, cli: Cli) -> None:
    assert cli.ok("whose", given=b"ada\n").err == (
        "wiki/username is public, no secret: it need not be changed.\n"
    )
    (match,) = cli.json("whose", given=b"ada")
    assert match["secret"] is False


def test_nothing_of_it_is_shown(filled: Path, cli: Cli) -> None:
    for leaked in (TOKEN, TOKEN + b"?", b"x" + TOKEN, base64.b64encode(TOKEN)):
        for arguments in (("whose",), ("whose", "--json")):
            done = cli(*arguments, given=leaked)
            assert done.code in (0, 3)
            assert b"canary" not in done.out
            assert "canary" not in done.err
    assert "canary" not in cli.ok("activity").text


def test_it_is_no_argument(filled: Path, cli: Cli) -> None:
    words = cli.fails(2, "whose", TOKEN.decode())
    assert "canary" not in words
