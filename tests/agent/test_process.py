"""The agent as a process: started once, found, trusted, killed, and what it leaves behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.agent import agents
from tests.agent.agents import NOBODY, OTHER, VAULT, all_of, connected, socket_path
from tests.security.canaries import Canaries
from tests.security.memory import memory_of
from vaulttui.agent import client, place, wire
from vaulttui.agent.holding import Limits
from vaulttui.agent.wire import Verb, Word
from vaulttui.errors import AgentFailed
from vaulttui.operations import agent
from vaulttui.secret import Secret

LONG = Limits(900, 9000)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
START = "from vaulttui.operations import agent; print(agent.start())"


def canary() -> tuple[Secret, Canaries]:
    key = os.urandom(32)
    return Secret(key), Canaries({"key": key})


def never() -> None:
    raise AssertionError("nobody was to be asked")


def test_only_its_owner_reaches_it(running: int) -> None:
    folder, found = place.folder().stat(), socket_path().lstat()
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert (stat.S_ISSOCK(found.st_mode), stat.S_IMODE(found.st_mode)) == (True, 0o600)
    assert [path.name for path in place.folder().iterdir() if path.is_socket()] == [place.AGENT]


def test_it_is_a_process_of_its_own(running: int) -> None:
    assert os.getsid(running) != os.getsid(0)
    assert Path(f"/proc/{running}/cwd").resolve() == Path("/")
    parent = Path(f"/proc/{running}/stat").read_text().rpartition(")")[2].split()[1]
    assert int(parent) != os.getpid()
    open_files = {os.readlink(f"/proc/{running}/fd/{number}") for number in range(3)}
    assert open_files == {os.devnull}


def test_environment_and_arguments_hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_TOKEN", "canary-of-the-environment")
    monkeypatch.setenv("VAULTTUI_PASSPHRASE_FILE", "/place/of/canary")
    process = agents.started()
    key, canaries = canary()
    client.unlock(VAULT, key, LONG, "/v.vtv")
    for name in ("environ", "cmdline"):
        content = Path(f"/proc/{process}/{name}").read_bytes()
        assert b"canary" not in content
        assert canaries.among(content) == []


def test_no_core_dump(running: int) -> None:
    limits = Path(f"/proc/{running}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4] == "0"


def test_a_home_longer_than_any_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTTUI_HOME", str(tmp_path / ("d" * 100) / ("e" * 100)))
    agents.started()
    key, _ = canary()
    assert client.unlock(VAULT, key, LONG, "/v.vtv")
    assert client.key_of(VAULT, never) == key
    assert agent.lock() == 1
    assert client.key_of(VAULT, never) is None
    assert agent.stop()


def test_two_starters_one_agent() -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE) for _ in range(4)
    ]
    said = sorted(starter.communicate()[0].strip() for starter in starters)
    assert said == [b"False", b"False", b"False", b"True"]


def test_a_second_start_starts_nothing(running: int) -> None:
    assert not agent.start()
    assert agents.pid() == running


def test_after_kill_9(running: int) -> None:
    key, _ = canary()
    client.unlock(VAULT, key, LONG, "/v.vtv")
    agents.kill(running)
    assert socket_path().is_socket()
    assert client.status() is None
    assert client.key_of(VAULT, never) is None
    assert (agent.lock(), agent.stop()) == (0, False)
    assert agents.started() != running
    assert client.key_of(VAULT, never) is None


def test_stop_leaves_no_socket(running: int) -> None:
    assert agent.stop()
    agents.wait_for_end(running)
    assert not socket_path().exists()
    assert not agent.stop()


def test_sigterm_is_stop(running: int) -> None:
    os.kill(running, signal.SIGTERM)
    agents.wait_for_end(running)
    assert not socket_path().exists()


def test_it_outlives_a_closed_terminal(running: int) -> None:
    os.kill(running, signal.SIGHUP)
    assert agents.pid() == running


def test_whoever_cannot_be_found_ends(running: int) -> None:
    held = connected()
    socket_path().unlink()
    held.sendall(b"garbage that wakes it, longer than a head")
    agents.wait_for_end(running)
    held.close()


@needs_root
def test_lock_leaves_nothing_in_memory(running: int) -> None:
    key, canaries = canary()
    client.unlock(VAULT, key, LONG, "/v.vtv")
    assert client.key_of(VAULT, never) == key
    assert memory_of(running, canaries, ["key"]) == ["key (raw)"]
    assert agent.lock() == 1
    assert memory_of(running, canaries, ["key"]) == []
    assert agents.pid() == running
    assert client.key_of(VAULT, never) is None


@needs_root
def test_one_key_is_forgotten_beside_another(running: int) -> None:
    key, canaries = canary()
    client.unlock(VAULT, key, LONG, "/v.vtv")
    client.unlock(OTHER, Secret(bytes(32)), LONG, "/w.vtv")
    client.forget(VAULT)
    assert client.key_of(OTHER, never) is not None
    assert memory_of(running, canaries, ["key"]) == []


@needs_root
def test_time_wipes_without_being_asked(running: int) -> None:
    key, canaries = canary()
    client.unlock(VAULT, key, Limits(1, 100), "/v.vtv")
    # The connection ends with the exec that forgets, or a second later for being silent.
    assert all_of(connected()) == b""
    assert memory_of(running, canaries, ["key"]) == []
    assert client.key_of(VAULT, never) is None


def as_nobody(folder: int, action: Callable[[], bytes]) -> bytes:
    """What ``action`` gives in a process of another user, who holds the folder open."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(write, action())
        except OSError as error:
            os.write(write, error.__class__.__name__.encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        content = answer.read()
    os.waitpid(child, 0)
    return content


def asked(folder: int) -> bytes:
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(agents.PATIENCE)
    raw.connect(f"/proc/self/fd/{folder}/{place.AGENT}")
    raw.sendall(wire.request(Verb.GET, VAULT))
    return b"answered " + all_of(raw)


@needs_root
def test_another_user_gets_no_key(running: int) -> None:
    key, canaries = canary()
    client.unlock(VAULT, key, LONG, "/v.vtv")
    with place.opened() as folder:
        assert as_nobody(folder, lambda: asked(folder)) == b"PermissionError"
        # Even where the permissions were lost, the kernel's word on who asks counts.
        place.folder().chmod(0o777)
        socket_path().chmod(0o666)
        said = as_nobody(folder, lambda: asked(folder))
    assert said in (b"answered ", b"BrokenPipeError", b"ConnectionResetError")
    assert canaries.among(said) == []
    assert asked_here() == b"answered " + wire.answer(0, 32) + key.reveal()


def asked_here() -> bytes:
    place.folder().chmod(0o700)
    socket_path().chmod(0o600)
    with place.opened() as folder:
        return asked(folder)


@needs_root
@pytest.mark.parametrize("which", ["socket", "folder"])
def test_what_another_user_owns_is_not_used(running: int, which: str) -> None:
    owned = socket_path() if which == "socket" else place.folder()
    os.chown(owned, NOBODY, NOBODY)
    with pytest.raises(AgentFailed, match="belongs to another user"):
        client.key_of(VAULT, never)
    with pytest.raises(AgentFailed, match="belongs to another user"):
        agent.lock()
    os.chown(owned, 0, 0)


@pytest.mark.parametrize("which", ["socket", "folder"])
def test_what_others_may_open_is_not_used(running: int, which: str) -> None:
    opened = socket_path() if which == "socket" else place.folder()
    before = stat.S_IMODE(opened.stat().st_mode)
    opened.chmod(before | 0o022)
    with pytest.raises(AgentFailed, match="open to other users"):
        client.unlock(VAULT, Secret(bytes(32)), LONG, "/v.vtv")
    opened.chmod(before)


@needs_root
def test_another_user_who_listens_is_not_trusted() -> None:
    place.folder().mkdir(parents=True, mode=0o700)
    with place.opened() as folder:
        place.folder().chmod(0o777)
        ready, hold = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            os.setuid(NOBODY)
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(f"/proc/self/fd/{folder}/{place.AGENT}")
            listener.listen()
            os.write(ready[1], b"+")
            os.close(hold[1])
            os.read(hold[0], 1)
            os._exit(0)
        os.read(ready[0], 1)
        place.folder().chmod(0o700)
        os.chown(socket_path(), 0, 0)
        socket_path().chmod(0o600)
        try:
            with pytest.raises(AgentFailed, match="Another user listens"):
                client.unlock(VAULT, Secret(bytes(32)), LONG, "/v.vtv")
        finally:
            for descriptor in (*ready, *hold):
                os.close(descriptor)
            os.waitpid(child, 0)


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    place.folder().parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.folder().symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AgentFailed, match="is a link"):
        agent.start()


