"""``run`` as people start it: a real process, with a real vault."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import PASSPHRASE, Cli, program
from tests.host.forms import start as started
from tests.host.pty_child import start

PROGRAM: Final = (sys.executable, "-P", "-m", "vaulttui", "run")
VALUE: Final = 'it\'s "a" p\u00e4ss\nword # $x'
TYPE: Final = """\
id = "queue"
name = "Queue"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"
required = true

[injectors.env]
QUEUE_CONFIG = "{{ tower.filename }}"

[injectors.file]
template = "token={{ token }}\\n"

[injectors.extra_vars]
queue_token = "{{ token }}"
"""


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "runtime"
    place.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    return place


@pytest.fixture
def app(vault: Path, cli: Cli, runtime: Path, tmp_path: Path) -> Cli:
    """A project ``app`` with a database, a project ``files`` with a queue."""
    cli.ok("project", "create", "app")
    cli.ok("project", "create", "files")
    cli.ok(
        "add", "postgresql", "db", "host=h", "password=-", "--project", "app", given=VALUE.encode()
    )
    (tmp_path / "queue.toml").write_text(TYPE, "utf-8")
    cli.ok("type", "add", str(tmp_path / "queue.toml"))
    cli.ok("add", "queue", "q", "token=-", "--project", "files", given=VALUE.encode())
    return cli


def test_a_program_gets_its_variables(app: Cli) -> None:
    done = program("run", "-p", "app", "env", "-0")
    entries = done.out.split(b"\0")
    assert done.code == 0
    assert {b"PGHOST=h", f"PGPASSWORD={VALUE}".encode()} <= set(entries)
    assert not [entry for entry in entries if entry.startswith(b"VAULTTUI_")]


def test_a_program_gets_its_files_and_they_go(app: Cli, runtime: Path) -> None:
    script = 'cat "$QUEUE_CONFIG"; cat "$VAULTTUI_EXTRA_VARS"; ls -ld "${QUEUE_CONFIG%/*}"; exit 9'
    done = program("run", "-p", "files", "--", "sh", "-c", script)
    content = f"token={VALUE}\n".encode()
    assert (done.code, done.err) == (9, "")
    assert done.out.startswith(content)
    rest = done.out.removeprefix(content)
    extra, _, folder = rest.partition(b"\n")
    assert json.loads(extra) == {"queue_token": VALUE}
    assert folder.startswith(b"drwx------")
    assert list(runtime.rglob("run-*")) == []


def test_the_words_of_the_program_are_its_own(app: Cli) -> None:
    words = ["-p", "x", "--json", "--only", "--", "-e", "--help"]
    done = program("run", "-p", "app", "printf", "%s|", *words)
    assert (done.code, done.out.decode()) == (0, "|".join(words) + "|")
    done = program("run", "-p", "app", "--", "printf", "%s|", *words)
    assert (done.code, done.out.decode()) == (0, "|".join(words) + "|")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["-p", "app"], 2, "usage: No program is named."),
        (["-p", "app", "--"], 2, "usage: No program is named."),
        (["--", "true"], 2, "usage: No source is named"),
        (["-p", "nothing", "true"], 3, "not_found: There is no project nothing."),
        (["-p", "a/b/c", "true"], 7, "invalid"),
        (["-e", "A=B=db/password", "true"], 3, "not_found"),
        (["-e", "A", "true"], 2, "usage: -e is written"),
        (["-p", "app", "--only", "NOPE", "true"], 3, "not_found"),
        (["-p", "app", "-e", "PGHOST=db/password", "true"], 5, "conflict"),
        (["-p", "app", "--only", "", "true"], 3, 'not_found: Nothing gives "".'),
        (["-e", "=db/password", "true"], 7, 'invalid: "" cannot be the name'),
        (["-p", "app", ""], 127, 'no_command: There is no command "".'),
        (["-p", "app", "no-such-program"], 127, "no_command: There is no command"),
        (["-p", "app", "/etc/passwd"], 126, "cannot_start: /etc/passwd cannot be started"),
        (["-p", "files", "no-such-program"], 127, "no_command: There is no command"),
    ],
    ids=str,
)
def test_what_fails_before_the_start(
    app: Cli, runtime: Path, words: list[str], code: int, told: str
) -> None:
    done = program("run", "--json", *words)
    assert (done.code, done.out) == (code, b"")
    assert f"{done.error['code']}: {done.error['message']}".startswith(told)
    assert VALUE not in done.err
    assert list(runtime.rglob("run-*")) == []


def test_too_much_for_a_variable(app: Cli) -> None:
    app.ok("add", "generic-secret", "BIG", "value=-", given=b"x" * 200_000)
    assert "invalid: The value of BIG is longer" in app.fails(
        7, "run", "-e", "BIG=BIG/value", "true"
    )


def test_no_memory_for_files(app: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vaulttui.host import run_folder

    monkeypatch.setattr(run_folder, "_SHARED", tmp_path / "none")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert "read_only: The files of this run need a folder" in app.fails(
        1, "run", "-p", "files", "true"
    )


def test_reads_are_remembered_before_the_start(app: Cli) -> None:
    program("run", "-p", "app", "true")
    reads = [one for one in app.json("activity") if one.get("verb") == "run"]
    assert reads


def test_a_link_counts_in_the_folders_below(app: Cli, tmp_path: Path) -> None:
    (deep := tmp_path / "repo" / "deep").mkdir(parents=True)
    (tmp_path / "way").symlink_to(tmp_path / "repo")
    app.ok("link", "app", str(tmp_path / "way"))
    show = ("run", "--", "printenv", "PGHOST")
    assert program(*show, cwd=deep).out == b"h\n"
    assert program(*show, cwd=tmp_path / "way" / "deep").out == b"h\n"
    assert program(*show, cwd=tmp_path).code == 2


def test_a_killed_run_is_swept_by_the_next_command(app: Cli, runtime: Path) -> None:
    with started([*PROGRAM, "-p", "files", "--"], "sh", "-c", "echo ready; exec cat") as process:
        assert process.read_line() == b"ready\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert len(list(runtime.rglob("run-*"))) == 1
        app.ok("list")
        assert list(runtime.rglob("run-*")) == []
        process.communicate(b"")


def test_a_running_one_is_not(app: Cli, runtime: Path) -> None:
    with started([*PROGRAM, "-p", "files", "--"], "sh", "-c", "echo ready; exec cat") as process:
        assert process.read_line() == b"ready\n"
        app.ok("list")
        assert len(list(runtime.rglob("run-*"))) == 1
        process.communicate(b"")
    assert list(runtime.rglob("run-*")) == []


def test_the_vault_is_not_open_in_the_program(app: Cli) -> None:
    shown = program("run", "-p", "app", "ls", "/proc/self/fd").out.split()
    wanted = subprocess.run(["ls", "/proc/self/fd"], capture_output=True, check=True, input=b"")
    assert shown == wanted.stdout.split()


def test_the_passphrase_is_asked_for_before(app: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTTUI_PASSPHRASE_FILE")
    child = start([*PROGRAM, "-p", "app", "--", "sh", "-c", "stty -a; read line; echo got $line"])
    child.wait_for("Passphrase for vault.vtv: ")
    child.type(PASSPHRASE)
    child.wait_for(" icanon iexten echo echoe echok -echonl ")  # the terminal is as it was
    child.type("words")
    child.wait_for("got words")
    assert child.end()[0] == 0


def test_a_signal_on_its_way_to_the_program(app: Cli, runtime: Path) -> None:
    with started([*PROGRAM, "-p", "files", "--"], "sh", "-c", "echo ready; exec cat") as process:
        assert process.read_line() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait() == -signal.SIGTERM
    assert list(runtime.rglob("run-*")) == []
