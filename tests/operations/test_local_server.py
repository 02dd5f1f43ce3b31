"""The server as a child: its key comes through a pipe, its requests too, and it never outlives."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any, Final

import httpx2
import msgspec
import pytest

from vaulttui.api.request_log import RequestLog
from vaulttui.errors import UsageError, VaulttuiError
from vaulttui.operations import agent, local_server
from vaulttui.operations.local_server import Served
from vaulttui.operations.serving import HANDED_VARIABLE, Asked, Serving, handed
from vaulttui.session.session import Session

PATIENCE: Final = 20.0
PATH: Final = "/api/v1/app-credentials"
Start = Callable[..., Served]


class Ended(Event):
    """Set once the server has ended."""


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
def start(session: Session, vault: Path, ended: Ended) -> Iterator[Start]:
    """``start(port=0)``: a server of the usual vault, gone at the end."""
    with ExitStack() as stack:

        def begin(**options: Any) -> Served:
            serving = Serving(**{"path": vault, "dialects": ("infra0",), **options})
            served = local_server.start(serving, session if serving.path else None, ended.set)
            stack.callback(served.end)
            return served

        yield begin


def ask(served: Served, path: str, token: str | None = None) -> int:
    shown = token or Path(served.token_file).read_text("ascii")
    headers = {"Authorization": f"Bearer {shown}"}
    with httpx2.Client(base_url=served.url, headers=headers, trust_env=False) as client:
        return client.get(path).status_code


def child_of(served: Served) -> "subprocess.Popen[bytes]":
    process = getattr(served, "_process")  # noqa: B009  # what it is, nobody else needs to know
    assert isinstance(process, subprocess.Popen)
    return process


def test_it_listens_hears_and_ends(start: Start, ended: Ended) -> None:
    served = start()
    hidden = "hidden-in-the-query"
    assert ask(served, f"{PATH}?name={hidden}") == 200
    assert ask(served, "/no%1b]where") == 404
    assert ask(served, PATH, "another-token") == 401
    token = Path(served.token_file).read_text("ascii")
    served.end()
    assert ended.is_set()
    assert (served.over, served.total, served.refused, served.lost) == ("", 3, 2, 0)
    heard = [(one.method, one.path, one.status, one.dialect) for one in served.latest]
    assert heard == [
        ("GET", PATH, 401, "infra0"),
        ("GET", "/no\\u{1b}]where", 404, ""),
        ("GET", PATH, 200, "infra0"),
    ]
    assert not [one for one in served.latest if hidden in repr(one) or token in repr(one)]
    assert not Path(served.token_file).exists()
    served.end()


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_the_key_is_in_no_argument_and_no_variable(start: Start, session: Session) -> None:
    process = child_of(start())
    key = session.keys.vault_key.reveal()
    for place in ("cmdline", "environ"):
        try:
            content = Path(f"/proc/{process.pid}/{place}").read_bytes()
        except PermissionError:  # a process that nobody may trace
            continue
        assert b"VAULTTUI" in content or b"vaulttui" in content
        assert key not in content
        assert key.hex().encode() not in content


def test_it_ends_with_its_lifeline(start: Start, ended: Ended) -> None:
    served = start()
    lifeline = getattr(served, "_ends").lifeline  # noqa: B009  # as above
    # What an exec and a SIGKILL do, without ending the tests: the number stays taken.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, lifeline)
    os.close(nothing)
    assert ended.wait(PATIENCE)
    assert served.over
    assert child_of(served).returncode == 0
    assert not Path(served.token_file).exists()


def test_a_lock_ends_it(start: Start, ended: Ended) -> None:
    served = start()
    assert agent.lock() == 1
    assert ended.wait(PATIENCE)
    assert "locked" in str(served.over)


def test_one_that_is_killed_is_missed(start: Start, ended: Ended) -> None:
    served = start()
    child_of(served).kill()
    assert ended.wait(PATIENCE)
    assert signal.SIGKILL.name in str(served.over)


def test_its_own_words_where_it_cannot_start(start: Start, ended: Ended) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(VaulttuiError, match=f"Another program listens at port {port}") as told:
            start(port=port)
    assert "0 is any" in told.value.hint
    assert not ended.is_set()


def test_another_vault_in_the_place_is_not_opened(start: Start, tmp_path: Path) -> None:
    with pytest.raises(VaulttuiError, match="elsewhere"):
        start(path=tmp_path / "elsewhere.vtv")


def test_the_sample(start: Start) -> None:
    served = start(path=None)
    assert ask(served, PATH) == 200


def test_who_does_not_read_delays_nobody() -> None:
    read, write = os.pipe()
    log = RequestLog(write)
    for number in range(5000):
        log.note("GET", f"/{number}/" + "\u202e" * 3000, 200, "infra0")
    served = Served("http://127.0.0.1:1", "", ())
    while len(content := os.read(read, 1 << 20)) == 1 << 20:
        pass
    log.note("GET", "/last", 200, "infra0")
    content += os.read(read, 1 << 20)
    for line in content.splitlines():
        served.hear(msgspec.json.decode(line, type=Asked))
    os.close(read)
    log.note("GET", "/nobody", 200, "infra0")
    os.close(write)
    assert served.latest[0].path == "/last"
    assert served.lost > 1000
    assert served.total == 5001
    assert len(served.latest) <= local_server.LATEST


@pytest.mark.parametrize("named", ["", "0", "1,x", "0,99999", "1,2,3"])
def test_nobody_else_names_pipes(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HANDED_VARIABLE, named)
    with pytest.raises(UsageError):
        handed()
    assert HANDED_VARIABLE not in os.environ
