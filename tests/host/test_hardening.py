"""What a process does before anything else; each in a process of its own."""

import os
import resource
import subprocess
import sys

import pytest

CANARY = "canary-7f3a"


def run(program: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from vaulttui.host.hardening import harden\nharden()\n{program}"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_core_dumps() -> None:
    done = run("import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])")
    assert done.stdout.strip() == "0"


def test_the_limit_on_core_dumps_can_be_given_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    done = run(
        "from vaulttui.host.hardening import give_back_core_limit\n"
        "import resource; give_back_core_limit(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert done.stdout.strip() == str(before)


@pytest.mark.skipif(sys.platform != "linux", reason="a Linux call")
def test_no_debugger() -> None:
    done = run("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))")
    assert done.stdout.strip() == "0"


def test_logging_variables_are_dropped() -> None:
    done = run(
        "import os; print(sorted(n for n in os.environ if n.startswith(('TEXTUAL', 'SSLKEY'))))",
        TEXTUAL="debug,devtools",
        TEXTUAL_LOG="/tmp/log",
        SSLKEYLOGFILE="/tmp/keys",
    )
    assert done.stdout.strip() == "[]"


def test_what_was_given_is_remembered_as_it_was() -> None:
    given = {"TEXTUAL": "debug", "SSLKEYLOGFILE": "/tmp/keys", "B": "2", "A": "1=1"}
    # In a plain C locale Python itself adds LC_CTYPE to what it was given.
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from vaulttui.host.hardening import given_environment, harden\n"
            "harden(); print(list(given_environment().items()))",
        ],
        env={**given, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    assert done.stdout.startswith(str(pairs)[:-1])
    assert "LC_CTYPE" not in done.stdout


@pytest.mark.parametrize(
    "program",
    [
        "def f(secret): raise ValueError(secret)\nf({canary!r})",
        "import threading\n"
        "def f(secret): raise ValueError(secret)\n"
        "t = threading.Thread(target=f, args=({canary!r},)); t.start(); t.join()",
        "class C:\n  def __del__(self): raise ValueError({canary!r})\nc = C(); del c",
        "def f(secret):\n"
        "  try: raise KeyError(secret)\n"
        "  except KeyError as e: raise ValueError(secret) from e\n"
        "f({canary!r})",
    ],
)
def test_a_crash_tells_no_value(program: str) -> None:
    done = run(program.format(canary=CANARY))
    assert CANARY not in done.stdout + done.stderr
    assert "ValueError at <string>:" in done.stderr
    assert "Traceback" not in done.stderr
