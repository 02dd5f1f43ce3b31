"""Where variables come from."""

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
    *_, last = shown.splitlines()
    assert "run and env refuse it until you assign one with another --prefix or --rename." in last
    assert "field" not in last
    found = app.json("explain", "PGPASSWORD", "-p", "app")
    assert found["collides"] is True
    assert "field password of one" in found["refused"][0]
    assert {one["credential"]["name"] for one in found["origins"]} == {"one", "two"}
    assert app("env", "-p", "app").code == 5


def test_a_line_of_a_file_can_be_left_out(app: Cli, tmp_path: Path) -> None:
    file = tmp_path / "my.env"
    file.write_text("PGHOST=1\n", "utf-8")
    sources = ("-p", "app", "--env-file", str(file))
    *_, last = app.ok("explain", "PGHOST", *sources).text.splitlines()
    assert last.endswith("--prefix or --rename, or leave the line out of the file.")
    error = app("env", *sources, "--json").error
    assert "Assign one with another --prefix or --rename, or leave the line out" in error["hint"]
    error = app("env", "--env-file", str(file), "-e", "PGHOST=one/host", "--json").error
    assert "--prefix" not in error["hint"]
    assert "Leave the line out of the file, or give -e another name" in error["hint"]


def test_all_names_with_their_origins(app: Cli) -> None:
    done = app.ok("explain", "-p", "app")
    head, *rows = done.text.splitlines()
    assert head.split() == ["NAME", "KIND", "FROM"]
    names = [row.split()[0] for row in rows]
    assert names == sorted(names)
    assert {"PGHOST", "PGPASSWORD", "OLD_HOST", "OLD_PGPASSWORD", "BOX_PASSWORD"} <= set(names)
    (password,) = (row for row in rows if row.startswith("BOX_PASSWORD"))
    assert password.endswith("by the project app, asked for at use: password")
    assert "CANARY" not in done.text + done.err
    assert "refuse" not in done.err
    assert app.json("explain", "-p", "app") == [
        app.json("explain", name, "-p", "app") for name in names
    ]


def test_all_names_where_some_collide(app: Cli) -> None:
    app.ok("assign", "two", "app")
    done = app.ok("explain", "-p", "app", "--only", "PGHOST", "--only", "PGPASSWORD")
    assert [row.split()[0] for row in done.text.splitlines()[1:]] == [
        "PGHOST", "PGHOST", "PGPASSWORD", "PGPASSWORD"
    ]  # fmt: skip
    assert "2 names from several sources: run and env refuse that until you assign" in done.err


def test_no_names_at_all(vault: Path, cli: Cli) -> None:
    cli.ok("project", "create", "app")
    done = cli.ok("explain", "-p", "app")
    assert (done.text, done.err) == ("", "Nothing is given.\n")
    assert cli.json("explain", "-p", "app") == []
    cli.fails(2, "explain")


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
    kinds = [one["origins"][0]["kind"] for one in cli.json("explain", "-p", "app")]
    assert list(dict.fromkeys(kinds)) == ["variable", "extra_variable", "file"]
    assert "template TF_BACKEND_CONFIG_FILE" in cli.ok(
        "explain", "TF_BACKEND_CONFIG_FILE", "-p", "app"
    ).text  # fmt: skip
