"""Running the app without a terminal, and comparing pictures of it."""

import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from textual import _wait

from tests.tui.samples import Clock
from vaulttui.tui.app import VaultApp
from vaulttui.tui.entry import Entry

PICTURES: Final = Path(__file__).parents[2] / "screenshots"
_IDS: Final = re.compile(r"terminal-\d+-")

Picture = Callable[[VaultApp, str], None]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing blinks, keys are not followed by idling, and local time is UTC."""
    monkeypatch.setattr(Entry, "BLINK", False)
    # The pilot's guess of when all is done costs 40 ms a key; samples.settle knows it.
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.0)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", math.inf)
    time.tzset()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def picture(update_pictures: bool) -> Picture:
    """Compare what is on the screen with ``screenshots/NAME.svg``, or write that anew."""

    def compare(app: VaultApp, name: str) -> None:
        taken = _IDS.sub("terminal-", app.export_screenshot(title="vaulttui")) + "\n"
        kept = PICTURES / f"{name}.svg"
        if update_pictures:
            PICTURES.mkdir(exist_ok=True)
            kept.write_text(taken, "utf-8")
        assert kept.is_file(), f"{kept.name} is not there yet; make screenshots writes it"
        if kept.read_text("utf-8") != taken:
            other = Path("/tmp") / f"vaulttui-{name}.svg"
            other.write_text(taken, "utf-8")
            pytest.fail(f"The screen is not as in {kept.name}: see {other}, then make screenshots")

    return compare
