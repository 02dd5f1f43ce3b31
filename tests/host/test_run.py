"""What a program sees and how it ends is the same as under env(1), in both forms of a run."""

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from tests.host.forms import ENV, FORMS, ends, name, start
from tests.host.pty_child import PATIENCE

CODES: Final = (0, 1, 2, 3, 125, 126, 127, 128, 130, 143, 255)
DEADLY: Final = (
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL, signal.SIGSEGV,
    signal.SIGABRT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE, signal.SIGALRM, signal.SIGBUS,
    signal.SIGXFSZ, signal.SIGXCPU, signal.SIGRTMIN, signal.SIGRTMAX,
)  # fmt: skip
_VARYING: Final = re.compile(rb"(Tgid|Pid|PPid|FDSize|NS\w+|Vm\w+|Rss\w+|SigQ|\w+_ctxt_switches):")
_ADDED: Final = re.compile(rb"FOLDER=[^\0]*\0")


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_passed_on(form: str, code: int) -> None:
    program = ("sh", "-c", f"echo $X; exit {code}")
    assert ends(FORMS[form], *program) == ends(ENV, *program) == (code, b"1\n")


@pytest.mark.parametrize("number", DEADLY, ids=name)
def test_a_program_that_dies_by_a_signal(form: str, number: int) -> None:
    program = ("sh", "-c", f"kill -{number:d} $$")
    assert ends(FORMS[form], *program) == ends(ENV, *program) == (-number, b"")


@pytest.mark.parametrize(
    "words",
    [
        ["there-is-no-such-command"],
        ["/nowhere/at/all"],
        ["/etc/passwd"],
        ["/etc/passwd/below"],
        ["/"],
        [""],
        ["./no-interpreter"],
        ["./no-first-line", "a", "b c"],
        ["no-first-line"],
        ["hidden"],
        ["first"],
    ],
    ids=str,
)
def test_what_cannot_be_started(form: str, words: list[str], tmp_path: Path) -> None:
    _script(tmp_path / "no-interpreter", "#!/nowhere/interpreter\n")
    _script(tmp_path / "no-first-line", 'echo "$0" "$@"\n')
    _script(tmp_path / "one" / "hidden", "#!/bin/sh\n").chmod(0o600)
    _script(tmp_path / "one" / "first", "#!/bin/sh\necho one\n")
    _script(tmp_path / "two" / "first", "#!/bin/sh\necho two\n")
    path = f"PATH={tmp_path}/none:{tmp_path}/one:{tmp_path}/two::/usr/bin:/bin"
    run = ends([*FORMS[form][:-1], "-e", path, "--"], *words, cwd=tmp_path)
    assert run == ends([*ENV, path], *words, cwd=tmp_path)


def _script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


def test_without_path_the_usual_one_is_taken(form: str) -> None:
    run, env = FORMS[form], ENV
    given = {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert ends(run, "true", env=given) == ends(env, "true", env=given) == (0, b"")


def test_too_much_is_a_sentence(form: str) -> None:
    with start([*FORMS[form][:-1], "--big", "--"], "true", stderr=subprocess.PIPE) as process:
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 126
    assert b"more than the system passes on" in told


def _ignoring(*numbers: int) -> Callable[[], None]:
    def ignore() -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)

    return ignore


def _nothing() -> None:
    """Leave the process as it is."""


def _limits() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (min(4096, hard) if hard >= 0 else 4096, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))


GIVEN: Final[dict[str, dict[str, Any]]] = {
    "nothing odd": {"preexec_fn": _nothing},
    "nohup": {"preexec_fn": _ignoring(signal.SIGHUP)},
    "background of a script": {"preexec_fn": _ignoring(signal.SIGINT, signal.SIGQUIT)},
    "children ignored": {"preexec_fn": _ignoring(signal.SIGCHLD)},
    "blocked": {
        "preexec_fn": partial(
            signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM}
        )
    },
    "limits": {"preexec_fn": _limits},
    "umask": {"umask": 0o123},
    "odd umask": {"umask": 0o777},
    "folder": {"cwd": "/"},
    "closed": {"preexec_fn": partial(os.close, 0)},
    "an odd environment": {
        "env": {"B": "\udcff\n=", "A": "", "é": "ü"},
    },
    "hardened away": {"env": {**os.environ, "TEXTUAL": "x", "SSLKEYLOGFILE": "y", "LANG": "C"}},
}


@pytest.mark.parametrize("given", GIVEN)
def test_the_program_is_given_what_this_process_was(form: str, given: str) -> None:
    options = dict(GIVEN[given])
    options["env"] = {**options.get("env", os.environ), "PYTHONPATH": os.pathsep.join(sys.path)}
    options["env"].pop("VAULTTUI_HOME", None)
    read, write = os.pipe()
    options["pass_fds"] = (read, write)
    files = ("/proc/self/environ", "/proc/self/limits", "/proc/self/status")
    open_and_here = ("/proc/self/fd/", "/proc/self/cwd", "-type", "l", "-printf", "%f ")
    where = ("-name", "cwd", "-printf", "%l")
    for program in (("/bin/cat", *files), ("/usr/bin/find", *open_and_here, *where)):
        code, shown = ends(FORMS[form], *program, **options)
        run, env = _steady(shown), _steady(ends(ENV, *program, **options)[1])
        assert (code, [pair for pair in zip(run, env, strict=True) if pair[0] != pair[1]]) == (
            0,
            [],
        )
    os.close(read)
    os.close(write)


def _steady(shown: bytes) -> list[bytes]:
    lines = _ADDED.sub(b"", shown).replace(b"\0", b"\n").split(b"\n")
    return [line for line in lines if not _VARYING.match(line)]


def test_own_variables_stay_out(form: str) -> None:
    given = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "VAULTTUI_VAULT": "/x"}
    code, shown = ends(FORMS[form], "env", env=given)
    assert code == 0
    assert b"HOME=" in shown
    assert b"VAULTTUI" not in shown


def test_a_process_of_its_own_only_for_files(form: str) -> None:
    with start(FORMS[form], "sh", "-c", "echo $$ $PPID") as process:
        out, _ = process.communicate(timeout=PATIENCE)
    pid, parent = map(int, out.split())
    assert (pid == process.pid) == (form == "exec")
    assert parent == (os.getpid() if form == "exec" else process.pid)


def test_group_and_session_are_inherited(form: str) -> None:
    program = (sys.executable, "-ISc", "import os; print(os.getpgrp(), os.getsid(0))")
    with start(FORMS[form], *program) as process:
        out, _ = process.communicate(timeout=PATIENCE)
    assert out.split() == [b"%d" % process.pid, b"%d" % os.getsid(0)]


def test_standard_input_passes_through(form: str) -> None:
    content = os.urandom(1 << 18)
    with start(FORMS[form], "cat") as process:
        out, _ = process.communicate(content, PATIENCE)
    assert out == content


def test_a_reader_that_leaves(form: str) -> None:
    with start(FORMS[form], "yes") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"y\n"
        process.stdout.close()
        assert process.wait() == -signal.SIGPIPE


def test_a_pipe_ends_when_the_program_closes_it(form: str) -> None:
    with start(FORMS[form], "sh", "-c", "exec >&-; read x; exit 5") as process:
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.poll() is None
        process.say(b"\n")
        assert process.wait() == 5


def test_files_are_gone_with_the_program(tmp_path: Path, form: str) -> None:
    code, shown = ends(FORMS[form], "sh", "-c", 'test -z "$FOLDER" || cat "$FOLDER/key"')
    assert (code, shown) == (0, b"content" if form == "files" else b"")
    assert list(tmp_path.rglob("run-*")) == []
