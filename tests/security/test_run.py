"""What a run lets out: its values reach the program, its folder, and nothing else."""

import re
from pathlib import Path

import pytest

from tests.host.forms import start
from tests.security.memory import memory_of
from tests.security.stage import PROGRAM, Stage, fill
from tests.security.watching import wait_until
from tests.vaultfile.strace import why_not

TRACED = (
    "execve,execveat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,splice,"
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,"
    "mkdirat,memfd_create,shmget,add_key"
)
TYPE = """\
id = "queue"
name = "Queue"
version = 1
kind = "cloud"

[[fields]]
id = "token"
label = "Token"
kind = "secret"

[injectors.env]
TOKEN = "{{ token }}"
CONFIG = "{{ tower.filename }}"

[injectors.file]
template = "token={{ token }}\\n"

[injectors.extra_vars]
token = "{{ token }}"
"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A home with a credential that gives a variable, a file and an extra variable."""
    stage = Stage(tmp_path / "stage")
    fill(stage)
    (stage.root / "runtime").mkdir(mode=0o700)
    stage.keep("queue.toml", TYPE.encode())
    for words in (
        ["type", "add", str(stage.own / "queue.toml")],
        ["project", "create", "app"],
        ["add", "queue", "q", f"token=@{stage.keep('typed')}", "--project", "app"],
    ):
        done = stage.run(*words)
        assert done.code == 0, done.err
    return stage


def _variables(stage: Stage) -> dict[str, str]:
    by_file = {"VAULTTUI_PASSPHRASE_FILE": str(stage.own / "passphrase")}
    return {**stage.variables, **by_file, "XDG_RUNTIME_DIR": str(stage.root / "runtime")}


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_no_value_leaves_but_into_the_folder(stage: Stage, tmp_path: Path) -> None:
    log = tmp_path / "log"
    tracing = ["strace", "-f", "-y", "-qq", "-s", "1000000", "-o", str(log), "-e", TRACED]
    script = 'grep -q token= "$CONFIG" && grep -q token "$VAULTTUI_EXTRA_VARS" && test -n "$TOKEN"'
    words = [*PROGRAM, "run", "-p", "app", "--", "sh", "-c", script]
    done = stage.start([*tracing, *words], variables=_variables(stage))
    assert done.code == 0, done.err
    # The value's own letters; what of it is no ASCII is escaped in the log.
    value = stage.canaries.values["typed"].decode().partition("é")[2]
    lines = log.read_text("utf-8", errors="replace").splitlines()
    assert any("execve" in line and "waiter.py" in line for line in lines)
    with_value = [line for line in lines if value in line]
    assert len(with_value) == 2
    place = re.escape(str(stage.root / "runtime" / "vaulttui"))
    assert all(re.match(rf"\d+ +write\(\d+<{place}/run-\w+/[^>]+>, ", one) for one in with_value)
    assert [found for found in stage.written() if "typed" in found] == []
    assert list((stage.root / "runtime").rglob("run-*")) == []


def test_the_waiter_has_forgotten_everything(stage: Stage) -> None:
    words = [*PROGRAM, "run", "-p", "app", "--", "sh", "-c", "echo ready; exec cat"]
    with start(words, env=_variables(stage), cwd=stage.work) as process:
        assert process.read_line() == b"ready\n"
        command = Path(f"/proc/{process.pid}/cmdline")
        wait_until(lambda: b"waiter.py" in command.read_bytes())
        names = ("typed", "passphrase", "vault key", "password")
        assert memory_of(process.pid, stage.canaries, names) == []
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert memory_of(int(child), stage.canaries, names) == ["typed (raw)"]
        process.communicate(b"")


def test_after_a_kill_the_next_start_leaves_nothing(stage: Stage) -> None:
    words = [*PROGRAM, "run", "-p", "app", "--", "sh", "-c", "echo ready; exec cat"]
    runtime = stage.root / "runtime"
    with start(words, env=_variables(stage), cwd=stage.work) as process:
        assert process.read_line() == b"ready\n"
        process.kill()
        process.wait()
        assert stage.canaries.in_files([runtime]) != []
        assert stage.run("list", variables=_variables(stage)).code == 0
        assert stage.canaries.in_files([runtime]) == []
        process.communicate(b"")


def test_a_failed_start_tells_no_value(stage: Stage) -> None:
    for words in (["nothing"], ["/etc/passwd"]):
        done = stage.run("run", "-p", "app", "--", *words, variables=_variables(stage))
        assert done.code in (126, 127)
        assert stage.canaries.among(done.shown) == []
    assert list((stage.root / "runtime").rglob("run-*")) == []