def test_a_file_at_the_place_of_the_socket() -> None:
    place.folder().mkdir(parents=True, mode=0o700)
    socket_path().touch(mode=0o600)
    with pytest.raises(AgentFailed, match="no socket"):
        client.status()


def test_who_listens_and_is_no_agent() -> None:
    place.folder().mkdir(parents=True, mode=0o700)
    with place.opened() as folder, place.listen(folder, place.AGENT) as listener:
        child = os.fork()
        if child == 0:
            connection, _ = listener.accept()
            connection.recv(100)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n")
            os._exit(0)
        with pytest.raises(AgentFailed, match="is no agent"):
            client.status()
        os.waitpid(child, 0)


@pytest.mark.parametrize(("hang_ups", "found"), [(1, True), (2, False)])
def test_who_hangs_up_once_was_starting_anew(hang_ups: int, found: bool) -> None:
    place.folder().mkdir(parents=True, mode=0o700)
    with place.opened() as folder, place.listen(folder, place.AGENT) as listener:
        child = os.fork()
        if child == 0:
            for _ in range(hang_ups):
                listener.accept()[0].close()
            connection, _ = listener.accept()
            connection.recv(100)
            connection.sendall(wire.answer(Word.NO_KEY))
            os._exit(0)
        if found:
            assert client.key_of(VAULT, never) is None
        else:
            with pytest.raises(AgentFailed, match="does not answer"):
                client.key_of(VAULT, never)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_an_agent_that_hangs_is_told_of(running: int, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(running, signal.SIGSTOP)
    # What is stopped never answers, however long one waits.
    monkeypatch.setattr(client, "_PATIENCE", 0.3)
    try:
        with pytest.raises(AgentFailed, match="does not answer"):
            client.key_of(VAULT, never)
    finally:
        os.kill(running, signal.SIGCONT)
    assert agents.pid() == running
