"""What ``env`` prints."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.cli.running import PASSPHRASE, Cli
from tests.host.pty_child import start
from vaulttui.operations import addresses, projects
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import Unlocking
from vaulttui.vaultfile.vault import VaultFile

KEY = b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"
VALUE = 'it\'s "a" p\u00e4ss\nword # x'


@pytest.fixture
def app(vault: Path, cli: Cli) -> Cli:
    """A project ``app`` with a database, and a command line."""
    cli.ok("add", "postgresql", "my db", "host=h", "password=-", given=VALUE.encode())
    cli.ok("project", "create", "app")
    cli.ok("assign", "my db", "app")
    return cli


def test_the_formats(app: Cli, tmp_path: Path) -> None:
    lines = app.ok("env", "-p", "app").out
    file = tmp_path / "x.env"
    file.write_bytes(lines)
    assert dotenv_values(file, interpolate=False) == {"PGHOST": "h", "PGPASSWORD": VALUE}
    assert app.ok("env", "-p", "app", "--format", "dotenv").out == lines
    assert app.json("env", "-p", "app") == {"PGHOST": "h", "PGPASSWORD": VALUE}
    assert json.loads(app.ok("env", "-p", "app", "--format", "json").out)["PGHOST"] == "h"


@pytest.mark.parametrize("form", ["dotenv", "shell"])
def test_bash_reads_the_identical_bytes(app: Cli, tmp_path: Path, form: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(app.ok("env", "-p", "app", "--format", form).out)
    script = 'set -a; . "$0"; env -0'
    done = subprocess.run(
        ["bash", "-c", script, str(file)], env={"PATH": "/usr/bin:/bin"}, capture_output=True
    )
    assert f"PGPASSWORD={VALUE}".encode() in done.stdout.split(b"\0")
    assert done.stderr == b""


def test_shell_carries_any_bytes_and_others_say_which_they_cannot(vault: Path, cli: Cli) -> None:
    cli.ok("add", "generic-secret", "RAW", "value=-", given=b"\xff\\")
    source = ("-e", "X=RAW/value")
    assert cli.ok("env", *source, "--format", "shell").out == b"export X='\xff\\'\n"
    for form in ("dotenv", "json"):
        assert "invalid: The value of X is not UTF-8" in cli.fails(
            7, "env", *source, *(("--format", form) if form == "json" else ())
        )


def test_the_link_of_the_folder_or_of_one_above(
    app: Cli, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "work" / "below"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "usage: No source is named" in app.fails(2, "env")
    offer = Unlocking(passphrase=Secret.from_text(PASSPHRASE))
    session = Session(VaultFile.open(vault, offer), by="test")
    projects.link(session, addresses.project_at(session, "app"), tmp_path / "work")
    session.close()
    assert app.json("env", "--only", "PGHOST") == {"PGHOST": "h"}


def test_every_source_at_once(app: Cli, tmp_path: Path) -> None:
    app.ok("set", "create", "live")
    app.ok("set", "put", "live", "KEY", "--stdin", given=b"k")
    file = tmp_path / "my.env"
    file.write_text("PLAIN=1\nREF=vtv://my%20db/host\n", "utf-8")
    made = app.json(
        "env", "-p", "app", "-s", "live", "--env-file", str(file), "-e", "X=my db/host"
    )  # fmt: skip
    assert made == {
        "PGHOST": "h", "PGPASSWORD": VALUE, "KEY": "k", "PLAIN": "1", "REF": "h", "X": "h"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        (2, ["-e", "X"], "VAR=CRED/FIELD"),
        (2, ["-e", "X=my db"], "CRED/FIELD"),
        (7, ["-e", "1X=my db/host"], "cannot be the name of a variable"),
        (7, ["-e", "=my db/host"], "cannot be the name of a variable"),
        (3, ["-e", "X=nobody/host"], "no credential nobody"),
        (3, ["-e", "X=my db/nothing"], "no field nothing"),
        (3, ["-e", "X=my db/database"], "database of my db holds no value"),
        (3, ["-p", "nothing"], "no project nothing"),
        (7, ["-p", "a b"], "cannot be the name of a project"),
        (3, ["-s", "nothing"], "no set nothing"),
        (3, ["--env-file", "/nonexistent/x"], "no file /nonexistent/x"),
        (1, ["--env-file", "/"], "/ cannot be read: Is a directory"),
        (3, ["-p", "app", "--only", "NOTHING"], "Nothing gives NOTHING"),
        (5, ["-p", "app", "-e", "PGHOST=my db/host"], "PGHOST has several sources"),
        (2, ["-p", "app", "--format", "shell"], "--json and --format shell cannot both be"),
    ],
)
def test_what_is_refused(app: Cli, code: int, words: list[str], told: str) -> None:
    failed = app.fails(code, "env", *words)
    assert told in failed
    assert VALUE not in failed


def test_files_and_extra_variables_have_no_place(vault: Path, cli: Cli) -> None:
    cli.ok("add", "insights", "rh", "username=u", "password=-", given=b"CANARY")
    cli.ok("add", "terraform", "tf", "configuration=-", given=b"CANARY")
    cli.ok("project", "create", "app")
    cli.ok("assign", "rh", "app")
    cli.ok("assign", "tf", "app")
    failed = cli.fails(7, "env", "-p", "app")
    assert "the extra variable scm_password" in failed
    assert "the file tf-" in failed
    assert "CANARY" not in failed
    assert cli.json("env", "-p", "app", "--only", "INSIGHTS_USER") == {"INSIGHTS_USER": "u"}


def test_files_can_be_left_out(vault: Path, cli: Cli) -> None:
    cli.ok("add", "insights", "rh", "username=u", "password=-", given=b"CANARY")
    cli.ok("add", "terraform", "tf", "configuration=-", given=b"CANARY")
    cli.ok("add", "ssh-key", "deploy", "private_key=-", "--incomplete", given=KEY)
    cli.ok("project", "create", "app")
    for name in ("rh", "tf", "deploy"):
        cli.ok("assign", name, "app")
    assert "--no-files leaves them out" in cli("env", "-p", "app", "--json").error["hint"]
    done = cli.ok("env", "-p", "app", "--no-files", "--format", "json")
    assert json.loads(done.out) == {"INSIGHTS_USER": "u", "INSIGHTS_PASSWORD": "CANARY"}
    assert done.err == (
        "Left out: 2 files, 2 variables with the path of a file (DEPLOY_PRIVATE_KEY, "
        "TF_BACKEND_CONFIG_FILE), 2 extra variables (scm_password, scm_username).\n"
    )
    notice = json.loads(cli.ok("env", "-p", "app", "--no-files", "--json").err)["notice"]
    assert notice in done.err
    failed = cli("env", "-p", "app", "--no-files", "--only", "DEPLOY_PRIVATE_KEY")
    assert (failed.code, failed.out) == (3, b"")
    assert "Nothing gives DEPLOY_PRIVATE_KEY" in failed.err
    assert cli.ok("env", "-p", "app", "--no-files", "--only", "INSIGHTS_USER").err == ""


def test_a_large_file_is_refused(app: Cli, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"A=" + b"x" * (10 << 20))
    assert "larger than 4 MiB" in app.fails(7, "env", "--env-file", str(file))


def test_what_would_be_asked_for_needs_a_terminal(vault: Path, cli: Cli) -> None:
    cli.ok("add", "ssh", "box", "username=u")
    cli.ok("project", "create", "app")
    cli.ok("assign", "box", "app")
    assert "answer_needed" in cli.fails(2, "env", "-p", "app", "--no-input")
    assert cli.json("env", "-p", "app", "--only", "BOX_USERNAME") == {"BOX_USERNAME": "u"}


def test_what_is_asked_for_is_not_shown_while_it_is_typed(vault: Path, cli: Cli) -> None:
    cli.ok("add", "ssh", "box", "username=u")
    child = start([sys.executable, "-m", "vaulttui", "env", "-e", "A=box/password"])
    child.wait_for("box, Password: ")
    child.type("")
    code, shown = child.end()
    assert (code, b"password of box holds no value" in shown) == (3, True)
    child = start([sys.executable, "-m", "vaulttui", "env", "-e", "A=box/password"])
    child.wait_for("box, Password: ")
    child.type("CANARY")
    code, shown = child.end()
    assert (code, shown.count(b"CANARY")) == (0, 1)
    assert b"A=CANARY" in shown


def test_notes_go_to_standard_error(app: Cli) -> None:
    app.ok("set", "create", "old")
    app.ok("assign", "set:old", "app")
    app.ok("set", "revoke", "old")
    done = app.ok("env", "-p", "app")
    assert "The set old is revoked; it is left out." in done.err
    assert json.loads(app.ok("env", "-p", "app", "--json").err.splitlines()[0])["notice"]


def test_reads_are_remembered(app: Cli) -> None:
    app.ok("env", "-p", "app")
    assert "PGPASSWORD" not in app.ok("activity").text
    assert "env" in app.ok("activity").text
