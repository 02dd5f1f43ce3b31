"""What happened, and the part of it that a filter names."""

from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.fixture
def lived(vault: Path, cli: Cli) -> Cli:
    cli.ok("add", "login", "Mail server", "password=-", given=b"x")
    cli.ok("set", "create", "deploy")
    cli.ok("get", "Mail server", "password")
    return cli


@pytest.mark.parametrize(
    ("words", "verbs"),
    [
        ([], {"add", "create", "get"}),
        (["kind:set"], {"create"}),
        (["-kind:set", "since:1d"], {"add", "get"}),
        (["mail server"], {"add", "get"}),
        (["name:mail server", "-verb:get"], {"add"}),
        (["by:tui"], set()),
    ],
    # Two processes must call them alike, and a set has no order.
    ids=["all", "kind", "not-kind", "name", "not-verb", "by"],
)
def test_a_filter(lived: Cli, words: list[str], verbs: set[str]) -> None:
    assert {row["verb"] for row in lived.json("activity", *words)} & {"add", "create", "get"} == (
        verbs
    )


def test_nothing_fits(lived: Cli) -> None:
    done = lived.ok("activity", "by:tui")
    assert done.err == "Nothing fits.\n"
    assert done.text == ""


def test_a_limit_counts_what_fits(lived: Cli) -> None:
    (row,) = lived.json("activity", "--limit", "1", "kind:credential")
    assert row["verb"] in ("get", "add")


def test_a_filter_without_sense(lived: Cli) -> None:
    assert "since:7d" in lived.fails(7, "activity", "since:soon")
