"""``serve``: a process that listens, forgets, comes back and ends."""

import fcntl
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.agent import agents
from tests.cli.running import PASSPHRASE, Cli, make_vault, program
from tests.cli.served import COMMAND, PATIENCE, Served
from tests.host.pty_child import start
from tests.operations.samples import session_on
from tests.security.canaries import Canaries
from tests.security.memory import memory_of
from vaulttui.cli.options import Options
from vaulttui.cli.program import run
from vaulttui.operations import organizations, projects
from vaulttui.operations.serving import DIALECTS, Serving, arguments
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.vaultfile.slots import Unlocking

Serve = Callable[..., Served]
SETS = "/api/repos/acme/shop/credentials/sets"
READS_MEMORY = os.geteuid() == 0 and sys.platform == "linux"


@pytest.fixture
def serve(vault: Path) -> Iterator[Serve]:
    """``serve("--only", "infra0")``: a server of the usual vault, gone at the end."""
    with ExitStack() as stack:

        def begin(*options: str) -> Served:
            served = Served(*options)
            stack.callback(served.kill)
            return served

        yield begin
        agents.kill_the_one_that_runs()


def test_it_listens_and_ends(serve: Serve, home: Path, cli: Cli, vault: Path) -> None:
    served = serve("--only", "warmhub", "--json")
    assert served.url == f"http://127.0.0.1:{served.port}"
    assert served.token_file == home / "vaulttui" / "state" / "serve" / f"{served.pid}.token"
    make_shop(vault)
    assert served("POST", SETS, json={"name": "keys"}).status_code == 201
    assert [one["name"] for one in cli.json("set", "list")] == ["keys"]
    assert not listens_elsewhere(served.port)
    with connected(served) as silent, connected(served) as busy:
        silent.sendall(b"GET ")
        rest = begin_request(served, busy)
        began = time.monotonic()
        os.kill(served.pid, signal.SIGTERM)
        busy.sendall(rest)
        assert busy.recv(1000).startswith(b"HTTP/1.1 201")
        assert served.ended() == (0, b"", b"")
        assert time.monotonic() - began < 3
    assert [one["name"] for one in cli.json("set", "list")] == ["busy", "keys"]
    assert not served.token_file.exists()
    assert not list((home / "vaulttui" / "state" / "agent").iterdir())


def make_shop(vault: Path) -> None:
    session = session_on(vault, Unlocking(passphrase=Secret.from_text(PASSPHRASE)))
    owner = organizations.create(session, "acme")
    projects.create(session, owner.id, "shop")
    session.close()


def listens_elsewhere(port: int) -> bool:
    for family, address in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family) as connection:
            connection.connect((address, port))
            return True
    return False


def connected(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), PATIENCE)


