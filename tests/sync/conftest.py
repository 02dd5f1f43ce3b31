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


@pytest.fixture
def pushed(world: World) -> World:
    """One object with two values, there and in sync."""
    one, two = world.slots
    world.add("db", **{one: "1", two: "2"})
    assert world.apply().all_done
    return world


def _only(name: str) -> Iterator[World]:
    made = World.of(name)
    yield made
    made.close()


@pytest.fixture
def warmhub() -> Iterator[World]:
    yield from _only("warmhub")


@pytest.fixture
def sourcecraft() -> Iterator[World]:
    yield from _only("sourcecraft")


@pytest.fixture
def infra0() -> Iterator[World]:
    yield from _only("infra0")
