"""What every test gets: a home of its own, and the switches of the command line."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest

# Contract classes and the like assert outside of test_*.py, and should explain themselves as well.
pytest.register_assert_rewrite(
    *(f"tests.{ring.name}" for ring in Path(__file__).parent.iterdir() if ring.is_dir())
)

hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("torture", deadline=None, max_examples=5000)

# The sets of variables through which the machine a test runs on could change what it sees.
_FOREIGN: Final = ("VAULTTUI", "TEXTUAL", "XDG_", "SSH_", "COLUMNS", "LINES", "NO_COLOR", "FORCE_")
_REPORT: Final = "TEXTUAL_SNAPSHOT_TEMPDIR"
"""Where the pictures' plugin collects its report."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("vaulttui")
    group.addoption("--torture", action="store_true", help="run slow families in their full form")


def pytest_configure(config: pytest.Config) -> None:
    # Two workers and hundreds of programs begin here, and each would compile all that it imports.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Neighbours share what is made once, so they stay together; who is done early takes over.
    if config.getoption("dist", None) == "load":
        config.option.dist = "worksteal"
    hypothesis.settings.load_profile("torture" if config.getoption("--torture") else "quick")
    # A shell's background job begins deaf to these, and so would every program that a test starts.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--torture"):
        return
    for item in items:
        if item.get_closest_marker("torture"):
            item.add_marker(pytest.mark.skip(reason="runs with --torture only"))


def pytest_collection_finish() -> None:
    """The million objects that thousands of tests are stay to the end: none looks for them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def torture(request: pytest.FixtureRequest) -> bool:
    """Whether slow families run in their full form."""
    return bool(request.config.getoption("--torture"))


@pytest.fixture(scope="session")
def rounds(torture: bool) -> Callable[[int, int], int]:
    """Choose a count: ``rounds(20, 1_000)`` is 20, or 1,000 under ``--torture``."""
    return lambda quick, full: full if torture else quick


@pytest.fixture(scope="session", autouse=True)
def nobody_else_is_asked() -> Iterator[None]:
    """Names of other machines are known to no test, so that none of them leaves this one."""
    known = socket.getaddrinfo

    def here(host: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in (None, "", "localhost", "::1") or name.startswith("127."):
            return known(host, *more, **named)
        raise socket.gaierror(socket.EAI_NONAME, "no name of this machine")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", here)
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A remote that does not answer is asked but once."""
    from vaulttui.sync import connection
    from vaulttui.transport.client import Client, Limits

    monkeypatch.setattr(connection, "Client", partial(Client, limits=Limits(tries=1)))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test alone, so that no test reads or writes the vault of who runs it."""
    for name in os.environ:
        if name.startswith(_FOREIGN) and name != _REPORT:
            monkeypatch.delenv(name)
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("VAULTTUI_HOME", str(place / "vaulttui"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")
    return place
