"""Running the app without a terminal."""

import gc
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import _wait, screen
from textual._compositor import Compositor
from textual.widgets import Button

from tests.tui import styling
from tests.tui.samples import PAINT, Clock, login, make_vault
from vaulttui.operations.credentials import Edits, Given, add
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.tui.widgets.entry import Entry


@pytest.fixture(autouse=True, scope="package")
def seldom() -> Iterator[None]:
    """Widgets are many and short-lived: what collects them looks at them less often."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    yield
    gc.set_threshold(*usual)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing blinks, keys are not followed by idling, and local time is UTC."""
    monkeypatch.setattr(Entry, "BLINK", False)
    # The pilot's guess of when all is done costs 40 ms a key; samples.settle knows it.
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.0)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", math.inf)
    monkeypatch.setattr(_wait.wait_for_idle, "__defaults__", (0.0, 1.0))
    # Painting is asked for by what waits until all is done, once and not in between.
    monkeypatch.setattr(screen, "UPDATE_PERIOD", 60)
    monkeypatch.setattr(Compositor, "render_update", _paint_if_asked)
    monkeypatch.setattr(Button, "_start_active_affect", lambda button: None)
    styling.once(monkeypatch)
    time.tzset()


def _paint_if_asked(compositor: Compositor, full: bool = False, **how: Any) -> object:
    """All of it, as pictures ask for it; else what samples.settle paints."""
    return PAINT(compositor, full=True, **how) if full else None


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def weak(tmp_path: Path) -> Session:
    """Three logins of one guessed password, two of one name, and a token that has expired."""
    session = make_vault(tmp_path / "vault.vtv")
    for name in ("Wiki", "Forum", "Forum"):
        login(session, name, "password1")
    key = {"key": Given(Secret(b"issued by a service"))}
    add(session, "api-key", Edits(name="Weather", values=key, expires={"key": 1_000_000}))
    return session
