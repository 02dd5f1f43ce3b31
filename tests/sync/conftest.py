"""Models of remotes, and an engine that never waits."""

from collections.abc import Iterator

import pytest

from tests.sync.model_remote import ABILITIES
from tests.sync.world import World, register
from vaulttui.sync import runner


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before a repeat, and the models known as dialects."""
    monkeypatch.setattr(runner, "FIRST_PAUSE", 0.0)
    register(monkeypatch)


@pytest.fixture(params=ABILITIES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One remote of each dialect."""
    made = World.of(request.param)
    yield made
    made.close()
