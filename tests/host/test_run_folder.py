"""The folder of a run is its owner's alone, and goes when its owner has gone."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from tests.host.forms import FORMS, Process, start
from tests.security.watching import wait_until
from vaulttui import paths
from vaulttui.errors import Exists, ReadOnly
from vaulttui.host import run_folder
from vaulttui.host.run_folder import RunFolder, choose, make, sweep
from vaulttui.secret import Secret

CONTENT = Secret(b"content")
_NOBODY = 65534


@pytest.fixture
def no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without /dev/shm."""
    monkeypatch.setattr(run_folder, "_SHARED", tmp_path / "shm")
    return tmp_path / "shm"


@pytest.fixture
def nobodys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for runs, and this process no superuser, whom no mode of a folder keeps out."""
    with TemporaryDirectory() as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        before = os.geteuid()
        if before == 0:
            os.chown(place, _NOBODY, _NOBODY)
            os.seteuid(_NOBODY)
        yield Path(place)
        os.seteuid(before)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _left(runtime: Path) -> list[Path]:
    return [runtime / "vaulttui" / name for name in _names(runtime) if name.startswith("run-")]


def _names(runtime: Path) -> list[str]:
    # As a glob would, but without a look into folders that go away meanwhile.
    place = runtime / "vaulttui"
    return os.listdir(place) if place.is_dir() else []


def _abandon(folder: RunFolder) -> None:
    """What the kernel does for an owner that ends."""
    os.close(folder.lock)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_nobody_else_can_look(runtime: Path, umask: None) -> None:
    folder = make(choose())
    folder.write("key", CONTENT)
    assert folder.path.parent == runtime / "vaulttui"
    assert [_mode(path) for path in (folder.path.parent, folder.path)] == [0o700, 0o700]
    assert _mode(folder.path / "key") == 0o600
    assert (folder.path / "key").read_bytes() == b"content"
    with pytest.raises(Exists):
        folder.write("key", CONTENT)
    folder.remove()
    assert _left(runtime) == []
    _abandon(folder)


def test_nothing_is_made_before_it_is_needed(runtime: Path) -> None:
    assert choose().parent == runtime / "vaulttui"
    assert list(runtime.iterdir()) == []


@pytest.mark.parametrize("odd", ["link", "file", "open", "missing", "relative", "others"])
def test_a_place_that_is_not_ours_alone_is_not_used(
    odd: str, runtime: Path, no_memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = runtime / "vaulttui"
    if odd == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "elsewhere")
    elif odd == "file":
        place.write_bytes(b"")
    elif odd == "open":
        place.mkdir()
        place.chmod(0o777)
    elif odd == "others":
        if os.geteuid():
            pytest.skip("only root gives files away")
        place.mkdir(mode=0o700)
        os.chown(place, 65534, 65534)
    else:
        monkeypatch.setenv("XDG_RUNTIME_DIR", "runtime" if odd == "relative" else "/nonexistent")
    with pytest.raises(ReadOnly, match="need a folder in memory") as refusal:
        make(choose())
    assert "--allow-disk" in refusal.value.hint
    no_memory.mkdir()
    assert choose().parent == no_memory / f"vaulttui-{os.geteuid()}"


def test_a_place_taken_between_choosing_and_making(runtime: Path) -> None:
    path = choose()
    (runtime / "elsewhere").mkdir()
    (runtime / "vaulttui").symlink_to("elsewhere")
    with pytest.raises(ReadOnly, match="No folder can be made"):
        make(path)
    assert list((runtime / "elsewhere").iterdir()) == []


def test_a_disk_only_where_that_is_allowed(no_memory: Path) -> None:
    folder = make(choose(), allow_disk=True)
    assert folder.path.is_relative_to(paths.state_folder())
    assert _mode(folder.path.parent) == 0o700
    folder.write("key", CONTENT)
    _abandon(folder)
    sweep()
    assert not folder.path.exists()


def test_a_sweep_takes_only_what_nobody_owns(runtime: Path) -> None:
    ours, another, abandoned = (make(choose()) for _ in range(3))
    beside = ours.path.parent / "notes"
    beside.write_bytes(b"")
    abandoned.write("key", CONTENT)
    _abandon(abandoned)
    sweep()
    assert set(_left(runtime)) == {ours.path, another.path}
    assert beside.exists()
    for folder in (ours, another):
        _abandon(folder)
    sweep()
    assert _left(runtime) == []


def test_a_sweep_does_not_follow_links(runtime: Path, tmp_path: Path) -> None:
    (kept := tmp_path / "kept").mkdir()
    (kept / "file").write_bytes(b"mine")
    folder = make(choose())
    (folder.path.parent / "run-link").symlink_to(kept)
    (folder.path / "link").symlink_to(kept / "file")
    (folder.path / "folder").symlink_to(kept)
    os.link(kept / "file", folder.path / "second name")
    os.mkfifo(folder.path / "fifo")
    (deep := folder.path / "a" / "b").mkdir(parents=True)
    (deep / "made by the program").write_bytes(b"x" * 100_000)
    deep.chmod(0o500)
    folder.remove()
    _abandon(folder)
    sweep()
    assert (kept / "file").read_bytes() == b"mine"
    assert not folder.path.exists()


@pytest.mark.parametrize("end", ["by its owner", "by a sweep"])
def test_a_folder_that_its_program_closed_is_removed(nobodys: Path, end: str) -> None:
    folder = make(choose())
    folder.write("key", CONTENT)
    (deep := folder.path / "a" / "b").mkdir(parents=True)
    (deep / "file").write_bytes(b"")
    for closed in (deep, deep.parent, folder.path):
        closed.chmod(0)
    if end == "by its owner":
        folder.remove()
        assert _left(nobodys) == []
    _abandon(folder)
    sweep()
    assert _left(nobodys) == []


def test_what_is_removed_was_overwritten(runtime: Path) -> None:
    folder = make(choose())
    folder.write("key", CONTENT)
    with (folder.path / "key").open("rb") as still_open:
        folder.remove()
        assert still_open.read() == bytes(len(CONTENT))
    _abandon(folder)


def test_a_folder_is_never_swept_from_under_its_maker(runtime: Path) -> None:
    sweeps = (
        "import sys; from vaulttui.host.run_folder import sweep\n"
        "print(flush=True)\nwhile True: sweep()"
    )
    sweeper = subprocess.Popen([sys.executable, "-c", sweeps], stdout=subprocess.PIPE)
    assert sweeper.stdout is not None
    try:
        sweeper.stdout.readline()
        for _ in range(300):
            folder = make(choose())
            folder.write("key", CONTENT)
            assert (folder.path / "key").exists()
            _abandon(folder)
        wait_until(lambda: _left(runtime) == [])
    finally:
        sweeper.kill()
        sweeper.communicate()


def _running() -> Process:
    process = start(FORMS["files"], "sh", "-c", "echo ready; exec cat")
    assert process.read_line() == b"ready\n"
    return process


def test_two_runs_leave_each_other_alone(runtime: Path) -> None:
    with _running() as one, _running() as two:
        sweep()
        assert len(_left(runtime)) == 2
        two.communicate(b"")
        assert len(_left(runtime)) == 1
        one.communicate(b"")
    assert _left(runtime) == []


def _left_files(runtime: Path) -> list[Path]:
    return [path for path in runtime.rglob("*") if path.is_file()]


def _is_swept(runtime: Path) -> bool:
    sweep()
    return _left(runtime) == []


def test_the_next_start_sweeps_after_a_kill(
    runtime: Path, rounds: Callable[[int, int], int]
) -> None:
    random, found = Random(3), 0
    for _ in range(rounds(12, 500)):
        process = start(FORMS["files"], "cat")
        # The moments from the start of Python to the waiter's are what this is about.
        time.sleep(random.random() * 0.2)
        process.kill()
        process.wait()
        found += bool(_left_files(runtime))
        process.communicate(b"")
        # A child that is not the program yet holds the lock, too.
        wait_until(lambda: _is_swept(runtime))
    # A dozen moments may all miss it; hundreds do not.
    assert found or rounds(1, 0)


def test_a_waiter_that_is_killed_leaves_the_program_alive(runtime: Path) -> None:
    with _running() as process:
        process.kill()
        assert process.wait() == -signal.SIGKILL
        process.say(b"still here\n")
        assert process.read_line() == b"still here\n"
        sweep()
        assert _left(runtime) == []
        process.communicate(b"")


def test_modes_from_the_first_moment(runtime: Path, tmp_path: Path, umask: None) -> None:
    from tests.vaultfile.strace import why_not

    if reason := why_not():
        pytest.skip(reason)
    log = tmp_path / "log"
    words = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=mkdir,mkdirat,openat,chmod"]
    with start(words, *FORMS["files"], "true") as process:
        assert process.wait() == 0
    calls = log.read_text("utf-8", errors="replace").splitlines()
    made = [call for call in calls if "mkdir" in call and "/proc" not in call]
    assert made
    assert all(", 0700)" in call for call in made)
    written = [call for call in calls if "O_CREAT" in call and re.search(r'"\.?key', call)]
    assert written
    assert all("O_EXCL|" in call and "O_NOFOLLOW" in call for call in written)
    assert all(", 0600)" in call for call in written)