def begin_request(served: Served, connection: socket.socket) -> bytes:
    """Send the first half; the other half is returned once the server is about it."""
    body = b'{"name": "busy"}'
    head = (
        f"POST {SETS} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nExpect: 100-continue\r\n"
        f"Authorization: Bearer {served.token_file.read_text()}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert connection.recv(100).startswith(b"HTTP/1.1 100")
    return body


def test_a_request_that_does_not_end_gets_no_answer(serve: Serve, vault: Path, cli: Cli) -> None:
    """Whether it was done, nobody can say: the client must hear neither yes nor no."""
    make_shop(vault)
    served = serve("--only", "warmhub")
    with (vault.parent / f".{vault.name}.lock").open("r+b") as lock, connected(served) as busy:
        rest = begin_request(served, busy)
        fcntl.flock(lock, fcntl.LOCK_EX)
        busy.sendall(rest)
        assert served.status() == 404
        began = time.monotonic()
        assert served.end() == (0, b"", b"")
        assert time.monotonic() - began < 3
        with suppress(ConnectionResetError):
            assert busy.recv(1) == b""
    assert cli.json("set", "list") == []


def test_lock_and_unlock(serve: Serve, vault: Path, cli: Cli, home: Path) -> None:
    make_shop(vault)
    served = serve("--only", "warmhub", "--token-file", str(home / "token"))
    canaries = Canaries({"key": _key(vault), "value": b"canary value of a body"})
    about = canaries.values["value"].decode()
    assert served("POST", SETS, json={"name": "keys", "description": about}).status_code == 201
    with connected(served) as silent:
        assert cli.json("lock") == {"locked": 1}
        assert silent.recv(1) == b""
    answer = served("GET", SETS)
    assert (answer.status_code, list(answer.json())) == (423, ["error"])
    if READS_MEMORY:
        assert memory_of(served.pid, canaries, canaries.values) == []
        secret = served.token_file.read_bytes()
        for place in ("cmdline", "environ"):
            assert secret not in Path(f"/proc/{served.pid}/{place}").read_bytes()
    assert cli.json("lock") == {"locked": 0}
    cli.ok("agent", "start")
    assert [one["name"] for one in served("GET", SETS).json()] == ["keys"]
    if READS_MEMORY:
        assert memory_of(served.pid, canaries, ["key"]) != []
    # Once more: what was handed over is handed over again, even while the token has no name.
    served.token_file.rename(home / "aside")
    assert cli.json("lock") == {"locked": 2}
    (home / "aside").rename(served.token_file)
    assert served.status() == 423
    cli.ok("unlock")
    assert served.status() == 404
    assert served.end() == (0, b"", b"")
    assert served.token_file.exists()


def _key(vault: Path) -> bytes:
    session = session_on(vault, Unlocking(passphrase=Secret.from_text(PASSPHRASE)))
    try:
        return session.keys.vault_key.reveal()
    finally:
        session.close()


def test_an_agent_that_asks_a_person_gives_no_key(serve: Serve, cli: Cli) -> None:
    served = serve("--only", "infra0")
    cli.ok("lock")
    cli.ok("agent", "start", "--confirm")
    assert served.status() == 423
    assert served.end(signal.SIGHUP) == (129, b"", b"")
    assert not served.token_file.exists()


def test_a_signal_right_after_a_lock(serve: Serve, cli: Cli) -> None:
    served = serve("--only", "infra0")
    cli.ok("lock")
    assert served.end() == (0, b"", b"")
    assert not served.token_file.exists()


def test_what_nohup_ignores_ends_nothing(vault: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        served = Served("--only", "infra0")
    finally:
        signal.signal(signal.SIGHUP, before)
    try:
        os.kill(served.pid, signal.SIGHUP)
        assert served.status() == 404
        assert served.end() == (0, b"", b"")
    finally:
        served.kill()


def test_a_code_that_the_dialect_does_not_have(vault: Path, home: Path) -> None:
    done = program("serve", "--fail", "infra0:key=none", "--json")
    assert (done.code, done.out, done.error["code"]) == (2, b"", "usage")
    assert not list((home / "vaulttui" / "state" / "serve").iterdir())


def test_the_same_token_after_a_restart(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "token"
    first = serve("--only", "infra0", "--token-file", str(path))
    token = path.read_bytes()
    assert first.end(signal.SIGINT)[:2] == (130, b"")
    second = serve("--only", "infra0", "--token-file", str(path), "--port", str(first.port))
    assert (second.port, second.token_file, path.read_bytes()) == (first.port, path, token)


def test_a_port_that_is_taken(vault: Path, cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = program("serve", "--port", str(port))
    assert (done.code, done.out) == (5, b"")
    assert f"Another program listens at port {port}." in done.err


def test_the_sample(home: Path) -> None:
    served = Served("--demo", "--only", "warmhub")
    try:
        found = served("GET", SETS).json()
        assert [one["name"] for one in found] == ["web-service"]
        assert served.end()[0] == 0
    finally:
        served.kill()
    assert not (home / "vaulttui" / "data").exists()


def test_the_passphrase_is_asked_for(home: Path) -> None:
    make_vault(home / "vaulttui" / "data" / "vault.vtv")
    child = start([*COMMAND, "--only", "infra0"], {})
    child.wait_for("Passphrase for vault.vtv: ")
    child.type(PASSPHRASE)
    child.wait_for('"token_file":')
    os.kill(child.pid, signal.SIGTERM)
    assert child.end()[0] == 0


def test_a_wrong_passphrase_leaves_nothing(vault: Path, passphrase_file: Path, home: Path) -> None:
    passphrase_file.write_text("wrong")
    done = program("serve", "--json")
    assert (done.code, done.out, done.error["code"]) == (4, b"", "wrong_secret")
    assert not list((home / "vaulttui" / "state" / "serve").iterdir())


def test_nobody_reads_the_first_line(vault: Path, home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*COMMAND], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")
    assert not list((home / "vaulttui" / "state" / "serve").iterdir())


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--port", "x"), 2, "is not a valid integer"),
        (("--port", "65536"), 2, "range"),
        (("--port", "-1"), 2, "range"),
        (("--only", "awx"), 2, ", ".join(repr(name) for name in DIALECTS)),
        (("--only", "vault"), 2, "is not one of"),
        (("--warmhub-rate", "20"), 7, "Write it as 20/h"),
        (("--warmhub-rate", "0/h"), 7, "is no rate"),
        (("--warmhub-rate", "20/m"), 7, "is no rate"),
        (("--warmhub-rate", "9/h", "--only", "infra0"), 2, "which is not served"),
        (("--fail", "infra0"), 7, "DIALECT:KEY=CODE"),
        (("--fail", "infra0:key"), 7, "DIALECT:KEY=CODE"),
        (("--fail", "infra0:=x"), 7, "DIALECT:KEY=CODE"),
        (("--fail", "inkeep:key=x"), 2, "which is not served"),
        (("--fail", "warmhub:key=x", "--only", "infra0"), 2, "Served are: infra0."),
        (("--fail", "infra0:key=a b"), 7, "DIALECT:KEY=CODE"),
        (("extra",), 2, "unexpected extra argument"),
    ],
)
def test_options_that_cannot_be(cli: Cli, options: tuple[str, ...], code: int, words: str) -> None:
    assert words in cli.fails(code, "serve", *options)


def asked(*words: str) -> Serving:
    """What the command line asks the server for."""
    told: list[Serving] = []

    def note(serving: Serving, _open: Callable[[], Session]) -> int:
        told.append(serving)
        return 0

    try:
        assert run(words, _no_interface, note) == 0
    finally:
        gc.enable()
    return told[0]


def _no_interface(_options: Options) -> int:
    raise AssertionError("The terminal UI was asked for.")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--port", "8484", "--only", "infra0", "--only", "warmhub", "--only", "infra0"),
        ("--token-file", "here", "--warmhub-rate", "20/h"),
        ("--fail", "warmhub:a=b=BACKEND", "--fail", "infra0:x=500", "--fail", "infra0:y=404"),
    ],
)
def test_a_lock_begins_anew_with_the_same(options: tuple[str, ...], vault: Path) -> None:
    serving = asked("serve", *options)
    assert serving.path == vault
    assert asked("serve", *arguments(serving)) == serving


def test_what_the_options_say() -> None:
    serving = asked("serve", "--demo", "--warmhub-rate", "20/h", "--fail", "warmhub:a=b=BACKEND")
    assert serving == Serving(
        None, warmhub_rate=20, fails={"warmhub": {"a=b": "BACKEND"}}, dialects=DIALECTS
    )


def test_what_a_lock_begins_with_is_no_option(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("1", "998,999"):
        monkeypatch.setenv("VAULTTUI_SERVE_FDS", value)
        done = program("serve")
        assert (done.code, done.out) == (2, b"")
        assert "by the program itself alone" in done.err
