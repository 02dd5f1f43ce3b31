"""Where a variable comes from."""

from pathlib import Path

import pytest

from tests.cli.running import Cli


@pytest.fixture
def app(vault: Path, cli: Cli) -> Cli:
    """A project with two databases, of which one has a prefix, and a machine to log in to."""
    cli.ok("project", "create", "app")
    for name in ("one", "two"):
        cli.ok("add", "postgresql", name, "host=h", "password=-", given=b"CANARY")
        cli.ok("assign", name, "app")
    cli.ok("assign", "two", "app", "--prefix", "OLD_", "--rename", "PGHOST=OLD_HOST")
    cli.ok("add", "ssh", "box", "username=u")
    cli.ok("assign", "box", "app")
    return cli


def test_in_words(app: Cli) -> None:
    shown = app.ok("explain", "OLD_HOST", "-p", "app").text
    assert shown.startswith("OLD_HOST\n  field host of two (id:")
    assert "by the project app, renamed from PGHOST\n    template PGHOST of the type post" in shown
    assert "prefix OLD_" in app.ok("explain", "OLD_PGPASSWORD", "-p", "app").text
    assert "asked for at use: password" in app.ok("explain", "BOX_PASSWORD", "-p", "app").text


def test_as_json(app: Cli) -> None:
    found = app.json("explain", "OLD_HOST", "-p", "app")
    (origin,) = found.pop("origins")
    assert found == {"name": "OLD_HOST", "collides": False, "refused": []}
    assert origin["credential"].pop("id") == app.json("show", "two")["id"]
    assert origin["credential"] == {
        "name": "two",
        "type": "postgresql",
        "fields": ["host"],
        "asked": [],
    }
    assert (origin["project"], origin["prefix"], origin["renamed"]) == ("app", "OLD_", True)


def test_a_collision_is_told_and_no_failure(app: Cli) -> None:
    app.ok("assign", "two", "app")
    shown = app.ok("explain", "PGPASSWORD", "-p", "app").text
    assert "field password of one" in shown
    assert "field password of two" in shown
    assert "Run, env and inject refuse it." in shown
    found = app.json("explain", "PGPASSWORD", "-p", "app")
    assert found["collides"] is True
    assert {one["credential"]["name"] for one in found["origins"]} == {"one", "two"}
    assert app("env", "-p", "app").code == 5


def test_no_value_is_shown_or_read(app: Cli) -> None:
    done = app.ok("explain", "PGPASSWORD", "-p", "app")
    assert "CANARY" not in done.text + done.err
    assert "explain" not in app.ok("activity").text


def test_what_nothing_gives(app: Cli) -> None:
    assert "Did you mean PGHOST" in app.fails(3, "explain", "PGHOTS", "-p", "app")
    assert "There is BOX_BECOME" in app.fails(3, "explain", "zzz", "-p", "app")


def test_what_would_be_refused_says_why(app: Cli) -> None:
    app.ok("set", "create", "live")
    app.ok("set", "put", "live", "my-key", "--from", "one/password")
    shown = app.ok("explain", "my-key", "-s", "live").text
    assert "the key my-key of the set live (one/password" in shown
    assert "cannot be the name of a variable" in shown


def test_extra_variables_and_files(vault: Path, cli: Cli) -> None:
    cli.ok("add", "insights", "rh", "username=u", "password=-", given=b"CANARY")
    cli.ok("add", "terraform", "tf", "configuration=-", given=b"CANARY")
    cli.ok("project", "create", "app")
    cli.ok("assign", "rh", "app")
    cli.ok("assign", "tf", "app")
    assert "(extra variable)" in cli.ok("explain", "scm_username", "-p", "app").text
    assert "template TF_BACKEND_CONFIG_FILE" in cli.ok(
        "explain", "TF_BACKEND_CONFIG_FILE", "-p", "app"
    ).text  # fmt: skip
